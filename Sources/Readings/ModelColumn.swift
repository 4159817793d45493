/// The model's own columns, which stand where a feature's name stands.
package enum ModelColumn {
  /// P(positive class); for several classes, that of the served class.
  package static let score = "@score"
  /// What was served: a class, or for regression a number.
  package static let prediction = "@prediction"
  /// What turned out to be true. Known only from labels.
  package static let label = "@label"
  /// Prediction less truth, for regression. Known only from labels.
  package static let residual = "@residual"
}

extension SeriesKey {
  /// Computed from joined ground truth, so revised as labels arrive.
  package var needsLabels: Bool {
    metric.needsLabels || (metric.isPerFeature && (feature == ModelColumn.label || feature == ModelColumn.residual))
  }

  /// The metric as it is written: its raw value, or `kpi:<name>`.
  package var metricName: String {
    metric == .kpi ? "kpi:" + (feature ?? "") : metric.rawValue
  }
}
