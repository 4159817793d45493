import Foundation
import Measuring

/// A directory with the configuration of the simulated model, its reference and its logs.
struct WatchedModel {
  let directory: URL
  private let leeway: String
  private let windows: [String]

  /// Rows that a cell needs in an hour to be graded at all: the smallest has 50 in the mean.
  static let minSamples = 30
  /// The reference has so many times an hour's traffic.
  static let referenceHours = 25

  /// Metrics that change detection is judged by, each with an alert of its own.
  static let alertMetrics =
    ["psi", "ks", "js", "mean_shift"]
    + ["accuracy", "precision", "recall", "f1", "roc_auc", "brier", "log_loss", "ece", "calibration_bias"]

  /// Writes configuration and reference and builds the baseline.
  ///
  /// - Parameter windows: over panes of an hour.
  init(leeway: String, in directory: URL, windows: [String], seed: Int) throws {
    self.leeway = leeway
    self.windows = windows
    self.directory = directory
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try SimulatedLog.writeReference(
      hoursOfTraffic: Self.referenceHours, seed: seed, predictions: file("reference.jsonl"),
      labels: file("reference-labels.jsonl"))
    try rules.write(to: file("rules.yaml"), atomically: true, encoding: .utf8)
    try configuration(
      log: "predictions.jsonl", labels: "labels.jsonl", pane: "1h", windows: windows, rules: "[rules.yaml]"
    ).write(to: file("leeway.yaml"), atomically: true, encoding: .utf8)
    // The whole reference as one window tells what the baselines are.
    try configuration(
      log: "reference.jsonl", labels: "reference-labels.jsonl", pane: "1d", windows: ["1d"], rules: "[]"
    )
    .write(to: file("reference.yaml"), atomically: true, encoding: .utf8)
    _ = try measure([leeway, "baseline", "--config", file("leeway.yaml").path])
  }

  /// Simulates some hours, and some more with a change, and replays them.
  func replay(
    stableHours: Int, changedHours: Int = 0, change: Population.Change = Population.Change(), seed: Int
  ) throws {
    try SimulatedLog.write(
      stableHours: stableHours, changedHours: changedHours, change: change, seed: seed,
      predictions: file("predictions.jsonl"), labels: file("labels.jsonl"))
    try replay("leeway.yaml", out: "out")
  }

  func replayReference() throws { try replay("reference.yaml", out: "reference-out") }

  var readings: URL { file("out/readings.jsonl") }
  var alerts: URL { file("out/alerts.jsonl") }
  var referenceReadings: URL { file("reference-out/readings.jsonl") }

  private func replay(_ configuration: String, out: String) throws {
    _ = try measure(
      [leeway, "replay", "--config", file(configuration).path, "--out", file(out).path], accepting: [0, 1])
  }

  private func file(_ name: String) -> URL { directory.appendingPathComponent(name) }

  private var rules: String {
    let rules = windows.flatMap { window in
      Self.alertMetrics.map { metric in
        "{alert: \(metric)-\(window), metric: \(metric), window: \(window), segments: [\"*\"], "
          + "yellow: {for: 0s}, red: {for: 0s}}"
      }
    }
    return "groups:\n  - name: changes\n    rules:\n" + rules.map { "      - \($0)\n" }.joined()
  }

  private func configuration(
    log: String, labels: String, pane: String, windows: [String], rules: String
  ) -> String {
    let bands = Band.given.map { metric, band in
      "  \"\(metric)\": {yellow: \"\(band.yellow.text)\", red: \"\(band.red.text)\"}\n"
    }
    return """
      model: stable
      inputs: {predictions: [\(log)], labels: [\(labels)]}
      reference: {predictions: [reference.jsonl], labels: [reference-labels.jsonl]}
      baseline: baseline.json
      rules: \(rules)
      fields:
        timestamp: ts
        id: id
        prediction: served
        score: score
        latency_ms: latency
        status: status
        override: override
      labels: {id: id, value: label, timestamp: ts}
      positive: 1
      cost: {false_positive: 1, false_negative: 5, beta: 2}
      features:
        balance: {kind: numeric}
        velocity: {kind: numeric}
        amount: {kind: numeric}
        refund: {kind: numeric}
        margin: {kind: numeric}
        exposure: {kind: numeric}
        purchases: {kind: numeric}
        rating: {kind: numeric, range: [1, 5]}
        channel: {kind: categorical}
        category: {kind: categorical}
        product: {kind: categorical}
        device: {kind: categorical}
      segments:
        - {name: site, path: site}
        - {name: sex, path: sex}
        - {name: age_band, path: age_band}
      fairness: [sex, age_band]
      kpis: {revenue: {path: revenue}, clicked: {path: clicked}}
      min_samples: \(Self.minSamples)
      time: {pane: \(pane), windows: [\(windows.joined(separator: ", "))]}
      gradient:

      """ + bands.joined()
  }
}
