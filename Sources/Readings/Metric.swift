/// The closed catalogue of figures that leeway computes. Raw values are the names used in configuration, rules and output.
///
/// ``kpi`` stands for a family of its own: the figure's name is in the `feature` of its series, and it is written
/// `kpi:<name>` (see ``SeriesKey/metricName``).
package enum Metric: String, CaseIterable, Hashable, Sendable {
  // Drift, per feature (or `@score`, `@prediction`, `@label`, `@residual`) and cell.
  case psi
  case ks
  case js
  case wasserstein
  case chi2
  case meanShift = "mean_shift"
  case nullRate = "null_rate"
  case outOfRangeRate = "out_of_range_rate"
  case unseenRate = "unseen_rate"
  /// Share of the positive class among what was served (`@prediction`) or known (`@label`).
  case positiveRate = "positive_rate"
  // Performance, per cell, from joined labels. Binary (accuracy, log loss: multiclass too).
  case accuracy
  case precision
  case recall
  case specificity
  case f1
  case fbeta
  case rocAUC = "roc_auc"
  case averagePrecision = "average_precision"
  case logLoss = "log_loss"
  case brier
  case cost
  // Multiclass, named as scikit-learn's scorers.
  case precisionMacro = "precision_macro"
  case recallMacro = "recall_macro"
  case f1Macro = "f1_macro"
  case precisionWeighted = "precision_weighted"
  case recallWeighted = "recall_weighted"
  case f1Weighted = "f1_weighted"
  case rocAUCOneVersusRest = "roc_auc_ovr"
  // Regression.
  case mae
  case rmse
  case bias
  case r2
  // Calibration, per cell.
  case ece
  case mce
  case calibrationBias = "calibration_bias"
  // Performance expected without labels, per cell.
  case estimatedAccuracy = "estimated_accuracy"
  case estimatedPrecision = "estimated_precision"
  case estimatedRecall = "estimated_recall"
  case estimatedSpecificity = "estimated_specificity"
  case estimatedF1 = "estimated_f1"
  case estimatedROCAUC = "estimated_roc_auc"
  // Fairness, per attribute.
  case demographicParityDifference = "demographic_parity_difference"
  case demographicParityRatio = "demographic_parity_ratio"
  case equalOpportunityDifference = "equal_opportunity_difference"
  case fnrDifference = "fnr_difference"
  case fprDifference = "fpr_difference"
  case equalizedOddsDifference = "equalized_odds_difference"
  case rocAUCDifference = "roc_auc_difference"
  case eceDifference = "ece_difference"
  // Service, per cell.
  case latencyP50 = "latency_p50_ms"
  case latencyP95 = "latency_p95_ms"
  case latencyP99 = "latency_p99_ms"
  case errorRate = "error_rate"
  case throughput
  case freshness = "freshness_s"
  case lateRate = "late_rate"
  /// For the whole model only: a line that cannot be read has no cell.
  case parseErrorRate = "parse_error_rate"
  case overrideRate = "override_rate"
  // Labels, per cell.
  case labelCoverage = "label_coverage"
  case labelLagP50 = "label_lag_p50_s"
  case labelLagP95 = "label_lag_p95_s"
  // Business figures, per cell.
  case kpi
  /// The weighted score of a model, from the grades of other figures.
  case health
  // Performance of the people who served something in place of predictions, per cell, from joined labels; the first for
  // classes. Last, so that what is ordered by the catalogue stays as it was.
  case overrideAccuracy = "override_accuracy"
  case overrideWinRate = "override_win_rate"
}

extension Metric {
  /// What a metric speaks about, which is also how the dashboard groups it.
  package enum Family: String, Sendable {
    case drift
    case performance
    case calibration
    case estimation
    case fairness
    case service
    case labels
    case business
    case health
  }

  /// The side on which a metric degrades.
  package enum Direction: Sendable {
    case higherIsWorse
    case lowerIsWorse
    /// Both: signed figures, whose distance from the baseline (or from 0) counts.
    case eitherWay
  }

  package var family: Family {
    switch self {
    case .psi, .ks, .js, .wasserstein, .chi2, .meanShift, .nullRate, .outOfRangeRate, .unseenRate, .positiveRate: .drift
    case .accuracy, .precision, .recall, .specificity, .f1, .fbeta, .rocAUC, .averagePrecision, .logLoss, .brier, .cost,
      .precisionMacro, .recallMacro, .f1Macro, .precisionWeighted, .recallWeighted, .f1Weighted, .rocAUCOneVersusRest,
      .mae, .rmse, .bias, .r2, .overrideAccuracy, .overrideWinRate:
      .performance
    case .ece, .mce, .calibrationBias: .calibration
    case .estimatedAccuracy, .estimatedPrecision, .estimatedRecall, .estimatedSpecificity, .estimatedF1,
      .estimatedROCAUC:
      .estimation
    case .demographicParityDifference, .demographicParityRatio, .equalOpportunityDifference, .fnrDifference,
      .fprDifference, .equalizedOddsDifference, .rocAUCDifference, .eceDifference:
      .fairness
    case .latencyP50, .latencyP95, .latencyP99, .errorRate, .throughput, .freshness, .lateRate, .parseErrorRate,
      .overrideRate:
      .service
    case .labelCoverage, .labelLagP50, .labelLagP95: .labels
    case .kpi: .business
    case .health: .health
    }
  }

  package var direction: Direction {
    switch self {
    case .accuracy, .precision, .recall, .specificity, .f1, .fbeta, .rocAUC, .averagePrecision, .precisionMacro,
      .recallMacro, .f1Macro, .precisionWeighted, .recallWeighted, .f1Weighted, .rocAUCOneVersusRest, .r2,
      .estimatedAccuracy, .estimatedPrecision, .estimatedRecall, .estimatedSpecificity, .estimatedF1, .estimatedROCAUC,
      .overrideAccuracy, .overrideWinRate, .demographicParityRatio, .throughput, .labelCoverage, .health:
      .lowerIsWorse
    case .meanShift, .positiveRate, .calibrationBias, .bias, .kpi: .eitherWay
    default: .higherIsWorse
    }
  }

  /// Computed from joined ground truth whatever it is computed of, so revised as labels arrive. A series can need labels
  /// although its metric does not: see ``SeriesKey/needsLabels``.
  ///
  /// `label_coverage` counts labels but is known at every moment, so it is not one of them.
  package var needsLabels: Bool {
    switch self {
    case .demographicParityDifference, .demographicParityRatio, .labelCoverage: false
    default: family == .performance || family == .calibration || family == .fairness || family == .labels
    }
  }

  /// Computed per feature (or one of the model's own columns); the others have `feature` null, or the attribute for
  /// fairness.
  package var isPerFeature: Bool { family == .drift }

  /// Computed once per fairness attribute rather than per segment cell.
  package var isPerAttribute: Bool { family == .fairness }
}
