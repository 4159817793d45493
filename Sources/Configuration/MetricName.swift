import Readings

extension Metric {
  /// Names of the field that this version does not compute.
  private static let unsupported: Set<String> = [
    "js", "wasserstein", "chi2", "mean_shift", "out_of_range_rate", "specificity", "fbeta", "average_precision",
    "log_loss", "cost", "mae", "rmse", "bias", "r2", "mce", "calibration_bias", "demographic_parity_ratio",
    "equal_opportunity_difference", "fpr_difference", "equalized_odds_difference", "roc_auc_difference",
    "ece_difference", "latency_p95_ms", "freshness_s", "late_rate", "parse_error_rate", "override_rate",
    "label_lag_p50_s", "label_lag_p95_s",
  ]

  /// The metric of a name; an unknown name is reported at `location` with the nearest one.
  static func named(_ name: String, at location: SourceLocation, into diagnostics: Diagnostics) -> Metric? {
    if let metric = Metric(rawValue: name) { return metric }
    let names = Metric.allCases.map(\.rawValue)
    if unsupported.contains(name) || name.hasPrefix("kpi:") || name.hasPrefix("estimated_") {
      diagnostics.error(
        "metric '\(name)' is not supported by this version", at: location,
        remedy: "metrics: \(names.joined(separator: ", "))")
    } else {
      diagnostics.error(
        "unknown metric '\(name)'", at: location, remedy: suggestion(for: name, among: names, kind: "metrics"))
    }
    return nil
  }

  /// The values that the metric can take.
  var possibleValues: ClosedRange<Double> {
    switch self {
    case .psi, .latencyP50, .latencyP99, .throughput: 0...Double.greatestFiniteMagnitude
    default: 0...1
    }
  }
}
