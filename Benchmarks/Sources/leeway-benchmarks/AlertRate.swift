import Foundation
import Measuring

/// What alerts cost: some 10,000 series under 200 rules, each of them about a thousand series.
///
/// Six hours of the log of ``ReadingRate`` are replayed with steps of five minutes, with and without rules, so that the
/// difference is what alerts cost. First nearly all alerts stay green, as they should. Then the worst there is: each
/// feature is read from another one's field, so that all of them drift in every cell.
struct AlertRate {
  /// Two configurations whose difference is measured.
  private struct Comparison {
    var name: String
    var without: AlertWorkload
    var with: AlertWorkload
    /// All of the difference comes about in one step.
    var isOneStep = false
  }

  private static let comparisons = [
    Comparison(name: "nearly all green", without: .noRules, with: .quiet),
    Comparison(name: "composite rules", without: .noRules, with: .composite),
    Comparison(name: "against an hour ago", without: .noRules, with: .seasonal),
    Comparison(name: "all drift, alerts pending", without: .driftWithoutRules, with: .pending),
    Comparison(name: "they all fire and are told of, once", without: .pending, with: .firing, isOneStep: true),
  ]

  private let leeway: String
  private let directory: URL
  /// Processor seconds of each run.
  private var costs: [AlertWorkload: [Double]] = [:]

  /// Takes the log that ``ReadingRate`` has simulated.
  init(leeway: String, in parent: URL) throws {
    self.leeway = leeway
    directory = parent.appendingPathComponent("readings")
    let plain = try String(contentsOf: file("one.yaml"), encoding: .utf8).replacing("pane: 1h", with: "pane: 5m")
    for workload in AlertWorkload.allCases {
      let rules = workload.rawValue + "-rules.yaml"
      try workload.configuration(from: plain, rules: rules)
        .write(to: file(workload.rawValue + ".yaml"), atomically: true, encoding: .utf8)
      try workload.rules.write(to: file(rules), atomically: true, encoding: .utf8)
    }
    _ = try measure([leeway, "baseline", "--config", file(AlertWorkload.noRules.rawValue + ".yaml").path])
  }

  /// One round of the replays; those that take long are run in the first one alone.
  mutating func run() throws {
    for workload in AlertWorkload.allCases where workload.isRepeated || costs[workload] == nil {
      progress("leeway replay, alerts: \(workload.rawValue)")
      costs[workload, default: []].append(try replay(workload).processorSeconds)
    }
  }

  private func replay(_ workload: AlertWorkload, _ more: [String] = []) throws -> Cost {
    let arguments = [leeway, "replay", "--config", file(workload.rawValue + ".yaml").path, "--threads", "1"]
    return try measure(arguments + ["--to", AlertWorkload.end] + more, accepting: [0, 1])
  }

  /// The cost of a step for each comparison; how many steps and series there are, from one replay that writes them.
  func table() throws -> String {
    _ = try replay(.noRules, ["--out", file("out").path])
    let summary = file("out").appendingPathComponent("summary.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: summary)) as? [String: Any]
    guard let steps = object?["panes_closed"] as? Int, let readings = object?["readings"] as? Int, steps > 0 else {
      throw BenchmarkError("\(summary.path) does not say how many readings there were")
    }
    let title = "alerts: \(readings / steps) series × \(AlertWorkload.ruleCount) rules"
    var table = Table([title, "steps", "CPU s without", "CPU s with", "CPU ms a step"])
    for comparison in Self.comparisons {
      let (without, with) = (median(comparison.without), median(comparison.with))
      let count = comparison.isOneStep ? 1 : steps
      table.add([
        comparison.name, String(count), String(format: "%.2f", without), String(format: "%.2f", with),
        String(format: "%.1f", 1000 * (with - without) / Double(count)),
      ])
    }
    return table.text
  }

  /// Of an even number, the cheaper of the middle two.
  private func median(_ workload: AlertWorkload) -> Double {
    guard let costs = costs[workload], !costs.isEmpty else { return .nan }
    return costs.sorted()[(costs.count - 1) / 2]
  }

  private func file(_ name: String) -> URL { directory.appendingPathComponent(name) }
}
