"""Prediction and label logs as columns, read by a leeway.yaml."""
import csv
import datetime
import glob
import gzip
import json
import math
import os

import numpy as np

NAN = math.nan
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(text):
    """A span such as 90s, 1h30m or 0."""
    total, number, rest = 0.0, "", str(text)
    while rest and rest != "0":
        digits = len(rest) - len(rest.lstrip("0123456789."))
        number, rest = rest[:digits], rest[digits:]
        unit = "ms" if rest.startswith("ms") else rest[0]
        total, rest = total + float(number) * UNITS[unit], rest[len(unit):]
    return total


def moment(value):
    """Seconds since 1970 of RFC 3339, or of Unix time in s, ms, µs or ns by its size."""
    try:
        number = float(value)
    except ValueError:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    return number / next(unit for unit in (1, 1e3, 1e6, 1e9) if abs(number) < 1e11 * unit or unit == 1e9)


class Text(str):
    """A field of a CSV file, which has no type."""


def canonical(value):
    """A class as text; 1, 1.0 and true are the same."""
    if value is None:
        return None
    text = str(value)
    if text in ("True", "true"):
        return "1"
    if text in ("False", "false"):
        return "0"
    try:
        return str(int(float(text))) if float(text) == int(float(text)) else text
    except (ValueError, OverflowError):
        return text


def at(row, path):
    """The member at a dotted path; in a CSV row the column of that name."""
    if path in row:
        return row[path]
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def number(value):
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else NAN


def figure(value):
    """A business figure: a number, or a boolean as 0 or 1."""
    if isinstance(value, Text):
        try:
            return float({"true": 1, "false": 0}.get(value, value))
        except ValueError:
            return NAN
    return float(value) if isinstance(value, (bool, int, float)) else NAN


def is_probability(value):
    """Whether a score can stand: one out of 0 to 1 makes its line unreadable."""
    values = value.values() if isinstance(value, dict) else [value]
    return not any(number(one) < 0 or number(one) > 1 for one in values)


def failed(value):
    if value is None:
        return False
    if isinstance(value, bool):
        return not value
    try:
        return float(value) >= 400
    except ValueError:
        return value not in ("ok", "success", "true")


def lines(directory, patterns):
    """Objects line by line, `None` for one that cannot be read; beside each the number of its file."""
    for pattern in [patterns] if isinstance(patterns, str) else patterns or []:
        for index, path in enumerate(sorted(glob.glob(os.path.join(directory, pattern)))):
            with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
                if path.removesuffix(".gz").endswith(".csv"):
                    for row in csv.DictReader(file):
                        yield index, {k: Text(v) if v not in ("", "null", None) else None for k, v in row.items()}
                    continue
                for line in file:
                    try:
                        row = json.loads(line)
                    except ValueError:
                        row = None
                    yield index, row if isinstance(row, dict) else None


class Log:
    """The columns of a prediction log with its labels joined. `reference` tells the categories that are known."""

    def __init__(self, config, directory, inputs, reference=None):
        self.task = config.get("task", "binary")
        self.classes = [canonical(name) for name in config.get("classes", [])]
        self.positive = canonical(config.get("positive", 1))
        fields, names = config["fields"], config.get("labels") or {}
        kpis = config.get("kpis") or {}
        self.pane = seconds(config.get("time", {}).get("pane", "5m"))
        lateness = seconds(config.get("time", {}).get("lateness", "10m"))

        rows, self.rejected, arrivals, newest, waiting = [], [], [], {}, {}
        for file, row in lines(directory, inputs["predictions"]):
            served, stamp = (at(row, fields["prediction"]), at(row, fields["timestamp"])) if row else (None, None)
            status = failed(at(row, fields["status"])) if row and "status" in fields else False
            score = at(row, fields["score"]) if row and "score" in fields else None
            lacks = served is None or (score is None and "score" in fields and self.task == "binary")
            if row is None or stamp is None or (lacks and not status) or not is_probability(score):
                # Placed at the newest time of its file.
                self.rejected.append((file, newest.get(file)))
                continue
            newest[file] = max(newest.get(file, -math.inf), moment(stamp))
            waiting.setdefault(file, newest[file])
            floor = math.floor((newest[file] - lateness) / self.pane)
            arrivals.append(max(math.floor(moment(stamp) / self.pane), floor))
            rows.append(row)
        self.rejected = np.array([waiting.get(file, 0) if time is None else time for file, time in self.rejected])
        self.arrival = np.array(arrivals)

        def get(key):
            return [at(row, fields[key]) if key in fields else None for row in rows]

        self.time = np.array([moment(value) for value in get("timestamp")])
        self.late = self.arrival > np.floor(self.time / self.pane)
        self.version = np.array([str(value) for value in get("version")])
        raw = get("prediction")
        self.is_served = np.array([value is not None for value in raw])
        self.latency = np.array([number(value) for value in get("latency_ms")])
        self.failed = np.array([failed(value) for value in get("status")])
        self.overridden = np.array([value is not None and value is not False for value in get("override")])
        instead = [None if isinstance(value, (bool, list, dict)) else value for value in get("override")]
        self.has_score = "score" in fields
        scores = get("score")
        self.kpis = {name: np.array([figure(at(row, kpi["path"])) for row in rows])
                     for name, kpi in kpis.items() if "path" in kpi}

        entries, newest = [], {}
        for file, row in lines(directory, inputs.get("labels")):
            identity, value = (at(row, names["id"]), at(row, names["value"])) if row else (None, None)
            if identity is None or value is None:
                continue
            stamp = at(row, names["timestamp"]) if "timestamp" in names else None
            time = moment(stamp) if stamp is not None else NAN
            newest[file] = max(newest.get(file, -math.inf), time)
            pane = max(math.floor(time / self.pane), math.floor((newest[file] - lateness) / self.pane)) if stamp else -1
            figures = [figure(at(row, kpi["label_path"])) for kpi in kpis.values() if "label_path" in kpi]
            entries.append((pane, time, str(identity), value, figures))
        # The last value stands, and the first one's time: in the order in which they take effect, or of the reference's
        # files.
        if reference is not None:
            entries.sort(key=lambda entry: entry[:2])
        labels, lags, effect, label_kpis = {}, {}, {}, {}
        for pane, time, identity, value, figures in entries:
            labels[identity], label_kpis[identity] = value, figures
            lags.setdefault(identity, time)
            effect.setdefault(identity, pane)
        ids = [str(value) for value in get("id")]
        found = [labels.get(name) for name in ids]
        self.known = np.array([lags.get(name, NAN) for name in ids])
        self.effect = np.array([effect.get(name, -1) for name in ids])
        self.is_labelled = np.array([value is not None for value in found]) & self.is_served
        for place, name in enumerate(name for name, kpi in kpis.items() if "label_path" in kpi):
            self.kpis[name] = np.array([label_kpis[i][place] if i in labels else NAN for i in ids])
        self.label_kpis = {name for name, kpi in kpis.items() if "label_path" in kpi}

        if self.task == "regression":
            self.score = self.served = np.array([number(value) for value in raw])
            self.label = np.array([NAN if value is None else float(value) for value in found])
            self.instead = np.array([number(value) for value in instead])
        else:
            index = {name: place for place, name in enumerate(self.classes)} or {self.positive: 1}
            other = len(self.classes)
            self.served = np.array([-1 if v is None else index.get(canonical(v), other) for v in raw])
            self.label = np.array([-1 if v is None else index.get(canonical(v), other) for v in found])
            self.instead = np.array([NAN if v is None else index.get(canonical(v), other) for v in instead], float)
            if self.task == "binary":
                self.score = np.array([number(value) for value in scores])
            else:
                table = [[number(value) for value in self.by_class(row)] for row in scores]
                self.class_scores = np.array(table, float)
                self.class_scores[np.isnan(self.class_scores).any(axis=1)] = NAN
                place = np.clip(self.served, 0, other - 1)
                own = self.class_scores[np.arange(len(rows)), place]
                self.score = np.where((self.served >= 0) & (self.served < other), own, NAN)

        self.features, self.categories = {}, {}
        for name, feature in config["features"].items():
            values = [at(row, feature.get("path", name)) for row in rows]
            if feature["kind"] == "numeric":
                self.features[name] = np.array([number(value) for value in values])
                continue
            texts = [None if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in values]
            if reference is None:
                counts = {text: texts.count(text) for text in set(texts) - {None}}
                self.categories[name] = sorted(counts, key=lambda text: (-counts[text], text))[:1000]
            else:
                self.categories[name] = reference.categories[name]
            code = {text: place for place, text in enumerate(self.categories[name])}
            self.features[name] = np.array([-1 if t is None else code.get(t, len(code)) for t in texts])
        self.segments = self.cells(config, rows)

    def by_class(self, scores):
        scores = {canonical(name): value for name, value in scores.items()} if isinstance(scores, dict) else {}
        return [scores.get(name) for name in self.classes]

    @staticmethod
    def cells(config, rows):
        """The name of each row's cell, per segment; by the segment's name."""
        single, crossed = {}, []
        attributes = [name for name in config.get("fairness", []) if isinstance(name, list)]
        for entry in config.get("segments", []) + attributes:
            if isinstance(entry, list):
                crossed.append(entry)
                continue
            name, path = (entry, entry) if isinstance(entry, str) else (entry["name"], entry.get("path", entry["name"]))
            if isinstance(entry, str) and name in config["features"]:
                path = config["features"][name].get("path", name)
            texts = [at(row, path) for row in rows]
            single[name] = [f"{name}=" + ("(none)" if text is None else str(text)) for text in texts]
        segments = {name: np.array(texts) for name, texts in single.items()}
        for names in crossed:
            key = next((k for k in segments if sorted(k.split(",")) == sorted(names)), None)
            if key is None:
                segments[",".join(names)] = np.array([",".join(row) for row in zip(*(single[name] for name in names))])
        return segments

    def mask(self, segment, version="*"):
        rows = np.ones(len(self.time), bool) if version == "*" else self.version == version
        if segment == "all":
            return rows
        return rows & np.any([names == segment for names in self.segments.values()], axis=0)
