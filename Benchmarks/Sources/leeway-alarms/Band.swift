/// Where yellow and red begin for one metric.
struct Band {
  enum Threshold {
    case above(Double)
    case below(Double)
    /// A distance from the baseline, in units or in percent of it.
    case aboveBaseline(Double)
    case aboveBaselinePercent(Double)
    case belowBaselinePercent(Double)
    case eitherSideOfBaselinePercent(Double)
    case eitherSideOfBaseline(Double)
    case eitherSideOfZero(Double)

    /// `nil` where the baseline is needed and there is none.
    func isPassed(by value: Double, baseline: Double?) -> Bool? {
      switch self {
      case .above(let limit): value > limit
      case .below(let limit): value < limit
      case .aboveBaseline(let offset): baseline.map { value > $0 + offset }
      case .aboveBaselinePercent(let percent): baseline.map { value > $0 * (1 + percent / 100) }
      case .belowBaselinePercent(let percent): baseline.map { value < $0 * (1 - percent / 100) }
      case .eitherSideOfBaselinePercent(let percent):
        baseline.map { value > $0 * (1 + percent / 100) || value < $0 * (1 - percent / 100) }
      case .eitherSideOfBaseline(let offset): baseline.map { value > $0 + offset || value < $0 - offset }
      case .eitherSideOfZero(let distance): value > distance || value < -distance
      }
    }

    /// As it is written in a configuration.
    var text: String {
      switch self {
      case .above(let limit): "> \(limit)"
      case .below(let limit): "< \(limit)"
      case .aboveBaseline(let offset): "> baseline + \(offset)"
      case .aboveBaselinePercent(let percent): "> baseline + \(percent)%"
      case .belowBaselinePercent(let percent): "< baseline - \(percent)%"
      case .eitherSideOfBaselinePercent(let percent): "baseline ± \(percent)%"
      case .eitherSideOfBaseline(let offset): "baseline ± \(offset)"
      case .eitherSideOfZero(let distance): "± \(distance)"
      }
    }
  }

  var yellow: Threshold
  var red: Threshold

  /// The built-in bands, for metrics of a binary task, in the order of the tables.
  static let builtIn: [(metric: String, band: Band)] =
    named(["psi", "ks", "js"], .above(0.1), .above(0.2))
    + named(["null_rate", "unseen_rate", "out_of_range_rate"], .aboveBaseline(0.01), .aboveBaseline(0.05))
    + named(["positive_rate"], .eitherSideOfBaselinePercent(10), .eitherSideOfBaselinePercent(15))
    + named(
      [
        "accuracy", "precision", "recall", "specificity", "f1", "fbeta", "roc_auc", "average_precision",
        "estimated_accuracy", "estimated_precision", "estimated_recall", "estimated_specificity", "estimated_f1",
        "estimated_roc_auc",
      ], .belowBaselinePercent(3), .belowBaselinePercent(5))
    + named(["brier", "log_loss", "cost"], .aboveBaselinePercent(5), .aboveBaselinePercent(10))
    + named(["ece"], .aboveBaseline(0.02), .aboveBaseline(0.05))
    + named(["demographic_parity_difference"], .above(0.03), .above(0.05))
    + named(["demographic_parity_ratio"], .below(0.85), .below(0.8))
    + named(
      ["fnr_difference", "fpr_difference", "equal_opportunity_difference", "equalized_odds_difference"], .above(0.05),
      .above(0.1))
    + named(["roc_auc_difference"], .above(0.02), .above(0.05))
    + named(["latency_p99_ms"], .aboveBaselinePercent(50), .aboveBaselinePercent(100))
    + named(["error_rate"], .above(0.008), .above(0.012))

  /// Bands that the configuration gives to metrics that have none built in.
  static let given: [(metric: String, band: Band)] =
    named(["mean_shift"], .eitherSideOfZero(0.05), .eitherSideOfZero(0.2))
    + named(["wasserstein"], .above(0.1), .above(0.2))
    + named(["calibration_bias"], .eitherSideOfZero(0.02), .eitherSideOfZero(0.05))
    + named(["mce"], .aboveBaseline(0.05), .aboveBaseline(0.1))
    + named(["ece_difference"], .above(0.05), .above(0.1))
    + named(["latency_p50_ms", "latency_p95_ms"], .aboveBaselinePercent(10), .aboveBaselinePercent(20))
    + named(["override_rate"], .aboveBaseline(0.01), .aboveBaseline(0.05))
    + named(["kpi:revenue", "kpi:clicked"], .eitherSideOfBaselinePercent(5), .eitherSideOfBaselinePercent(10))

  private static func named(
    _ metrics: [String], _ yellow: Threshold, _ red: Threshold
  ) -> [(metric: String, band: Band)] {
    metrics.map { ($0, Band(yellow: yellow, red: red)) }
  }
}
