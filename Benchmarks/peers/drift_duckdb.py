#!/usr/bin/env python3
"""PSI, KS and null rates of every feature, cell and hour with DuckDB.

    drift_duckdb.py DATA OUT [--plan histogram|group]

`histogram`, the quickest plan found, reads the logs in one pass with explicit types and counts into DuckDB's binned
histogram aggregate at the finest cut (hour, age band, market); cells are sums of these. `group` is the plan that SQL
suggests at first: one row per feature, its bin found, grouped by hour, cell and bin.
"""
import argparse

import duckdb
import numpy as np

from reference import CATEGORICAL, FEATURES, NUMERIC
from statistics_of_counts import cells_of, place, read_profile, write_drift

TYPES = ", ".join([f"{name} DOUBLE" for name in NUMERIC] + [f"{name} VARCHAR" for name in CATEGORICAL])


def source(data):
    return f"""read_json('{data}/logs/predictions-*.jsonl', format = 'newline_delimited', columns = {{
        ts: 'TIMESTAMP', features: 'STRUCT({TYPES})', segment: 'STRUCT(age_band VARCHAR, market VARCHAR)'}})"""


def by_histogram(connection, data, profile):
    """Groups, rows in each, and per feature the counts of each bin in each group."""
    def aggregate(name):
        if name in NUMERIC:
            return f"map_values(histogram(features.{name}, {profile[name]['edges']}::DOUBLE[])) AS {name}"
        return f"map_values(histogram_exact(features.{name}, {profile[name]['categories']})) AS {name}"

    found = connection.execute(f"""
        SELECT date_trunc('hour', ts) AS hour, segment.age_band AS age, segment.market AS market, count(*) AS n,
          {", ".join(aggregate(name) for name in FEATURES)}
        FROM {source(data)} GROUP BY ALL""").fetchnumpy()
    counts = {}
    for name in FEATURES:
        # The last bin, of what lies past the others, is there only where it has rows.
        width = len(profile[name]["counts"][0]) + (name in CATEGORICAL)
        counts[name] = np.zeros((len(found["n"]), width), np.int64)
        for row, values in enumerate(found[name]):
            if values is not np.ma.masked and values is not None:
                counts[name][row, :len(values)] = values
    return (found["hour"], found["age"], found["market"]), found["n"], counts


def by_group(connection, data, profile):
    edges = "MAP {" + ", ".join(f"'{name}': {profile[name]['edges']}::DOUBLE[]" for name in NUMERIC) + "}"
    connection.execute(f"""
        CREATE TEMP TABLE log AS
        SELECT date_trunc('hour', ts) AS hour, segment.age_band AS age, segment.market AS market, features.*
        FROM {source(data)}""")
    numeric, categorical = ", ".join(NUMERIC), ", ".join(CATEGORICAL)
    connection.execute(
        "CREATE TEMP TABLE edge AS SELECT * FROM (SELECT unnest(map_keys(m)) AS feature, unnest(map_values(m)) AS e "
        f"FROM (SELECT {edges} AS m)) t, LATERAL (SELECT unnest(t.e) AS upper, generate_subscripts(t.e, 1) - 1 AS bin)")
    found = connection.execute(f"""
        SELECT l.hour, l.age, l.market, l.feature, coalesce(e.bin, -1) AS bin, count(*) AS n
        FROM (SELECT hour, age, market, feature, value FROM log UNPIVOT (value FOR feature IN ({numeric}))) l
        ASOF LEFT JOIN edge e ON l.feature = e.feature AND l.value <= e.upper
        GROUP BY ALL""").fetchnumpy()
    texts = connection.execute(f"""
        SELECT hour, age, market, feature, value, count(*) AS n
        FROM (SELECT hour, age, market, feature, value FROM log UNPIVOT (value FOR feature IN ({categorical})))
        GROUP BY ALL""").fetchnumpy()
    groups = connection.execute("SELECT hour, age, market, count(*) AS n FROM log GROUP BY ALL").fetchnumpy()
    return found, texts, groups


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--plan", choices=["histogram", "group"], default="histogram")
    options = parser.parse_args()
    profile = read_profile(options.data)
    connection = duckdb.connect()
    # One thread costs the fewest processor seconds, and they are what is compared.
    connection.execute("SET threads = 1; SET preserve_insertion_order = false")
    counts = {}
    if options.plan == "histogram":
        keys, n, groups = by_histogram(connection, options.data, profile)
        hours = np.unique(keys[0])
        spot = place(keys, hours)
        rows = np.zeros((len(hours), 3, 5), np.int64)
        rows[spot] = n
        for name in FEATURES:
            table = np.zeros((len(hours), 3, 5, groups[name].shape[1]), np.int64)
            table[spot] = groups[name]
            counts[name] = cells_of(table)
    else:
        found, texts, groups = by_group(connection, options.data, profile)
        hours = np.unique(groups["hour"])
        rows = np.zeros((len(hours), 3, 5), np.int64)
        rows[place((groups["hour"], groups["age"], groups["market"]), hours)] = groups["n"]
        for source_rows, names in ((found, NUMERIC), (texts, CATEGORICAL)):
            for name in names:
                mine = np.asarray(source_rows["feature"] == name)
                part = {key: column[mine] for key, column in source_rows.items()}
                spot = place((part["hour"], part["age"], part["market"]), hours)
                width = len(profile[name]["counts"][0]) + (name in CATEGORICAL)
                if name in NUMERIC:
                    index = np.where(part["bin"] < 0, width - 1, part["bin"])
                else:
                    known = {value: number for number, value in enumerate(profile[name]["categories"])}
                    index = np.array([known.get(value, width - 1) for value in part["value"]])
                table = np.zeros((len(hours), 3, 5, width), np.int64)
                np.add.at(table, (*spot, index), part["n"])
                counts[name] = cells_of(table)
    write_drift(options.out, hours, counts, cells_of(rows), profile)


if __name__ == "__main__":
    main()
