#!/usr/bin/env python3
"""Recompute a replay's readings from its logs with NumPy, SciPy and scikit-learn, and print the largest differences.

    leeway baseline --config leeway.yaml
    leeway replay --config leeway.yaml --out out
    scripts/verify-readings.py leeway.yaml out/readings.jsonl --window 24h [--every 12]

Reads the same logs as leeway did, by the same configuration, and works each window out from its rows, without panes,
grids or counts. For each metric it prints how many figures were compared, how many of the recomputed ones lie outside
of the reading's interval, and the largest difference and where it is. A line of its own tells figures that only one
side has.

What is compared: all metrics of all three tasks, business figures, estimated performance, fairness, the p-values and
the choice of the reference, for all versions and cells. Figures that rest on labels are compared where they are final.
Differences of durations are relative; of a label's lag, what is left once the 1/512 of a pane is taken off that it may
be off. Not recomputed: `health`, which is arithmetic on the other readings, and intervals and floors.

Logs are JSON Lines, as they are or gzipped; label logs also CSV with commas. Needs numpy, scipy, scikit-learn, PyYAML.
"""
import argparse
import json
import os
import sys
import warnings

sys.dont_write_bytecode = True

import numpy as np
import sklearn.isotonic
import yaml

from verification.figures import (
    PERFORMANCE, Shape, class_drift, estimated, fairness, numeric_drift, overrides, ratio, share)
from verification.logs import NAN, Log, moment


class Check:
    """Compares readings with what their rows say."""

    def __init__(self, config, directory):
        self.config = config
        self.reference = Log(config, directory, config["reference"])
        self.current = Log(config, directory, config["inputs"], self.reference)
        self.least = config.get("min_samples", 100)
        self.worst, self.missing = {}, {}
        self.shapes = {}
        ref = self.reference
        for name, feature in config["features"].items():
            if feature["kind"] == "numeric":
                values = ref.features[name]
                self.shapes[name] = Shape(values[~np.isnan(values)], 240, feature.get("range"))
        numbers = {"@score": (ref.score, 1000)} if ref.has_score and ref.task != "regression" else {}
        if ref.task == "regression":
            own = np.where(ref.is_labelled, ref.label, NAN)
            numbers = {"@prediction": (ref.served, 240), "@label": (own, 240), "@residual": (ref.served - own, 240)}
        for name, (values, cells) in numbers.items():
            if (~np.isnan(values)).any():
                self.shapes[name] = Shape(values[~np.isnan(values)], cells)
        self.calibration = None
        usable = ref.is_labelled & ~np.isnan(ref.score)
        if ref.task == "binary" and len(np.unique(ref.label[usable])) == 2:
            self.calibration = sklearn.isotonic.IsotonicRegression(out_of_bounds="clip")
            self.calibration.fit(ref.score[usable], ref.label[usable])

    def note(self, name, row, expected, relative=False, slack=0.0, field="value"):
        value = row.get(field)
        if value is None or expected is None or expected != expected:
            known = expected is not None and expected == expected
            if row["level"] not in ("insufficient", "nodata") and (value is not None or known):
                self.missing[name] = self.missing.get(name, 0) + 1
            return
        difference = abs(value - expected)
        if relative:
            difference = max(difference - slack, 0) / expected if expected > 0 else max(difference - slack, 0)
        count, outside, largest, where = self.worst.get(name, (0, 0, -1, ""))
        if field == "value" and row["low"] is not None:
            outside += not row["low"] - 1e-6 - slack <= expected <= row["high"] + 1e-6 + slack
        if difference > largest:
            largest, where = difference, " ".join(
                str(row[key]) for key in ("window_end", "version", "segment", "feature") if row[key] is not None)
        self.worst[name] = (count + 1, outside, largest, where)

    def columns(self, log, labelled):
        """Columns of drift by name: values, and which rows count as rows of the column."""
        if not labelled:
            everyone = np.ones(len(log.time), bool)
            yield from ((name, values, everyone) for name, values in log.features.items())
            if log.task == "regression":
                yield "@prediction", log.served, everyone
            else:
                yield "@prediction", log.served, log.is_served
                if log.has_score:
                    yield "@score", log.score, everyone
        elif log.task == "regression":
            yield "@label", log.label, log.is_labelled
            yield "@residual", log.served - log.label, log.is_labelled
        else:
            yield "@label", log.label, log.is_labelled

    def drift(self, name, found, old, new):
        """`old` and `new`: the column's values in the reference cell and in the window, nulls included."""
        if name in self.shapes:
            expected = {"null_rate": share(np.isnan(new))}
            expected |= numeric_drift(self.shapes[name], old[~np.isnan(old)], new[~np.isnan(new)], found)
        elif name.startswith("@"):
            listed = len(self.reference.classes) or 2
            expected = class_drift(old, new, listed)
            expected |= {"positive_rate": share(new == 1), "unseen_rate": share(new >= listed)}
        else:
            listed = len(self.reference.categories[name])
            expected = class_drift(old[old >= 0], new[new >= 0], listed)
            expected |= {"null_rate": share(new < 0), "unseen_rate": share(new == listed)}
        kind = "numeric" if name in self.shapes else "classes"
        for metric, row in found.items():
            label = f"{metric} ({kind})" if metric in ("psi", "js", "chi2") else metric
            self.note(label, row, expected.get(metric))
            if "p_value" in row:
                self.note(f"p_value of {metric}", row, expected.get(f"{metric} p_value"), field="p_value")

    def cell(self, version, segment, by_feature):
        """All readings of one cell and window."""
        log, reference = self.current, self.reference
        row = next(iter(next(iter(by_feature.values())).values()))
        start, end = moment(row["window_start"]), moment(row["window_end"])
        labelled = (log.time >= start) & (log.time < end) & log.mask(segment, version)
        rows = labelled & (log.arrival < end / log.pane)
        base = reference.mask(segment)
        uses_all = segment != "all" and base.sum() < self.least
        base = reference.mask("all") if uses_all else base
        for needs_labels, inside in ((False, rows), (True, labelled)):
            columns = zip(self.columns(log, needs_labels), self.columns(reference, needs_labels))
            for (name, new, counted), (_, old, counts) in columns:
                found = {m: r for m, r in by_feature.get(name, {}).items() if ("final" in r) == needs_labels}
                self.drift(name, found, old[base & counts], new[inside & counted])
                for reading in found.values():
                    row = {**reading, "value": float("reference" in reading), "low": None}
                    self.note("reference is all", row, float(uses_all))
        expected = PERFORMANCE[log.task](log, labelled, self.config) | estimated(log, rows, self.calibration)
        expected |= overrides(log, labelled)
        expected |= self.service(log, rows, labelled, start, end)
        for metric, row in by_feature.get(None, {}).items():
            slack = log.pane / 512 + 0.001 if metric.startswith("label_lag") else 0.0
            relative = metric.startswith(("latency", "label_lag"))
            if metric != "health":
                name = "kpi:…" if metric.startswith("kpi:") else metric
                self.note(name, row, expected.get(metric), relative, slack)
        for entry in self.config.get("fairness", []):
            for attribute in [entry] if isinstance(entry, str) else [",".join(o) for o in (entry, entry[::-1])]:
                for metric, row in by_feature.get(attribute, {}).items():
                    needs = "final" in row
                    figures = fairness(log, labelled if needs else rows, attribute, self.least, needs)
                    if metric in figures:
                        self.note(metric, row, figures[metric])

    def service(self, log, rows, labelled, start, end):
        predictions = rows & log.is_served
        known = log.is_labelled & (log.effect < end / log.pane)
        bad = np.sum((log.rejected >= start) & (log.rejected < end)) if len(log.rejected) else 0
        first = np.floor(log.time.min() / log.pane) * log.pane
        expected = {"error_rate": share(log.failed[rows]), "override_rate": share(log.overridden[rows]),
                    "late_rate": share(log.late[rows]), "throughput": rows.sum() / (end - max(start, first)),
                    "label_coverage": ratio(np.sum(predictions & known), predictions.sum()),
                    "parse_error_rate": ratio(bad, bad + rows.sum())}
        if rows.any():
            newest = (np.floor(log.time[rows].max() / log.pane) + 1) * log.pane
            expected["freshness_s"] = max(end - newest, 0)
        for name, values in log.kpis.items():
            mask = labelled & log.is_labelled if name in log.label_kpis else rows
            own = values[mask]
            expected[f"kpi:{name}"] = own[~np.isnan(own)].mean() if (~np.isnan(own)).any() else NAN
        latency, lag = log.latency[rows], (log.known - log.time)[labelled & log.is_labelled]
        for values, prefix, suffix in ((latency, "latency", "ms"), (lag, "label_lag", "s")):
            values = np.maximum(values[~np.isnan(values)], 0)
            for percent in (50, 95, 99) if len(values) else ():
                quantile = np.quantile(values, percent / 100, method="inverted_cdf")
                expected[f"{prefix}_p{percent}_{suffix}"] = quantile
        return expected

    def report(self):
        print(f"{'metric':30} {'figures':>8} {'outside':>8} {'largest difference':>19}  where")
        for name, (count, outside, largest, where) in sorted(self.worst.items()):
            print(f"{name:30} {count:8} {outside:8} {largest:19.3g}  {where}")
        for name, count in sorted(self.missing.items()):
            print(f"{name:30} {count:8} on one side only")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", help="the leeway.yaml that the replay went by")
    parser.add_argument("readings", help="the readings.jsonl that it wrote")
    parser.add_argument("--window", default="24h", help="which of its windows (default: 24h)")
    parser.add_argument("--every", type=int, default=1, help="check every n-th window only")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    config = yaml.safe_load(open(options.config))
    check = Check(config, os.path.dirname(os.path.abspath(options.config)))

    readings, wanted = {}, f'"window":"{options.window}"'
    with open(options.readings) as file:
        ends = sorted({line[53:73] for line in file if wanted in line})[:: options.every]
    with open(options.readings) as file:
        chosen = set(ends)
        for line in file:
            if wanted not in line or line[53:73] not in chosen:
                continue
            row = json.loads(line)
            cell = readings.setdefault((row["window_end"], row["version"], row["segment"]), {})
            cell.setdefault(row["feature"], {})[row["metric"]] = row
    for (_, version, segment), cell in sorted(readings.items()):
        # The last row of a figure stands; of those that rest on labels, final ones only.
        cell = {name: {m: r for m, r in found.items() if r.get("final", True)} for name, found in cell.items()}
        cell = {name: found for name, found in cell.items() if found}
        if cell:
            check.cell(version, segment, cell)
    check.report()


if __name__ == "__main__":
    main()
