/// Rules, and the log that they watch, of one of the replays of ``AlertRate``.
enum AlertWorkload: String, CaseIterable {
  case noRules = "no-rules"
  /// Every other rule goes by the gradient, the others by bounds of their own, which hardly anything passes.
  case quiet = "many-rules"
  /// Two metrics have to be past their bounds together; an alert for each feature and cell and each rule.
  case composite = "composite-rules"
  /// Bounds relative to the same series an hour before.
  case seasonal = "seasonal-rules"
  case driftWithoutRules = "drift-no-rules"
  /// Whatever has drifted is past its bound at every step, and never for long enough.
  case pending = "drift-pending"
  /// The same, for long enough after ten minutes; one action each.
  case firing = "drift-firing"

  static let ruleCount = metrics.count * rulesPerMetric
  /// Of the time that is replayed.
  static let end = "2026-03-18T06:00:00Z"

  /// Those that take long run once.
  var isRepeated: Bool { self == .noRules || self == .quiet }

  private static let rulesPerMetric = 20
  /// A metric with the bounds of rules that nearly always and hardly ever hold.
  private static let metrics: [(name: String, wide: (String, String), narrow: (String, String), hasGradient: Bool)] = [
    ("psi", ("> 0.25", "> 0.3"), ("> 0.01", "> 0.02"), true),
    ("ks", ("> 0.25", "> 0.3"), ("> 0.01", "> 0.02"), true),
    ("js", ("> 0.25", "> 0.3"), ("> 0.01", "> 0.02"), true),
    ("wasserstein", ("> 2", "> 4"), ("> 0.01", "> 0.02"), false),
    ("chi2", ("> 5000", "> 9000"), ("> 1", "> 2"), false),
    ("mean_shift", ("± 0.5", "± 0.8"), ("± 0.01", "± 0.02"), false),
    ("null_rate", ("> 0.2", "> 0.3"), ("> 0.0001", "> 0.0002"), true),
    ("out_of_range_rate", ("> 0.2", "> 0.3"), ("> 0.0001", "> 0.0002"), true),
    ("unseen_rate", ("> 0.2", "> 0.3"), ("> 0.0001", "> 0.0002"), true),
    ("positive_rate", ("baseline ± 30%", "baseline ± 40%"), ("baseline ± 1%", "baseline ± 2%"), true),
  ]

  /// - Parameters:
  ///   - plain: without rules, each feature read from the field of its name.
  ///   - rules: the name of the file with ``rules``.
  func configuration(from plain: String, rules: String) -> String {
    switch self {
    case .noRules: plain
    case .quiet, .composite, .seasonal: plain.replacing("rules: []", with: "rules: [\(rules)]")
    case .driftWithoutRules: Self.rotated(plain)
    case .pending, .firing: Self.rotated(plain).replacing("rules: []", with: "rules: [\(rules)]")
    }
  }

  /// Reads each feature from the field of the next one of its kind.
  private static func rotated(_ plain: String) -> String {
    var lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for kind in ["numeric", "categorical"] {
      let places = lines.indices.filter { lines[$0].hasSuffix("kind: \(kind)}") }
      let ends = places.map { lines[$0].split(separator: "{", maxSplits: 1).last.map(String.init) ?? "" }
      for (number, place) in places.enumerated() {
        lines[place] = lines[place].replacing(ends[number], with: ends[(number + 1) % ends.count])
      }
    }
    return lines.joined(separator: "\n")
  }

  /// As many as ``ruleCount``, as YAML.
  var rules: String {
    var lines = ["groups:", "  - name: many", "    rules:"]
    for metric in Self.metrics {
      for number in 1...Self.rulesPerMetric {
        let all = "alert: \(metric.name)-\(number), segments: [\"*\"], window: 1h"
        lines.append("      - {\(all), \(conditions(metric, number))}")
      }
    }
    if self == .firing { lines.append("actions: {log: {type: log}}") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func conditions(
    _ metric: (name: String, wide: (String, String), narrow: (String, String), hasGradient: Bool), _ number: Int
  ) -> String {
    func plain(_ bounds: (String, String)?, _ time: String) -> String {
      let (yellow, red) = bounds.map { ("at: \"\($0.0)\", ", "at: \"\($0.1)\", ") } ?? ("", "")
      return "metric: \(metric.name), yellow: {\(yellow)for: \(time)}, red: {\(red)for: \(time)}"
    }
    switch self {
    case .noRules, .driftWithoutRules, .quiet:
      let isOwn = !metric.hasGradient || number.isMultiple(of: 2)
      return plain(isOwn ? metric.wide : nil, "\(number)m") + ", no_data: {after: 30m, state: nodata}"
    case .composite:
      let (first, second) = ("{metric: psi, at: \"> 0.3\"}", "{metric: ks, at: \"> 0.3\"}")
      return "features: [\"*\"], red: {all: [\(first), \(second)], for: \(number)m}"
    case .seasonal:
      return "against: 1h, metric: psi, yellow: {at: \"> baseline + 0.25\"}, red: {at: \"> baseline + 0.3\"}"
    case .pending: return plain(metric.narrow, "20d")
    case .firing:
      return plain(metric.narrow, "10m") + ", actions: {yellow: [log], red: [log], resolved: [log]}"
    }
  }
}
