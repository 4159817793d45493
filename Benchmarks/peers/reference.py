#!/usr/bin/env python3
"""The reference profile that the drift scripts compare with: bins and counts, from the reference log.

    reference.py DATA

Reads DATA/logs/reference.jsonl and writes DATA/reference-profile.json. Run once and not timed, like `leeway baseline`.
Per numeric feature: a fine grid of quantiles (240 cells; one per value where there are no more values than that) for
KS, and for each of its cells the one of ten equal-mass bins that it lies in for PSI (up to 20 values: each its own).
Per categorical feature: the categories. Counts are those of each cell's own part of the reference.
"""
import json
import sys

import numpy as np

NUMERIC = ["amount", "balance", "distance_km", "gap_minutes", "payments_24h", "declined_7d", "merchant_risk",
           "card_age_days", "velocity"]
CATEGORICAL = ["entry", "category", "device"]
FEATURES = NUMERIC + CATEGORICAL
DIMENSIONS = {"age_band": ["18-34", "35-54", "55+"], "market": ["east", "north", "online", "south", "west"]}
CELLS = ["all"] + [f"{name}={value}" for name, values in DIMENSIONS.items() for value in values]


def grid(values):
    distinct = np.unique(values)
    if len(distinct) <= 240:
        edges = distinct[:-1]
    else:
        edges = np.unique(np.quantile(values, np.arange(1, 240) / 240))
    if len(distinct) <= 20:
        bins = np.arange(len(edges) + 1)
    else:
        deciles = np.unique(np.quantile(values, np.arange(1, 10) / 10))
        # A cell lies in the bin of its upper edge. Half a cell of slack: both come from quantiles, by other fractions.
        upper = np.append(edges, np.inf)
        lower = np.append(-np.inf, edges)
        bins = np.searchsorted(deciles, np.where(np.isinf(lower), upper, (np.maximum(lower, -1e300) + upper) / 2))
        bins[-1] = len(deciles)
    return edges, bins


def profile(rows):
    segment = {name: np.array([row["segment"][name] for row in rows]) for name in DIMENSIONS}
    masks = [np.ones(len(rows), bool)]
    masks += [segment[name] == value for name, values in DIMENSIONS.items() for value in values]
    result = {}
    for name in NUMERIC:
        column = np.array([row["features"][name] for row in rows], float)
        edges, bins = grid(column[~np.isnan(column)])
        index = np.searchsorted(edges, column)
        counts = [np.bincount(index[mask & ~np.isnan(column)], minlength=len(edges) + 1) for mask in masks]
        result[name] = {"edges": edges.tolist(), "bins": bins.tolist(), "counts": np.array(counts).tolist()}
    for name in CATEGORICAL:
        column = np.array([row["features"][name] or "" for row in rows])
        categories = [str(value) for value in np.unique(column) if value != ""]
        counts = [[int(np.sum(column[mask] == value)) for value in categories] for mask in masks]
        result[name] = {"categories": categories, "counts": counts}
    return result


if __name__ == "__main__":
    data = sys.argv[1]
    with open(data + "/logs/reference.jsonl") as file:
        found = profile([json.loads(line) for line in file])
    with open(data + "/reference-profile.json", "w") as file:
        json.dump(found, file)
