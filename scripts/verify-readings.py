#!/usr/bin/env python3
"""Recompute a replay's readings with NumPy, SciPy and scikit-learn and print the largest differences.

    leeway baseline --config leeway.yaml
    leeway replay --config leeway.yaml --out out
    scripts/verify-readings.py leeway.yaml out/readings.jsonl --window 24h [--every 12]

Reads the same logs as leeway did, by the same configuration, and works each window out from its rows, without
panes, sketches or counts. Needs numpy, scipy, scikit-learn and PyYAML.
"""
import argparse
import datetime
import glob
import gzip
import json
import math
import os

import numpy as np
import scipy.stats
import sklearn.metrics
import yaml

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(text):
    return int(text[:-1]) * UNITS[text[-1]] if text != "0" else 0


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def lines(directory, patterns):
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        for path in sorted(glob.glob(os.path.join(directory, pattern))):
            with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
                for line in file:
                    yield json.loads(line)


def at(row, path):
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


class Log:
    """The columns of a prediction log, in order of time, with its labels joined."""

    def __init__(self, config, directory, inputs):
        fields, positive = config["fields"], str(config.get("positive", 1))
        labels = {}
        for row in lines(directory, inputs.get("labels", [])):
            labels[str(at(row, config["labels"]["id"]))] = int(str(at(row, config["labels"]["value"])) == positive)
        rows = sorted(lines(directory, inputs["predictions"]), key=lambda row: row[fields["timestamp"]])
        get = lambda path: [at(row, path) for row in rows]
        self.time = np.array([moment(value) for value in get(fields["timestamp"])])
        self.served = get(fields["prediction"])
        self.positive = np.array([str(value) == positive for value in self.served])
        self.is_served = np.array([value is not None for value in self.served])
        self.score = np.array([np.nan if value is None else value for value in get(fields["score"])], float)
        self.label = np.array([labels.get(str(value), -1) for value in get(fields["id"])])
        self.features = {name: get(feature["path"]) for name, feature in config["features"].items()}
        self.dimensions = {}
        for dimension in config.get("segments", []):
            if isinstance(dimension, list):
                continue
            name, path = (dimension, dimension) if isinstance(dimension, str) else (dimension["name"], dimension["path"])
            if name in config["features"] and isinstance(dimension, str):
                path = config["features"][name]["path"]
            self.dimensions[name] = np.array(["(none)" if v is None else str(v) for v in get(path)])

    def mask(self, segment):
        if segment == "all":
            return np.ones(len(self.time), bool)
        name, value = segment.split("=", 1)
        return self.dimensions[name] == value


def population_stability(p, q):
    p, q = np.where(p == 0, 1e-4, p), np.where(q == 0, 1e-4, q)
    return float(np.sum((q - p) * np.log(q / p)))


def numeric_psi(overall, reference, current):
    """Bins are deciles of the whole reference; shares are those of the cell's own part of it."""
    distinct = np.unique(overall)
    edges = distinct[:-1] if len(distinct) <= 20 else np.unique(np.quantile(overall, np.arange(1, 10) / 10))
    count = lambda values: np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return population_stability(count(reference) / len(reference), count(current) / len(current))


def categorical_psi(reference, current):
    names = sorted(set(reference))
    count = lambda values: [sum(v == n for v in values) for n in names]
    p = np.array(count(reference) + [0]) / len(reference)
    known = count(current)
    q = np.array(known + [len(current) - sum(known)]) / len(current)
    return population_stability(p[:-1], q[:-1]) if q[-1] == 0 else population_stability(p, q)


def expected_calibration_error(score, label):
    bins = np.minimum((score * 10).astype(int), 9)
    return sum(abs(score[bins == b].mean() - label[bins == b].mean()) * np.mean(bins == b) for b in np.unique(bins))


def performance(log, rows):
    rows = rows & log.is_served & (log.label >= 0)
    label, served, score = log.label[rows], log.positive[rows], log.score[rows]
    if len(label) == 0:
        return {}
    metrics = sklearn.metrics
    result = {
        "accuracy": metrics.accuracy_score(label, served),
        "precision": metrics.precision_score(label, served, zero_division=np.nan),
        "recall": metrics.recall_score(label, served, zero_division=np.nan),
        "f1": metrics.f1_score(label, served, zero_division=np.nan),
        "brier": metrics.brier_score_loss(label, score) if len(set(label)) > 1 else math.nan,
        "ece": expected_calibration_error(score, label),
    }
    if len(set(label)) > 1:
        result["roc_auc"] = metrics.roc_auc_score(label, score)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config")
    parser.add_argument("readings")
    parser.add_argument("--window", default="24h")
    parser.add_argument("--every", type=int, default=1, help="check every n-th window only")
    options = parser.parse_args()
    directory = os.path.dirname(os.path.abspath(options.config))
    config = yaml.safe_load(open(options.config))
    reference, current = Log(config, directory, config["reference"]), Log(config, directory, config["inputs"])
    least = config.get("min_samples", 100)

    readings = {}
    for line in open(options.readings):
        row = json.loads(line)
        if row["window"] == options.window and row["version"] == "*" and row["segment"].count("=") <= 1:
            readings.setdefault(row["window_end"], {})[row["segment"], row["feature"], row["metric"]] = row
    worst = {}

    def note(name, row, expected):
        if row is None or row["value"] is None or expected is None or math.isnan(expected):
            return
        difference = abs(row["value"] - expected)
        count, largest, where = worst.get(name, (0, -1, ""))
        if difference > largest:
            largest, where = difference, f'{row["window_end"]} {row["segment"]} {row["feature"] or ""}'
        worst[name] = (count + 1, largest, where)

    for end in sorted(readings)[:: options.every]:
        found, stop = readings[end], moment(end)
        inside = (current.time >= stop - seconds(options.window)) & (current.time < stop)
        for segment in sorted({key[0] for key in found}):
            rows, base = inside & current.mask(segment), reference.mask(segment)
            if base.sum() < least:
                base = reference.mask("all")
            columns = dict(current.features) | {"@score": current.score}
            for name, values in columns.items():
                row = found.get((segment, name, "psi"))
                if row is None:
                    continue
                isnumeric = name == "@score" or config["features"][name]["kind"] == "numeric"
                old = reference.score if name == "@score" else reference.features[name]
                pick = lambda column, mask: [v for v, m in zip(column, mask) if m and v is not None and v == v]
                new, own, whole = pick(values, rows), pick(old, base), pick(old, np.ones(len(base), bool))
                if not new:
                    continue
                if isnumeric:
                    new, own, whole = np.array(new, float), np.array(own, float), np.array(whole, float)
                    note("psi (numeric)", row, numeric_psi(whole, own, new))
                    note("ks", found.get((segment, name, "ks")), scipy.stats.ks_2samp(own, new).statistic)
                else:
                    texts = lambda values: [str(v) for v in values]
                    note("psi (categorical)", row, categorical_psi(texts(own), texts(new)))
            final = found.get((segment, None, "accuracy"))
            if final and final.get("final"):
                for name, expected in performance(current, rows).items():
                    note(name, found.get((segment, None, name)), expected)
    print(f"{'metric':20} {'figures':>8} {'largest difference':>20}  where")
    for name, (count, largest, where) in sorted(worst.items()):
        print(f"{name:20} {count:8} {largest:20.3g}  {where}")


if __name__ == "__main__":
    main()
