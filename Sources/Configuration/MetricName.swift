import Notation
import Readings

/// A metric as people name it: `psi`, or `kpi:revenue` for a business figure.
struct MetricName: Hashable {
  var metric: Metric
  /// The business figure's name, for ``Metric/kpi``.
  var kpi: String?

  static let kpiPrefix = "kpi:"

  var text: String { kpi.map { Self.kpiPrefix + $0 } ?? metric.rawValue }

  init(_ metric: Metric, kpi: String? = nil) {
    self.metric = metric
    self.kpi = kpi
  }

  /// The metric of a name; an unknown name is reported at `location` with the nearest one.
  ///
  /// - Parameter kpis: the names of the business figures that are configured.
  init?(_ name: String, kpis: [String], at location: SourceLocation, into diagnostics: Diagnostics) {
    if let metric = Metric(rawValue: name), metric != .kpi {
      self.init(metric)
      return
    }
    if name == Metric.kpi.rawValue || name.hasPrefix(Self.kpiPrefix) {
      let kpi = String(name.dropFirst(Self.kpiPrefix.count))
      guard kpis.contains(kpi) else {
        diagnostics.error(
          kpi.isEmpty ? "metric 'kpi' has no name" : "there is no business figure '\(kpi)'", at: location,
          remedy: Self.remedy(for: kpi, among: kpis))
        return nil
      }
      self.init(.kpi, kpi: kpi)
      return
    }
    let names = Metric.allCases.filter { $0 != .kpi }.map(\.rawValue) + kpis.map { Self.kpiPrefix + $0 }
    let near = nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
    diagnostics.error(
      "unknown metric '\(name)'", at: location, remedy: near ?? "docs/METRICS.md has all of them, such as psi and f1")
    return nil
  }

  private static func remedy(for kpi: String, among kpis: [String]) -> String {
    if kpis.isEmpty { return "give it under 'kpis', for example kpis: {\(kpi.isEmpty ? "revenue" : kpi): {path: …}}" }
    return suggestion(for: kpiPrefix + kpi, among: kpis.map { kpiPrefix + $0 }, kind: "business figures")
  }
}

extension Metric {
  /// The values that the metric can take; a side without a bound ends at the greatest finite number.
  var possibleValues: ClosedRange<Double> {
    let greatest = Double.greatestFiniteMagnitude
    return switch self {
    case .psi, .wasserstein, .chi2, .logLoss, .cost, .mae, .rmse, .latencyP50, .latencyP95, .latencyP99, .throughput,
      .freshness, .labelLagP50, .labelLagP95:
      0...greatest
    case .meanShift, .bias, .kpi: -greatest...greatest
    case .r2: -greatest...1
    case .calibrationBias: -1...1
    default: 0...1
    }
  }
}
