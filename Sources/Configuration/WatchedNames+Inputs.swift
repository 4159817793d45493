import Readings

extension WatchedNames {
  /// Reports at `place` a metric that the task does not have; returns whether it has it.
  @discardableResult
  func checkTask(of metric: MetricName, at place: SourceLocation, into diagnostics: Diagnostics) -> Bool {
    guard let task, !metric.metric.tasks.contains(task) else { return true }
    let kinds = TaskKind.allCases.filter(metric.metric.tasks.contains).map(\.rawValue).joined(separator: " and ")
    let siblings = Metric.allCases.filter { $0.family == metric.metric.family && $0.tasks.contains(task) }
    diagnostics.error(
      "metric '\(metric.text)' is for task \(kinds), but 'task' is \(task.rawValue)", at: place,
      remedy: siblings.isEmpty
        ? nil : "for \(task.rawValue) there are \(siblings.map(\.rawValue).joined(separator: ", "))")
    return false
  }

  /// Reports at `place` what the configuration lacks for `metric` to be computed at all.
  func checkInputs(of metric: MetricName, at place: YAMLValue) {
    guard checkTask(of: metric, at: place.location, into: place.diagnostics) else { return }
    if leftOut.contains(metric.metric) {
      place.error("metric '\(metric.text)' is left out", remedy: "take it off the list 'metrics.leave_out'")
      return
    }
    guard let missing = missing(for: metric) else { return }
    place.error(
      "metric '\(metric.text)' needs \(missing.what), which the configuration does not have", remedy: missing.remedy)
  }

  private func missing(for name: MetricName) -> (what: String, remedy: String)? {
    let metric = name.metric
    let needsLabels =
      metric.needsLabels || metric == .labelCoverage || name.kpi.map(labelKPIs.contains) == true
    if needsLabels, !hasLabels { return ("labels", "give 'inputs.labels' and 'labels'") }
    if metric.needsScore, !hasScore { return ("a score", "give 'fields.score'") }
    switch metric {
    case _ where metric.family == .estimation && !hasLabelFields:
      return ("labels of the reference", "give 'labels', and label logs to 'leeway baseline'")
    case .latencyP50, .latencyP95, .latencyP99:
      return hasLatency ? nil : ("latencies", "give 'fields.latency_ms'")
    case .errorRate:
      return hasStatus ? nil : ("the status", "give 'fields.status'")
    case .overrideRate, .overrideAccuracy, .overrideWinRate:
      return hasOverride ? nil : ("overrides", "give 'fields.override'")
    case .cost:
      return hasCosts ? nil : ("the costs of errors", "give 'cost', for example {false_positive: 1, false_negative: 5}")
    case .fbeta:
      return hasBeta ? nil : ("the weight of recall", "give 'cost.beta'")
    case .health:
      return hasHealth ? nil : ("weights", "give 'health', for example {weights: {psi: 0.3, f1: 0.7}}")
    case _ where metric.isPerAttribute:
      return attributes.isEmpty ? ("attributes to compare", "give 'fairness'") : nil
    case _ where metric.isPerFeature:
      guard !columns.contains(where: { metric.isMeasured(of: $0.kind) }) else { return nil }
      return (metric == .unseenRate ? "categorical features" : "numeric features", "give 'features'")
    default:
      return nil
    }
  }
}
