"""From counts to PSI, KS and null rates, and from there to a file. What both drift scripts share."""
import datetime
import json

import numpy as np

from reference import CATEGORICAL, CELLS, DIMENSIONS, FEATURES, NUMERIC


def cells_of(groups):
    """Counts by age band and market, the first two axes after the hour, become counts by cell, in the order of CELLS."""
    by_age, by_market = groups.sum(axis=2), groups.sum(axis=1)
    return np.concatenate([by_age.sum(axis=1, keepdims=True), by_age, by_market], axis=1)


def place(groups, hours):
    """Where each group stands: hour, age band and market as indices. `groups` are three columns of the same length."""
    hour = np.searchsorted(hours, groups[0])
    age, market = (
        np.searchsorted(values, np.asarray(column, dtype=str))
        for column, values in zip(groups[1:], DIMENSIONS.values()))
    return hour, age, market


def population_stability(p, q):
    p, q = np.where(p == 0, 1e-4, p), np.where(q == 0, 1e-4, q)
    return ((q - p) * np.log(q / p)).sum(axis=-1)


def drift(counts, rows, profile):
    """Per feature the metrics' values, each an array of hours × cells.

    - counts: per feature hours × cells × bins; categorical features have a last bin for what the reference lacks.
    - rows: hours × cells.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        for name in FEATURES:
            current, reference = counts[name], np.array(profile[name]["counts"], float)
            n = current.sum(axis=-1)
            values = {"null_rate": 1 - n / rows}
            q, p = current / n[..., None], (reference / reference.sum(axis=-1, keepdims=True))[None]
            if name in NUMERIC:
                values["ks"] = np.abs(q.cumsum(axis=-1) - p.cumsum(axis=-1)).max(axis=-1)
                starts = np.unique(profile[name]["bins"], return_index=True)[1]
                values["psi"] = population_stability(
                    np.add.reduceat(p, starts, axis=-1), np.add.reduceat(q, starts, axis=-1))
            else:
                known = population_stability(p, q[..., :-1])
                unseen = population_stability(np.zeros(1), q[..., -1:])
                values["psi"] = known + np.where(q[..., -1] > 0, unseen, 0)
            yield name, values


def write_drift(path, hours, counts, rows, profile):
    """One line of JSON per value. `hours` are NumPy times of the beginnings."""
    with open(path, "w") as file:
        starts = [str(hour.astype("datetime64[s]")) + "Z" for hour in hours]
        for name, values in drift(counts, rows, profile):
            for metric, table in values.items():
                n = rows if metric == "null_rate" else counts[name].sum(axis=-1)
                for start, line, sizes in zip(starts, table.tolist(), n.tolist()):
                    for cell, value, size in zip(CELLS, line, sizes):
                        file.write(
                            f'{{"window_start":"{start}","segment":"{cell}","feature":"{name}","metric":"{metric}",'
                            f'"value":{value},"n":{int(size)}}}\n')


def read_profile(data):
    with open(data + "/reference-profile.json") as file:
        return json.load(file)
