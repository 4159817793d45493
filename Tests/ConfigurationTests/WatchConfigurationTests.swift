import Alerting
import Foundation
import Notation
import Readings
import Records
import Testing
import Windows

@testable import Configuration

@Suite("Watch configuration")
struct WatchConfigurationTests {
  private func load(_ directory: TemporaryDirectory) throws -> WatchConfiguration {
    let diagnostics = Diagnostics()
    let configuration = WatchConfiguration.load(
      file: directory.path + "/leeway.yaml", environment: Fixtures.environment, into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    return try #require(configuration)
  }

  private func path(_ text: String) throws -> FieldPath { try #require(FieldPath(text)) }

  @Test("the full example gives every value")
  func fullExample() throws {
    let directory = try Fixtures.validExample()
    let configuration = try load(directory)
    #expect(configuration.model == "credit-risk")
    #expect(
      configuration.inputs
        == InputFiles(
          predictions: [directory.path + "/logs/predictions-*.jsonl", "/var/log/leeway/*.jsonl.gz"],
          labels: [directory.path + "/logs/labels-*.jsonl", "-"], poll: TimeSpan(microseconds: 500_000),
          lineLimit: 256 << 10))
    #expect(
      configuration.reference
        == InputFiles(
          predictions: [directory.path + "/reference.jsonl"], labels: [directory.path + "/reference-labels.jsonl"],
          lineLimit: 256 << 10))
    #expect(configuration.labels == LabelPlan(format: .csv, maxPending: 5_000_000))
    #expect(configuration.state == StateRetention(keepAge: .days(14), keepBytes: 2_000_000_000))
    #expect(configuration.baseline == directory.path + "/profiles/baseline.json")
    let dashboard = configuration.dashboard
    #expect(dashboard.theme?.text == "light" && dashboard.notify?.text == "bell" && dashboard.hasMouse == false)
    #expect(dashboard.keys.map(\.action.text) == ["next-window", "quit", "toggle-mouse"])
    #expect(dashboard.keys.map { $0.keys.map(\.text) } == [["W"], ["q", "ctrl-q"], []])
    #expect(
      configuration.schema
        == RecordSchema(
          timestamp: try path("ts"), id: try path("request_id"), version: try path("model_version"),
          prediction: try path("prediction"), score: try path("probability"), latency: try path("latency_ms"),
          status: try path("status"),
          features: [
            .init(name: "age", path: try path("features.age"), kind: .numeric),
            .init(name: "channel", path: try path("features.channel"), kind: .categorical),
            .init(name: "product", path: try path("features.product"), kind: .categorical),
          ],
          dimensions: [
            .init(name: "region", path: try path("region")), .init(name: "sex", path: try path("segment.sex")),
            .init(name: "product", path: try path("features.product")),
            .init(name: "age_band", path: try path("age_band")),
          ], task: .binary(positive: "1")))
    #expect(
      configuration.labelSchema
        == LabelSchema(
          id: try path("request_id"), value: try path("label"), timestamp: try path("ts"), task: .binary(positive: "1"))
    )
    #expect(
      configuration.windowPlan
        == WindowPlan(
          pane: .minutes(10), windows: [.init(name: "1h", paneCount: 6), .init(name: "24h", paneCount: 144)],
          lateness: .minutes(5), labelHorizon: .days(14), actionMaxAge: .minutes(30), ahead: .hours(2),
          idle: TimeSpan(seconds: 90)))
    #expect(
      configuration.cellPlan
        == CellPlan(
          segments: [[], [0], [1], [2], [3], [0, 2]], fairness: [[1], [3]], minSamples: 250, minCoverage: 0.6,
          alpha: 0.01, leftOut: [.overrideRate]))
  }

  @Test("the gradient is read over the built-in bands")
  func gradient() throws {
    let gradient = try load(Fixtures.validExample()).gradient
    #expect(gradient.confidence == .point)
    #expect(
      gradient.bands[.psi]
        == GradientBand(yellow: Threshold(.above, .absolute(0.1)), red: Threshold(.above, .absolute(0.25))))
    #expect(
      gradient.bands[.rocAUC]
        == GradientBand(yellow: Threshold(.below, .offset(-0.03)), red: Threshold(.below, .offset(-0.07))))
    #expect(gradient.bands[.errorRate]?.yellow == Threshold(.above, .absolute(0.008)))
    #expect(gradient.bands[.ks] == Gradient.standard.bands[.ks])
    #expect(
      gradient.exceptions == [
        GradientException(
          feature: "age", segment: "region=apac", metric: .psi,
          band: GradientBand(yellow: Threshold(.above, .absolute(0.15)), red: Threshold(.above, .absolute(0.3)))),
        GradientException(
          feature: "age", segment: "region=apac", metric: .ks,
          band: GradientBand(yellow: nil, red: Threshold(.above, .absolute(0.4)))),
      ])
  }

  @Test("rules and actions of all files are read together")
  func rules() throws {
    let directory = try Fixtures.validExample()
    let configuration = try load(directory)
    #expect(configuration.rules.prefix(3).map(\.alert) == ["FeatureDrift", "Performance", "TrafficDrop"])
    let drift = try #require(configuration.rules.first)
    #expect(
      drift
        == Rule(
          alert: "FeatureDrift", group: "credit-risk", metric: .psi, features: ["*"], segments: ["all", "region=*"],
          versions: ["*"], window: "1h", yellow: .init(holdFor: .minutes(10)),
          red: .init(
            at: Threshold(.above, .absolute(0.25)), clear: Threshold(.below, .absolute(0.2)), holdFor: .minutes(5),
            keepFiringFor: .minutes(15)), minSamples: 500, noData: .init(after: .minutes(30), state: .keep),
          owner: "risk-oncall", runbook: directory.path + "/runbooks/feature-drift.md", labels: ["team": "risk"],
          annotations: [
            "summary": try Template("{{feature}} in {{segment}}: PSI {{value}} (n={{n}}, {{labels.team}})")
          ], actions: .init(yellow: ["log"], red: ["hook", "rollback"], resolved: ["log"])))
    // A window given as another text of the same length is the configured one.
    #expect(configuration.rules[2].window == "1h")
    #expect(
      configuration.actions.filter { ["log", "hook", "paging", "rollback"].contains($0.key) } == [
        "log": Action(name: "log", kind: .log),
        "hook": Action(
          name: "hook",
          kind: .webhook(.init(address: .literal("https://ops.example/hook"), headers: ["X-Team": "risk"]))),
        "paging": Action(
          name: "paging",
          kind: .webhook(
            .init(address: .secret(.environment("PAGER_URL")), secret: .environment("HOOK_SECRET")))),
        "rollback": Action(
          name: "rollback",
          kind: .exec(
            .init(
              argv: [try Template(directory.path + "/rollback.sh"), try Template("{{model_version}}")],
              timeout: .minutes(2), cooldown: .hours(6), maxPerDay: 2, onlyIfStill: .red))),
      ])
  }

  @Test("what is not given has its default")
  func defaults() throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      "model: m\ninputs: {predictions: [a.jsonl]}\nfields: {timestamp: ts, prediction: p}\n", to: "leeway.yaml")
    let configuration = try load(directory)
    #expect(configuration.windowPlan == .standard)
    #expect(configuration.windowPlan.pane == .minutes(5))
    #expect(configuration.windowPlan.windows.map(\.paneCount) == [12, 288])
    #expect(configuration.windowPlan.lateness == .minutes(10))
    #expect(configuration.windowPlan.labelHorizon == .days(7))
    #expect(configuration.windowPlan.actionMaxAge == .hours(1))
    #expect(configuration.windowPlan.ahead == .hours(1))
    #expect(configuration.windowPlan.idle == .minutes(1))
    #expect(configuration.inputs.poll == TimeSpan(seconds: 1))
    #expect(configuration.inputs.lineLimit == 1_048_576)
    #expect(configuration.labels == LabelPlan(format: nil, maxPending: 20_000_000))
    #expect(configuration.state == StateRetention(keepAge: .days(30), keepBytes: 1_073_741_824))
    #expect(
      configuration.cellPlan
        == CellPlan(
          segments: [[]], fairness: [], minSamples: 100, minCoverage: 0.5, alpha: 0.001,
          leftOut: [.errorRate, .overrideRate]))
    #expect(configuration.schema.task == .binary(positive: "1"))
    #expect(configuration.labelSchema == nil)
    #expect(configuration.reference == nil)
    #expect(configuration.baseline == directory.path + "/baseline.json")
    #expect(configuration.gradient == .standard)
    #expect(configuration.rules.isEmpty)
    #expect(configuration.actions.isEmpty)
  }

  @Test(
    "sizes and counts are read as people write them",
    arguments: [
      ("65536", "1000", 65536, 1000), ("64KiB", "20M", 65536, 20_000_000), ("1MiB", "20_000_000", 1 << 20, 20_000_000),
      ("1 MiB", "2e6", 1 << 20, 2_000_000), ("10kB", "5k", 10_000, 5000),
      ("2_000_000B", "1G", 2_000_000, 1_000_000_000),
      ("64MiB", "1_500k", 64 << 20, 1_500_000),
    ])
  func quantities(lineLimit: String, maxPending: String, bytes: Int, count: Int) throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      """
      model: m
      inputs: {predictions: "-", labels: l.csv, line_limit: \(lineLimit)}
      fields: {timestamp: ts, prediction: p, id: i}
      labels: {id: i, value: v, max_pending: \(maxPending)}
      """, to: "leeway.yaml")
    let configuration = try load(directory)
    #expect(configuration.inputs.predictions == ["-"])
    #expect(configuration.inputs.lineLimit == bytes)
    #expect(configuration.labels.maxPending == count)
  }

  @Test(
    "panes and windows of a day and longer are fine",
    arguments: [("24h", "[24h]"), ("1d", "[1d, 7d]"), ("7d", "[4w]"), ("1s", "[1h]"), ("1h", "[1h]")])
  func longPanes(pane: String, windows: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      """
      model: m
      inputs: {predictions: [a.jsonl]}
      fields: {timestamp: ts, prediction: p}
      time: {pane: \(pane), windows: \(windows), lateness: 0s}
      """, to: "leeway.yaml")
    #expect(try load(directory).windowPlan.pane == TimeSpan(pane))
  }
}

@Suite("Files that cannot be read")
struct UnreadableFileTests {
  private func findings(_ path: String) -> [String] {
    let diagnostics = Diagnostics()
    #expect(WatchConfiguration.load(file: path, environment: [:], into: diagnostics) == nil)
    return diagnostics.sorted.map(\.text)
  }

  @Test("a missing file, a directory, invalid UTF-8 and a huge file are each explained")
  func unreadable() throws {
    let directory = try TemporaryDirectory()
    let missing = directory.path + "/none.yaml"
    #expect(
      findings(missing) == [
        "\(missing): error: cannot read the configuration: there is no such file; "
          + "name it with --config, or write one with 'leeway init LOG…'"
      ])
    #expect(
      findings(directory.path) == [
        "\(directory.path): error: cannot read the configuration: it is a directory; name a file in it"
      ])
    let invalid = try directory.write(Data("a: 1\nb: \u{E9}".utf8) + Data([0xFF]), to: "invalid.yaml")
    #expect(
      findings(invalid) == ["\(invalid):2:5: error: the configuration is not valid UTF-8; save the file as UTF-8"])
    let huge = try directory.write(Data(repeating: 0x20, count: SourceText.sizeLimit + 1), to: "huge.yaml")
    #expect(
      findings(huge) == [
        "\(huge): error: cannot read the configuration: it is larger than 4 MB; check that this is the file you mean"
      ])
  }

  @Test("a file without permission is explained", .enabled(if: geteuid() != 0, "root may read everything"))
  func noPermission() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("model: m", to: "leeway.yaml", permissions: 0)
    #expect(
      findings(path) == [
        "\(path): error: cannot read the configuration: permission denied; make it readable for this user"
      ])
  }

  @Test("a file that is no mapping, or empty, is explained")
  func noMapping() throws {
    let directory = try TemporaryDirectory()
    let list = try directory.write("- a\n- b\n", to: "list.yaml")
    #expect(
      findings(list) == [
        "\(list):1:1: error: the file must be a mapping, not a list; "
          + "for example model: credit-risk, and the other keys below it"
      ])
    let empty = try directory.write("", to: "empty.yaml")
    #expect(findings(empty) == ["\(empty): error: the file is empty; 'leeway init' writes one to start from"])
  }

  @Test("a byte order mark is dropped and does not move columns")
  func byteOrderMark() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("\u{FEFF}modle: m\n", to: "leeway.yaml")
    #expect(findings(path).first?.hasPrefix("\(path):1:1: error: ") == true)
  }
}
