"""The metrics of the catalogue, each from the rows that it is about. Figures that are undefined are missing or NaN."""
import math

import numpy as np
import scipy.spatial.distance
import scipy.stats
import sklearn.metrics

NAN = math.nan

# Drift


class Shape:
    """The bins of a numeric column: those of its whole reference."""

    def __init__(self, values, cells, limits=None):
        self.distinct, self.limits = np.unique(values), limits or (values.min(), values.max())
        deciles = np.unique(np.quantile(values, np.arange(1, 10) / 10))
        self.exact = len(self.distinct) <= cells
        self.edges = self.distinct[:-1] if len(self.distinct) <= 20 else deciles
        self.bins = np.unique(np.searchsorted(self.edges, self.distinct)) if self.exact else np.arange(len(deciles) + 1)

    def counts(self, values):
        if self.exact:  # a value between two of the reference goes with the one above
            values = self.distinct[np.minimum(np.searchsorted(self.distinct, values), len(self.distinct) - 1)]
        return np.bincount(np.searchsorted(self.edges, values), minlength=len(self.edges) + 1)[self.bins]


def binned(reference, current):
    """psi, js and chi2 of counts per bin, with their p-values."""
    m, n = reference.sum(), current.sum()
    p, q = reference / m, current / n
    filled = [np.where(share == 0, 1e-4, share) for share in (p, q)]
    psi = np.sum((filled[1] - filled[0]) * np.log(filled[1] / filled[0]))
    smooth = [(counts + 0.5) / (counts.sum() + 0.5 * len(counts)) for counts in (reference, current)]
    statistic = np.sum((smooth[1] - smooth[0]) * np.log(smooth[1] / smooth[0])) / (1 / m + 1 / n)
    p_value = scipy.stats.chi2.sf(statistic, len(p) - 1) if len(p) > 1 else 1.0
    table = np.array([reference, current])
    table = table[:, table.sum(axis=0) > 0]
    test = scipy.stats.chi2_contingency(table, correction=False)
    js = scipy.spatial.distance.jensenshannon(p, q, base=2)
    return {"psi": psi, "psi p_value": p_value, "js": js, "js p_value": p_value, "chi2": test.statistic,
            "chi2 p_value": test.pvalue}


def numeric_drift(shape, reference, current, found):
    if len(current) == 0:
        return {}
    result = binned(shape.counts(reference), shape.counts(current))
    result["ks"] = scipy.stats.ks_2samp(reference, current, method="asymp").statistic
    m, n = len(reference), len(current)
    if found.get("ks"):  # of the reading's own distance
        result["ks p_value"] = scipy.stats.kstwo.sf(found["ks"]["value"] or 0, np.round(m * n / (m + n)))
    deviation = reference.std()
    if deviation > 0:
        result["wasserstein"] = scipy.stats.wasserstein_distance(reference, current) / deviation
        result["mean_shift"] = (current.mean() - reference.mean()) / deviation
    low, high = shape.limits
    return result | {"out_of_range_rate": np.mean((current < low) | (current > high))}


def class_drift(reference, current, classes):
    """Of categories by number, of which those from `classes` on are not listed."""
    if len(current) == 0:
        return {}
    count = lambda codes: np.bincount(np.minimum(codes, classes), minlength=classes + 1)
    old, new = count(reference), count(current)
    return binned(old, new) if old[-1] + new[-1] > 0 else binned(old[:-1], new[:-1])


def share(mask):
    return np.mean(mask) if len(mask) else NAN


# Performance


def ratio(a, b):
    return a / b if b else NAN


def reliability(score, label):
    """Rows, and the absolute difference of mean score and share of positives, of each bin with rows."""
    bins = np.minimum((score * 10).astype(int), 9)
    return [(np.sum(bins == b), abs(score[bins == b].mean() - label[bins == b].mean())) for b in np.unique(bins)]


def calibration_error(score, label):
    return sum(n * gap for n, gap in reliability(score, label)) / len(score) if len(score) else NAN


def area(label, score, weights=None):
    if len(np.unique(label)) < 2:
        return NAN
    return sklearn.metrics.roc_auc_score(label, score, sample_weight=weights)


def binary_performance(log, rows, config):
    rows = rows & log.is_labelled
    label, served = log.label[rows] == 1, log.served[rows] == 1
    if len(label) == 0:
        return {}
    tp, fp = np.sum(label & served), np.sum(~label & served)
    fn, tn = np.sum(label & ~served), np.sum(~label & ~served)
    result = {"accuracy": (tp + tn) / len(label), "precision": ratio(tp, tp + fp), "recall": ratio(tp, tp + fn),
              "specificity": ratio(tn, tn + fp), "f1": ratio(2 * tp, 2 * tp + fp + fn)}
    cost = config.get("cost") or {}
    if "beta" in cost:
        squared = cost["beta"] ** 2
        result["fbeta"] = ratio((1 + squared) * tp, (1 + squared) * tp + squared * fn + fp)
    if "false_positive" in cost or "false_negative" in cost:
        result["cost"] = (cost.get("false_positive", 1) * fp + cost.get("false_negative", 1) * fn) / len(label)
    scored = rows & ~np.isnan(log.score)
    score, label = log.score[scored], (log.label[scored] == 1).astype(int)
    if not log.has_score or len(score) == 0:
        return result
    gaps = reliability(score, label)
    result |= {"brier": np.mean((score - label) ** 2), "ece": calibration_error(score, label),
               "mce": max(gap for _, gap in gaps), "calibration_bias": np.mean(score - label),
               "log_loss": sklearn.metrics.log_loss(label, np.clip(score, 1e-15, 1 - 1e-15), labels=[0, 1]),
               "roc_auc": area(label, score)}
    if label.any():
        result["average_precision"] = sklearn.metrics.average_precision_score(label, score)
    return result


def multiclass_performance(log, rows, config):
    rows = rows & log.is_labelled
    label, served = log.label[rows], log.served[rows]
    if len(label) == 0:
        return {}
    result = {"accuracy": np.mean(label == served)}
    for average in ("macro", "weighted"):
        figures = sklearn.metrics.precision_recall_fscore_support(label, served, average=average, zero_division=0)
        result |= {f"{name}_{average}": value for name, value in zip(("precision", "recall", "f1"), figures)}
    if not log.has_score:
        return result
    rows = rows & ~np.isnan(log.class_scores).any(axis=1) & (log.label < len(log.classes))
    label, scores = log.label[rows], log.class_scores[rows]
    if len(label):
        total = scores.sum(axis=1, keepdims=True)
        own = np.where(np.abs(total - 1) <= 1e-6, scores, scores / total)[np.arange(len(label)), label]
        areas = [area(label == place, scores[:, place]) for place in range(len(log.classes))]
        result |= {"log_loss": np.mean(-np.log(np.clip(own, 1e-15, 1 - 1e-15))), "roc_auc_ovr": np.nanmean(areas)}
    return result


def regression_performance(log, rows, config):
    rows = rows & log.is_labelled & ~np.isnan(log.label) & ~np.isnan(log.served)
    truth, served = log.label[rows], log.served[rows]
    if len(truth) == 0:
        return {}
    varies = len(np.unique(truth)) > 1
    return {"mae": sklearn.metrics.mean_absolute_error(truth, served), "bias": np.mean(served - truth),
            "rmse": sklearn.metrics.root_mean_squared_error(truth, served),
            "r2": sklearn.metrics.r2_score(truth, served) if varies else NAN}


PERFORMANCE = {"binary": binary_performance, "multiclass": multiclass_performance, "regression": regression_performance}


def overrides(log, rows):
    """Who was right, or nearer, where a person served something of their own."""
    rows = rows & log.is_labelled & ~np.isnan(log.instead)
    truth, person, model = log.label[rows], log.instead[rows], log.served[rows]
    if log.task == "regression":
        person, model = -abs(person - truth), -abs(model - truth)
    else:
        person, model = (person == truth).astype(int), (model == truth).astype(int)
    figures = {"override_win_rate": ratio(np.sum(person > model), np.sum(person != model))}
    return figures if log.task == "regression" else figures | {"override_accuracy": share(person)}


def estimated(log, rows, calibration):
    """Confidence-based performance estimation with scikit-learn's isotonic regression on the reference."""
    rows = rows & log.is_served & ~np.isnan(log.score)
    if calibration is None or not rows.any():
        return {}
    score, served = log.score[rows], log.served[rows] == 1
    p = calibration.predict(score)
    tp, fp, fn, tn = p[served].sum(), (1 - p[served]).sum(), p[~served].sum(), (1 - p[~served]).sum()
    both = np.concatenate([np.ones(len(p)), np.zeros(len(p))])
    weights = np.concatenate([p, 1 - p])
    return {"estimated_accuracy": (tp + tn) / len(p), "estimated_precision": ratio(tp, tp + fp),
            "estimated_recall": ratio(tp, tp + fn), "estimated_specificity": ratio(tn, tn + fp),
            "estimated_f1": ratio(2 * tp, 2 * tp + fp + fn),
            "estimated_roc_auc": area(both, np.concatenate([score, score]), weights)}


def fairness(log, rows, attribute, least, labelled):
    """Fairlearn's `between_groups` differences and ratio."""
    names = log.segments[next(k for k in log.segments if sorted(k.split(",")) == sorted(attribute.split(",")))]
    rates = {name: [] for name in ("selection", "tpr", "fpr", "auc", "ece")}
    for group in np.unique(names[rows]):
        own = rows & (names == group) & log.is_served
        if own.sum() >= least:
            rates["selection"].append(np.mean(log.served[own] == 1))
        own = own & log.is_labelled
        if own.sum() >= least:
            label, served = log.label[own] == 1, log.served[own] == 1
            rates["tpr"].append(ratio(np.sum(label & served), label.sum()))
            rates["fpr"].append(ratio(np.sum(~label & served), np.sum(~label)))
        own = own & ~np.isnan(log.score)
        if own.sum() >= least:
            rates["auc"].append(area(log.label[own] == 1, log.score[own]))
            rates["ece"].append(calibration_error(log.score[own], log.label[own] == 1))
    rates = {name: [rate for rate in values if rate == rate] for name, values in rates.items()}
    gap = {name: max(values) - min(values) if len(values) > 1 else NAN for name, values in rates.items()}
    if not labelled:
        chosen = rates["selection"]
        return {"demographic_parity_difference": gap["selection"],
                "demographic_parity_ratio": ratio(min(chosen), max(chosen)) if len(chosen) > 1 else NAN}
    odds = max(gap["tpr"], gap["fpr"]) if gap["tpr"] == gap["tpr"] and gap["fpr"] == gap["fpr"] else NAN
    return {"equal_opportunity_difference": gap["tpr"], "fnr_difference": gap["tpr"], "fpr_difference": gap["fpr"],
            "equalized_odds_difference": odds, "roc_auc_difference": gap["auc"], "ece_difference": gap["ece"]}
