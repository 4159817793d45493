"""From counts of joined rows to performance, calibration and fairness, and from there to a file."""
import numpy as np

from reference import CELLS, DIMENSIONS
from statistics_of_counts import cells_of

SCORE_CELLS = 1000


def tables(hours, hour, age, market, score_cell, label, served, n, s, s2):
    """Dense sums of groups of joined rows, all columns of the same length; `label` is -1 where there is none.

    Returns the rows, sums of scores and sums of their squares by hour, age band, market, tenth of the score, label
    (none, 0, 1) and class served, and the rows by hour, age band, market, score cell and label (0, 1).
    """
    group = (hour * 3 + age) * 5 + market
    coarse = ((group * 10 + score_cell // (SCORE_CELLS // 10)) * 3 + label + 1) * 2 + served
    sums = [np.bincount(coarse, weights, hours * 15 * 60).reshape(hours, 3, 5, 10, 3, 2) for weights in (n, s, s2)]
    known = label >= 0
    fine = ((group * SCORE_CELLS + score_cell) * 2 + label)[known]
    rows = np.bincount(fine, n[known], hours * 15 * SCORE_CELLS * 2).reshape(hours, 3, 5, SCORE_CELLS, 2)
    return (*sums, rows)


def performance(n, s, s2, ranked):
    """Per metric an array of hours × cells, from what `tables` returns."""
    n, s, s2, ranked = cells_of(n), cells_of(s), cells_of(s2), cells_of(ranked)
    known = n[..., 1:, :]
    confusion = known.sum(axis=2)
    tn, fp, fn, tp = (confusion[..., label, served] for label in (0, 1) for served in (0, 1))
    total = tn + fp + fn + tp
    scores = s[..., 1:, :].sum(axis=-1)
    negatives, positives = ranked[..., 0], ranked[..., 1]
    below = negatives.cumsum(axis=-1) - negatives
    ordered = (positives * (below + negatives / 2)).sum(axis=-1)
    gaps = np.abs(scores.sum(axis=-1) - known[..., 1, :].sum(axis=-1))
    squares = s2[..., 1:, :].sum(axis=(2, 3, 4)) - 2 * scores[..., 1].sum(axis=-1) + tp + fn
    return {
        "accuracy": (tp + tn) / total, "precision": tp / (tp + fp), "recall": tp / (tp + fn),
        "f1": 2 * tp / (2 * tp + fp + fn), "roc_auc": ordered / ((tp + fn) * (tn + fp)),
        "brier": squares / total, "ece": gaps.sum(axis=-1) / total,
        "label_coverage": total / n.sum(axis=(2, 3, 4)),
    }


def fairness(n):
    groups = n.sum(axis=(2, 3))
    served = groups.sum(axis=2)
    selection = served[..., 1] / served.sum(axis=-1)
    missed = groups[:, :, 2, 0] / groups[:, :, 2].sum(axis=-1)
    gap = lambda rates: rates.max(axis=1) - rates.min(axis=1)
    return {"demographic_parity_difference": gap(selection), "fnr_difference": gap(missed)}


def write_labels(path, hours, n, s, s2, ranked):
    starts = [str(hour.astype("datetime64[s]")) + "Z" for hour in hours]
    with open(path, "w") as file, np.errstate(invalid="ignore", divide="ignore"):
        def line(start, cell, feature, metric, value):
            text = "null" if value != value else repr(value)
            file.write(
                f'{{"window_start":"{start}","segment":"{cell}","feature":{feature},"metric":"{metric}",'
                f'"value":{text}}}\n')

        for metric, values in performance(n, s, s2, ranked).items():
            for start, row in zip(starts, values.tolist()):
                for cell, value in zip(CELLS, row):
                    line(start, cell, "null", metric, value)
        for metric, values in fairness(n).items():
            for start, value in zip(starts, values.tolist()):
                line(start, "all", '"age_band"', metric, value)
