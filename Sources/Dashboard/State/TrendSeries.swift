import Notation
import Readings

/// A row of the trend pane: how one figure of the selected segment went.
package struct TrendSeries: Sendable {
  package var metric: Metric
  package var label: String
  /// The name of a business figure; `nil` for every other metric.
  package var name: String?

  /// Most telling first; what has no reading is left out, and what does not fit is cut from the end.
  private static let catalogue: [TrendSeries] = [
    TrendSeries(metric: .psi, label: "max PSI"),
    TrendSeries(metric: .ks, label: "max KS"),
    TrendSeries(metric: .rocAUC, label: "AUC"),
    TrendSeries(metric: .f1, label: "F1"),
    TrendSeries(metric: .rocAUCOneVersusRest, label: "AUC ovr"),
    TrendSeries(metric: .f1Macro, label: "F1 macro"),
    TrendSeries(metric: .mae, label: "MAE"),
    TrendSeries(metric: .rmse, label: "RMSE"),
    TrendSeries(metric: .demographicParityDifference, label: "DP gap"),
    TrendSeries(metric: .latencyP99, label: "p99"),
    TrendSeries(metric: .throughput, label: "rows"),
    TrendSeries(metric: .labelCoverage, label: "labels"),
    TrendSeries(metric: .health, label: "health"),
    TrendSeries(metric: .estimatedROCAUC, label: "est AUC"),
    TrendSeries(metric: .errorRate, label: "errors"),
    TrendSeries(metric: .nullRate, label: "max null"),
    TrendSeries(metric: .ece, label: "ECE"),
    TrendSeries(metric: .brier, label: "Brier"),
    TrendSeries(metric: .accuracy, label: "accuracy"),
    TrendSeries(metric: .precision, label: "precision"),
    TrendSeries(metric: .recall, label: "recall"),
    TrendSeries(metric: .fnrDifference, label: "FNR gap"),
    TrendSeries(metric: .bias, label: "bias"),
    TrendSeries(metric: .r2, label: "R²"),
    TrendSeries(metric: .cost, label: "cost"),
    TrendSeries(metric: .labelLagP95, label: "lag p95"),
    TrendSeries(metric: .freshness, label: "data age"),
  ]

  /// The rows of the selected segment: those of which there is a reading, business figures last.
  package static func shown(in state: DashboardState) -> [TrendSeries] {
    let business = state.kpiNames.map { TrendSeries(metric: .kpi, label: $0, name: $0) }
    return (catalogue + business).filter { $0.current(in: state) != nil }
  }

  /// The series behind the row: one per feature or attribute, or a single one.
  package func keys(in state: DashboardState) -> [SeriesKey] {
    guard let snapshot = state.snapshot else { return [] }
    let names: [String?]
    var segment = state.selectedSegment ?? "all"
    if metric.isPerFeature {
      names = snapshot.features.map(\.name)
    } else if metric.isPerAttribute {
      names = snapshot.attributes
      segment = "all"
    } else {
      names = [name]
    }
    return names.map {
      SeriesKey(metric: metric, version: state.version, segment: segment, feature: $0, window: state.window)
    }
  }

  /// The worst reading among the series of the row.
  package func current(in state: DashboardState) -> Reading? {
    var worst: Reading?
    for key in keys(in: state) {
      guard let reading = state.snapshot?.readings[key] else { continue }
      guard let best = worst else {
        worst = reading
        continue
      }
      if (reading.level.severity, reading.grade ?? 0, reading.value ?? 0)
        > (best.level.severity, best.grade ?? 0, best.value ?? 0)
      {
        worst = reading
      }
    }
    return worst
  }

  /// The last `count` panes, oldest first: at each the worst value and level among the series of the row.
  ///
  /// - Parameter limits: tell on which side of the band a value of a two-sided metric lies, and how far.
  package func points(in state: DashboardState, last count: Int, limits: Limits? = nil) -> [History.Point?] {
    guard let snapshot = state.snapshot, count > 0 else { return [] }
    let pane = max(1, snapshot.pane.microseconds)
    var result = [History.Point?](repeating: nil, count: count)
    for key in keys(in: state) {
      guard let history = snapshot.histories[key] else { continue }
      for point in history.points.suffix(count) {
        let age = (snapshot.time - point.time).microseconds / pane
        guard age >= 0, age < Int64(count) else { continue }
        let index = count - 1 - Int(age)
        result[index] = worse(result[index], point, limits: limits)
      }
    }
    return result
  }

  private func worse(_ a: History.Point?, _ b: History.Point, limits: Limits?) -> History.Point {
    guard let a, let left = a.value else { return b }
    guard let right = b.value else { return a }
    if a.level.severity != b.level.severity { return a.level.severity > b.level.severity ? a : b }
    return isWorse(left, than: right, limits: limits) ? a : b
  }

  /// Whether the first of two values is at least as bad as the second.
  func isWorse(_ a: Double, than b: Double, limits: Limits?) -> Bool {
    switch metric.direction {
    case .higherIsWorse: return a >= b
    case .lowerIsWorse: return a <= b
    case .eitherWay:
      let center = limits?.center ?? 0
      return abs(a - center) >= abs(b - center)
    }
  }
}
