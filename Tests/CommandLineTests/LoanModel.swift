import Foundation
import Testing

/// A small model whose logs the simulator writes: three hours, 600 rows an hour, and one incident in one region.
enum LoanModel {
  static let day = "2026-03-02"

  /// - Parameter incident: From the second hour on ages in `apac` fall by fifteen years.
  static func scenario(start: String = day + "T00:00:00Z", incident: Bool = true) -> String {
    """
    model: loans
    seed: 7
    start: \(start)
    duration: 3h
    traffic: {rate: 600}
    reference: {rows: 1500, start: 2026-02-20T00:00:00Z, span: 7d}
    segments:
      region: {weights: {apac: 1, emea: 1}}
    features:
      age: {kind: normal, mean: 42, deviation: 12, range: [18, 80], digits: 0}
      channel: {kind: categorical, weights: {web: 3, app: 1}}
    risk: {intercept: -1, numeric: {age: -0.8}, categories: {channel: {app: 0.4}}}
    versions:
      - {name: v1, threshold: 0.3}
    labels: {delay: {shortest: 5m, usual: 10m, longest: 20m}, coverage: 0.97}
    service: {latency: {median_ms: 38, spread: 0.35}, error_rate: 0.003}

    """
      + (incident
        ? "incidents:\n  - {kind: covariate_shift, from: 1h, until: 3h, where: {region: apac}, feature: age, add: -15}\n"
        : "")
  }

  static let configuration = """
    model: loans
    task: binary
    inputs: {predictions: ["../the logs/predictions-*.jsonl"], labels: ["../the logs/labels-*.jsonl"]}
    reference: {predictions: ["../the logs/reference.jsonl"], labels: ["../the logs/reference-labels.jsonl"]}
    fields:
      timestamp: ts
      id: request_id
      version: model_version
      prediction: prediction
      score: probability
      latency_ms: latency_ms
      status: status
    labels: {id: request_id, value: label, timestamp: ts}
    positive: 1
    features:
      age: {path: features.age, kind: numeric}
      channel: {path: features.channel, kind: categorical}
    segments: [{name: region, path: segment.region}]
    baseline: baseline.json
    time: {pane: 5m, windows: [1h, 24h], lateness: 10m, label_horizon: 7d, action_max_age: 1d}

    """

  /// - Parameter actions: What happens at red.
  static func rules(_ actions: String = "log: {type: log}", at red: String = "log") -> String {
    """
    groups:
      - name: inputs
        rules:
          - alert: AgeDrift
            metric: psi
            features: [age]
            segments: ["region=apac"]
            window: 1h
            red: {for: 5m}
            annotations: {summary: "{{feature}} in {{segment}}: {{value}}"}
            actions: {red: [\(red)]}
    actions:
      \(actions)

    """
  }

  /// A directory with logs in `the logs/`, and configuration, rules and baseline in `the model/`.
  static func directory() async throws -> TestDirectory {
    let directory = try TestDirectory()
    try directory.copy(from: try await sampleDirectory())
    return directory
  }

  static let config = "the model/leeway.yaml"

  /// The same, written anew.
  static func write(into directory: TestDirectory, scenario: String = scenario(), rules: String = rules()) async throws
  {
    try directory.write("scenario.yaml", scenario)
    try directory.write(config, configuration)
    try directory.write("the model/AlertRules/rules.yaml", rules)
    let simulated = try await leeway("simulate", "scenario.yaml", "--out", "the logs", in: directory)
    try #require(simulated.end == .exit(0), "\(simulated.errors)")
    let profiled = try await leeway("baseline", "--config", config, in: directory)
    try #require(profiled.end == .exit(0), "\(profiled.errors)")
  }

  /// Made once for all tests, and removed when the last of them is over.
  private struct Sample: @unchecked Sendable {  // nobody changes it once it is made
    let directory: TestDirectory
  }

  private static func sampleDirectory() async throws -> TestDirectory { try await sample.value.directory }

  private static let sample = Task {
    let directory = try TestDirectory()
    try await write(into: directory)
    samplePath = strdup(directory.path)
    atexit {
      if let samplePath { try? FileManager.default.removeItem(atPath: String(cString: samplePath)) }
    }
    return Sample(directory: directory)
  }

  /// For the end of the process, where nothing can be captured. Written once, by the task that makes the sample.
  nonisolated(unsafe) private static var samplePath: UnsafeMutablePointer<CChar>?
}
