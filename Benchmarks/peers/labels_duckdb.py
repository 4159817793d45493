#!/usr/bin/env python3
"""Labels joined to predictions, and performance, calibration and fairness of every cell and hour, with DuckDB.

    labels_duckdb.py DATA OUT

One query reads both logs with explicit types, joins them by id and counts rows by hour, segment, score cell, label and
class served, with the sums of scores and of their squares. Repeated labels are not looked for.
"""
import sys

import duckdb
import numpy as np

from statistics_of_counts import place
from statistics_of_labels import tables, write_labels


def main():
    data, out = sys.argv[1:3]
    connection = duckdb.connect()
    # One thread costs the fewest processor seconds, and they are what is compared.
    connection.execute("SET threads = 1; SET preserve_insertion_order = false")
    found = connection.execute(f"""
        SELECT date_trunc('hour', p.ts) AS hour, p.segment.age_band AS age, p.segment.market AS market,
          least(floor(p.probability * 1000), 999)::USMALLINT AS score_cell,
          coalesce(l.label, -1) AS label, p.prediction AS served,
          count(*) AS n, sum(p.probability) AS s, sum(p.probability * p.probability) AS s2
        FROM read_json('{data}/logs/predictions-*.jsonl', format = 'newline_delimited', columns = {{
          ts: 'TIMESTAMP', request_id: 'VARCHAR', segment: 'STRUCT(age_band VARCHAR, market VARCHAR)',
          prediction: 'TINYINT', probability: 'DOUBLE'}}) p
        LEFT JOIN read_json('{data}/logs/labels-*.jsonl', format = 'newline_delimited', columns = {{
          request_id: 'VARCHAR', label: 'TINYINT'}}) l USING (request_id)
        GROUP BY ALL""").fetchnumpy()
    hours = np.unique(found["hour"])
    spot = place((found["hour"], found["age"], found["market"]), hours)
    columns = [found[name].astype(np.int64) for name in ("score_cell", "label", "served")]
    write_labels(out, hours, *tables(len(hours), *spot, *columns, found["n"], found["s"], found["s2"]))


if __name__ == "__main__":
    main()
