import Notation

/// Four hours of a log in which `x` drifts in one region after two hours, with labels twenty minutes later.
struct DriftingLog {
  static let start = Instant(seconds: 1_772_409_600)  // 2026-03-02T00:00:00Z
  static let secondsBetweenRows: Int64 = 4
  static let rowCount = 3600

  static let configuration = """
    model: m
    task: binary
    inputs: {predictions: [predictions*.jsonl], labels: [labels*.jsonl]}
    fields: {timestamp: ts, id: id, version: v, prediction: served, score: p, latency_ms: ms, status: status}
    labels: {id: id, value: label, timestamp: ts}
    positive: 1
    features: {x: {path: x, kind: numeric}, c: {path: c, kind: categorical}}
    segments: [{name: region, path: region}]
    fairness: [region]
    baseline: baseline.json
    time: {pane: 5m, windows: [30m, 2h], lateness: 5m, label_horizon: 2h}
    min_samples: 50
    """

  static let rules = """
    groups:
      - name: g
        rules:
          - alert: Drift
            metric: psi
            features: [x]
            segments: ["*"]
            window: 30m
            yellow: {for: 5m}
            red: {for: 5m}
            annotations: {summary: "{{feature}} in {{segment}}"}
            actions: {yellow: [note], red: [note, script], resolved: [note]}
    actions:
      note: {type: log}
      script: {type: exec, argv: [./run.sh, "{{segment}}"]}
    """

  let predictions: [String]
  /// In order of the time at which each label became known.
  let labels: [String]

  /// - Parameter drifts: without it the log stays as its first two hours are.
  init(seed: UInt64, drifts: Bool = true) {
    var state = seed
    func uniform() -> Double {
      // Knuth's MMIX generator; the high bits are good enough for test data.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    var predictions: [String] = []
    var labels: [(time: Instant, line: String)] = []
    for row in 0..<Self.rowCount {
      let time = Self.start + TimeSpan(seconds: Int64(row) * Self.secondsBetweenRows)
      let region = uniform() < 0.5 ? "a" : "b"
      let hasDrifted = drifts && region == "b" && row > Self.rowCount / 2 && row < Self.rowCount * 7 / 8
      let x = uniform() + (hasDrifted ? 0.6 : 0)
      let p = (uniform() * 1000).rounded() / 1000
      let label = uniform() < p ? 1 : 0
      let isFailed = uniform() < 0.004
      let served = isFailed ? "null" : p > 0.5 ? "1" : "0"
      predictions.append(
        "{\"ts\":\"\(time.rfc3339)\",\"id\":\"r\(row)\",\"v\":\"v1\",\"served\":\(served),\"p\":\(isFailed ? "null" : "\(p)"),"
          + "\"ms\":\(10 + 40 * uniform()),\"status\":\"\(isFailed ? "error" : "ok")\",\"x\":\(x),"
          + "\"c\":\"\(uniform() < 0.7 ? "k" : "l")\",\"region\":\"\(region)\"}\n")
      let known = time + TimeSpan(seconds: 600 + Int64(uniform() * 1200))
      if !isFailed, uniform() < 0.95 {
        labels.append((known, "{\"id\":\"r\(row)\",\"label\":\(label),\"ts\":\"\(known.rfc3339)\"}\n"))
      }
    }
    self.predictions = predictions
    self.labels = labels.sorted { $0.time < $1.time }.map(\.line)
  }

  /// A directory with configuration, rules, script and baseline, and no logs yet.
  static func directory() throws -> WorkingDirectory {
    let directory = try WorkingDirectory()
    try directory.write("leeway.yaml", configuration)
    try directory.makeDirectory("AlertRules")
    try directory.write("AlertRules/rules.yaml", rules)
    try directory.write("run.sh", "#!/bin/sh\necho \"$1 $LEEWAY_EPISODE\" >> runs.txt\n")
    try directory.makeExecutable("run.sh")
    let reference = DriftingLog(seed: 7, drifts: false)
    try directory.write("reference.jsonl", reference.predictions.joined())
    try directory.write("reference-labels.jsonl", reference.labels.joined())
    try directory.makeBaseline()
    return directory
  }
}
