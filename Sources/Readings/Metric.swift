/// The closed catalogue of figures that leeway computes. Raw values are the names used in configuration, rules and output.
package enum Metric: String, CaseIterable, Hashable, Sendable {
  // Drift, per feature and cell.
  case psi
  case ks
  case nullRate = "null_rate"
  case unseenRate = "unseen_rate"
  // Performance and calibration, per cell, from joined labels.
  case accuracy
  case precision
  case recall
  case f1
  case rocAUC = "roc_auc"
  case brier
  case ece
  // Fairness, per attribute.
  case demographicParityDifference = "demographic_parity_difference"
  case fnrDifference = "fnr_difference"
  // Service, per cell.
  case latencyP50 = "latency_p50_ms"
  case latencyP99 = "latency_p99_ms"
  case errorRate = "error_rate"
  case throughput
  // Labels, per cell.
  case labelCoverage = "label_coverage"
}

extension Metric {
  /// What a metric speaks about, which is also how the dashboard groups it.
  package enum Family: String, Sendable {
    case drift
    case performance
    case calibration
    case fairness
    case service
    case labels
  }

  /// The side on which a metric degrades.
  package enum Direction: Sendable {
    case higherIsWorse
    case lowerIsWorse
  }

  package var family: Family {
    switch self {
    case .psi, .ks, .nullRate, .unseenRate: .drift
    case .accuracy, .precision, .recall, .f1, .rocAUC: .performance
    case .brier, .ece: .calibration
    case .demographicParityDifference, .fnrDifference: .fairness
    case .latencyP50, .latencyP99, .errorRate, .throughput: .service
    case .labelCoverage: .labels
    }
  }

  package var direction: Direction {
    switch self {
    case .accuracy, .precision, .recall, .f1, .rocAUC, .throughput, .labelCoverage: .lowerIsWorse
    default: .higherIsWorse
    }
  }

  /// Computed from joined ground truth, so revised as labels arrive.
  ///
  /// `label_coverage` counts labels but is known at every moment, so it is not one of them.
  package var needsLabels: Bool {
    switch self {
    case .accuracy, .precision, .recall, .f1, .rocAUC, .brier, .ece, .fnrDifference: true
    default: false
    }
  }

  /// Computed per feature (or `@score`); the others have `feature` null, or the attribute for fairness.
  package var isPerFeature: Bool { family == .drift }

  /// Computed once per fairness attribute rather than per segment cell.
  package var isPerAttribute: Bool { family == .fairness }
}
