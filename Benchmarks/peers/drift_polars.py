#!/usr/bin/env python3
"""PSI, KS and null rates of every feature, cell and hour with Polars.

    drift_polars.py DATA OUT

Scans the logs lazily with an explicit schema, finds each value's bin by binary search, and counts rows by hour, age
band, market and bin, packed into one integer key: the quickest plan found. Cells are sums of these counts.
"""
import os
import sys

# One thread costs the fewest processor seconds, and they are what is compared.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import polars as pl

from reference import CATEGORICAL, DIMENSIONS, FEATURES, NUMERIC
from statistics_of_counts import cells_of, read_profile, write_drift

SCHEMA = {
    "ts": pl.String,
    "features": pl.Struct({name: pl.Float64 for name in NUMERIC} | {name: pl.String for name in CATEGORICAL}),
    "segment": pl.Struct({name: pl.String for name in DIMENSIONS}),
}
BINS = 256


def code(name):
    """A segment's value as its place in the list."""
    return pl.col("segment").struct.field(name).cast(pl.Enum(DIMENSIONS[name])).to_physical().cast(pl.Int32)


def binned(name, profile):
    value = pl.col(name)
    if name in NUMERIC:
        index = pl.lit(pl.Series(profile[name]["edges"], dtype=pl.Float64)).search_sorted(value, side="left")
    else:
        categories = profile[name]["categories"]
        index = value.replace_strict(
            categories, list(range(len(categories))), default=len(categories), return_dtype=pl.Int32)
    return index.cast(pl.Int32)


def main():
    data, out = sys.argv[1:3]
    profile = read_profile(data)
    rows = (
        pl.scan_ndjson(data + "/logs/predictions-*.jsonl", schema=SCHEMA)
        .select(
            # The hour from the text: cheaper than parsing all of it.
            pl.col("ts").str.slice(0, 13).alias("hour"), (code("age_band") * 5 + code("market")).alias("segment"),
            *[pl.col("features").struct.field(name) for name in FEATURES])
        .collect(engine="streaming"))
    hours = rows["hour"].unique().sort()
    group = rows.select(pl.col("hour").cast(pl.Enum(hours)).to_physical().cast(pl.Int32) * 15 + pl.col("segment"))
    rows = rows.drop("hour", "segment").with_columns(group.to_series().alias("group"))
    size = len(hours) * 15

    def count(key, width):
        found = key.group_by("key").len()
        table = np.zeros(size * width, np.int64)
        table[found["key"].to_numpy()] = found["len"].to_numpy()
        return table.reshape(len(hours), 3, 5, width)

    sizes = count(rows.select(key="group"), 1)[..., 0]
    counts = {}
    for name in FEATURES:
        key = rows.filter(pl.col(name).is_not_null()).select(key=pl.col("group") * BINS + binned(name, profile))
        width = len(profile[name]["counts"][0]) + (name in CATEGORICAL)
        counts[name] = cells_of(count(key, BINS)[..., :width])
    times = np.array([f"{hour}:00" for hour in hours], dtype="datetime64[us]")
    write_drift(out, times, counts, cells_of(sizes), profile)


if __name__ == "__main__":
    main()
