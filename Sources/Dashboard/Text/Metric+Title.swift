import Readings

extension Metric {
  /// The name on screen, at most nine columns.
  package var title: String {
    switch self {
    case .psi: "PSI"
    case .ks: "KS"
    case .js: "JS"
    case .wasserstein: "W1"
    case .chi2: "chi²"
    case .meanShift: "mean"
    case .nullRate: "null%"
    case .outOfRangeRate: "range%"
    case .unseenRate: "unseen%"
    case .positiveRate: "pos%"
    case .accuracy: "accuracy"
    case .precision: "precision"
    case .recall: "recall"
    case .specificity: "specific."
    case .f1: "F1"
    case .fbeta: "F-beta"
    case .rocAUC: "AUC"
    case .averagePrecision: "AP"
    case .logLoss: "log loss"
    case .brier: "Brier"
    case .cost: "cost"
    case .precisionMacro: "prec mac"
    case .recallMacro: "rec mac"
    case .f1Macro: "F1 macro"
    case .precisionWeighted: "prec wtd"
    case .recallWeighted: "rec wtd"
    case .f1Weighted: "F1 wtd"
    case .rocAUCOneVersusRest: "AUC ovr"
    case .mae: "MAE"
    case .rmse: "RMSE"
    case .bias: "bias"
    case .r2: "R²"
    case .ece: "ECE"
    case .mce: "MCE"
    case .calibrationBias: "cal bias"
    case .estimatedAccuracy: "est acc"
    case .estimatedPrecision: "est prec"
    case .estimatedRecall: "est rec"
    case .estimatedSpecificity: "est spec"
    case .estimatedF1: "est F1"
    case .estimatedROCAUC: "est AUC"
    case .demographicParityDifference: "DP gap"
    case .demographicParityRatio: "DP ratio"
    case .equalOpportunityDifference: "TPR gap"
    case .fnrDifference: "FNR gap"
    case .fprDifference: "FPR gap"
    case .equalizedOddsDifference: "EO gap"
    case .rocAUCDifference: "AUC gap"
    case .eceDifference: "ECE gap"
    case .latencyP50: "p50"
    case .latencyP95: "p95"
    case .latencyP99: "p99"
    case .errorRate: "errors"
    case .throughput: "rows"
    case .freshness: "data age"
    case .lateRate: "late"
    case .parseErrorRate: "bad"
    case .overrideRate: "override"
    case .overrideAccuracy: "ovr acc"
    case .overrideWinRate: "ovr wins"
    case .labelCoverage: "labels"
    case .labelLagP50: "lag p50"
    case .labelLagP95: "lag p95"
    case .kpi: "KPI"
    case .health: "health"
    }
  }
}

extension SeriesKey {
  /// What the series is called on screen, without its cell: the metric's title, or the business figure's own name.
  package var title: String { metric == .kpi ? feature ?? metric.title : metric.title }

  /// The feature or attribute that stands beside the title.
  package var subject: String? { metric == .kpi ? nil : feature }
}

extension Metric.Family {
  /// The heading above the figures of a family.
  package var title: String {
    switch self {
    case .drift: "Drift of the model's own columns"
    case .performance: "Performance"
    case .calibration: "Calibration"
    case .estimation: "Estimated without labels"
    case .fairness: "Fairness"
    case .service: "Service"
    case .labels: "Labels"
    case .business: "Business"
    case .health: "Health"
    }
  }
}
