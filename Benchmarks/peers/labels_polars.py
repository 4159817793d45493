#!/usr/bin/env python3
"""Labels joined to predictions, and performance, calibration and fairness of every cell and hour, with Polars.

    labels_polars.py DATA OUT

Scans both logs lazily with explicit schemas, joins them by id and counts rows by hour, segment, score cell, label and
class served, with the sums of scores and of their squares. Repeated labels are not looked for.
"""
import os
import sys

# One thread costs the fewest processor seconds, and they are what is compared.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import polars as pl

from reference import DIMENSIONS
from statistics_of_labels import tables, write_labels

PREDICTIONS = {
    "ts": pl.String, "request_id": pl.String, "segment": pl.Struct({name: pl.String for name in DIMENSIONS}),
    "prediction": pl.Int64, "probability": pl.Float64,
}
LABELS = {"request_id": pl.String, "label": pl.Int64}


def main():
    data, out = sys.argv[1:3]
    labels = pl.scan_ndjson(data + "/logs/labels-*.jsonl", schema=LABELS)
    score = pl.col("probability")
    found = (
        pl.scan_ndjson(data + "/logs/predictions-*.jsonl", schema=PREDICTIONS)
        .join(labels, on="request_id", how="left")
        .select(
            # The hour from the text: cheaper than parsing all of it.
            pl.col("ts").str.slice(0, 13).alias("hour"),
            *[pl.col("segment").struct.field(name).cast(pl.Enum(values)).to_physical().alias(name)
              for name, values in DIMENSIONS.items()],
            (score * 1000).floor().clip(0, 999).cast(pl.Int16).alias("score_cell"),
            pl.col("label").fill_null(-1), pl.col("prediction").alias("served"), score)
        .group_by("hour", *DIMENSIONS, "score_cell", "label", "served")
        .agg(pl.len().alias("n"), score.sum().alias("s"), (score * score).sum().alias("s2"))
        .collect(engine="streaming"))
    hours = np.unique(found["hour"].to_numpy())
    columns = [found[name].to_numpy().astype(np.int64) for name in (*DIMENSIONS, "score_cell", "label", "served")]
    sums = [found[name].to_numpy() for name in ("n", "s", "s2")]
    times = np.array([f"{hour}:00" for hour in hours], dtype="datetime64[us]")
    hour = np.searchsorted(hours, found["hour"].to_numpy())
    write_labels(out, times, *tables(len(hours), hour, *columns, *sums))


if __name__ == "__main__":
    main()
