import Alerting
import Foundation
import Notation
import Readings
import Testing

@testable import Configuration

@Suite("Rules, actions and inhibitions of the full example")
struct RulesTests {
  private let directory: TemporaryDirectory
  private let configuration: WatchConfiguration

  init() throws {
    directory = try Fixtures.validExample()
    let diagnostics = Diagnostics()
    let configuration = WatchConfiguration.load(
      file: directory.path + "/leeway.yaml", environment: Fixtures.environment, into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    self.configuration = try #require(configuration)
  }

  private func rule(_ alert: String) throws -> Rule { try #require(configuration.rules.first { $0.alert == alert }) }

  private func exec(_ action: String) throws -> Action.Exec {
    guard case .exec(let exec) = configuration.actions[action]?.kind else {
      throw TestFailure("'\(action)' runs no program")
    }
    return exec
  }

  private func expression(_ text: String) throws -> Pattern { .expression(try RegularExpression(text)) }

  private struct TestFailure: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  @Test("who does not send needs no secrets: without their files and variables the references stay")
  func withoutSecrets() throws {
    try FileManager.default.removeItem(atPath: directory.path + "/secrets")
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(
      file: directory.path + "/leeway.yaml", environment: ["PATH": "/usr/bin:/bin"], needsSecrets: false,
      into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    #expect(draft.configuration?.actions == configuration.actions)
    let strict = Diagnostics()
    _ = ConfigurationDraft.read(
      file: directory.path + "/leeway.yaml", environment: ["PATH": "/usr/bin:/bin"], into: strict)
    #expect(strict.hasErrors)
  }

  @Test("a rule about several figures has their terms, and the metric of the first")
  func terms() throws {
    #expect(
      try rule("DriftThatHurts")
        == Rule(
          alert: "DriftThatHurts", group: "several", metric: .psi, features: [try expression("age|channel")],
          segments: [try expression("region=.*")], window: "1h",
          yellow: .init(
            holdFor: .minutes(30),
            criterion: .any([
              .init(metric: .psi, test: .at(Threshold(.above, .absolute(0.2)))),
              .init(metric: .f1, window: "24h", test: .level(.red)),
            ])),
          red: .init(
            keepFiringFor: .hours(1),
            criterion: .all([
              .init(metric: .psi, test: .level(.yellow)),
              .init(metric: .f1, window: "24h", test: .at(Threshold(.below, .percent(-5)))),
            ])),
          owner: "risk-oncall", approvers: ["owner", "alice"], runbook: "https://wiki.example/drift",
          actions: .init(red: ["pager", "retrain", "careful"], resolved: ["pager"])))
  }

  @Test("counts and burn rates are read, and a burn rate brings its window")
  func countsAndBurns() throws {
    let wide = try rule("WideDrift")
    #expect(wide.red?.criterion == .count(.init(atLeast: 3, things: .features, level: .red)))
    #expect(wide.red?.holdFor == .minutes(10))
    let many = try rule("ManyRegions")
    #expect(many.yellow?.criterion == .count(.init(atLeast: 2, things: .segments, level: .yellow)))
    let budget = try rule("ErrorBudget")
    #expect(budget.window == "24h")
    #expect(budget.yellow?.criterion == .burn(.init(objective: 0.995, factor: 3, windows: ["24h", "1h"])))
    #expect(budget.red?.criterion == .burn(.init(objective: 0.995, factor: 14.4, windows: ["24h", "1h"])))
    #expect(budget.versions == [try expression("v[0-9]+")])
    #expect(budget.versions[0].matches("v12"))
    #expect(!budget.versions[0].matches("v12-rc"))
  }

  @Test("an expression keeps its text")
  func expressionText() throws { #expect(try rule("DriftThatHurts").features.map(\.text) == ["=~ age|channel"]) }

  @Test("a rule may compare with the past")
  func against() throws {
    let quiet = try rule("Quiet")
    #expect(quiet.against == .days(7))
    #expect(quiet.red?.clear == Threshold(.above, .percent(-30)))
    #expect(quiet.labels == ["team": "platform", "tier_1": "yes"])
  }

  @Test("inhibitions are read")
  func inhibitions() throws {
    #expect(
      configuration.inhibitions == [
        Inhibition(
          when: LabelMatchers([try LabelMatcher("alert", .equal, "WideDrift")]),
          mutes: LabelMatchers([
            try LabelMatcher("alert", .fits, "Feature.*"), try LabelMatcher("team", .notEqual, "platform"),
          ]), equal: ["model_version", "region"]),
        Inhibition(
          when: LabelMatchers([try LabelMatcher("alert", .equal, "Quiet")]),
          mutes: LabelMatchers([try LabelMatcher("level", .equal, "yellow")])),
      ])
  }

  @Test("messages keep where their secrets stand, and how they are put together")
  func messages() throws {
    let actions = configuration.actions
    let slack = directory.path + "/secrets/slack"
    #expect(
      actions["signed"]
        == Action(
          name: "signed",
          kind: .webhook(.init(address: .secret(.file(slack)), secret: .file(directory.path + "/secrets/hook"))),
          grouping: Grouping(
            by: ["alert", "region"], wait: TimeSpan(seconds: 10), interval: .minutes(1), repeatAfter: .hours(4))))
    #expect(
      actions["channel"]
        == Action(
          name: "channel", kind: .slack(.init(address: .secret(.file(slack)))),
          grouping: Grouping(by: ["model"], wait: TimeSpan(seconds: 30), interval: .minutes(5))))
    #expect(
      actions["pager"]
        == Action(
          name: "pager",
          kind: .pagerduty(
            .init(
              routingKey: .file(directory.path + "/secrets/pagerduty"),
              address: .literal("https://events.pagerduty.com/v2/enqueue")))))
    #expect(
      actions["manager"]
        == Action(
          name: "manager",
          kind: .alertmanager(.init(address: .literal("http://127.0.0.1:9093"), resend: TimeSpan(seconds: 30)))))
    #expect(
      actions["bell"]
        == Action(
          name: "bell", kind: .bell, grouping: Grouping(by: [], wait: .zero, interval: .zero, repeatAfter: .hours(1))))
  }

  @Test("what a program is for gives it its guards")
  func guards() throws {
    let script = try Template(directory.path + "/rollback.sh")
    #expect(
      try exec("careful")
        == Action.Exec(
          purpose: .rollback, argv: [script, Template("{{version}}")], timeout: .minutes(1), cooldown: .hours(6),
          maxPerDay: 2, onlyIfStill: .red, approvalExpires: .minutes(30)))
    #expect(
      try exec("retrain")
        == Action.Exec(
          purpose: .retrain, argv: [Template(directory.path + "/jobs/retrain.sh"), Template("")],
          workingDirectory: directory.path + "/jobs", timeout: .hours(1), cooldown: .hours(24), maxPerDay: 1))
    #expect(
      try exec("careless")
        == Action.Exec(
          purpose: .rollback, argv: [script], cooldown: .zero, maxPerDay: 9, onlyIfStill: .yellow, approvalExpires: nil)
    )
    #expect(
      try exec("asked")
        == Action.Exec(purpose: .exec, argv: [script], onlyIfStill: .red, approvalExpires: .hours(2)))
  }

  @Test("the labels that every alert has are the built-in ones and its dimensions")
  func labels() throws {
    let key = SeriesKey(
      metric: .psi, version: "v2", segment: "region=eu,sex=f", feature: "age", window: "1h")
    let rule = Rule(
      alert: "A", group: "g", metric: .psi, window: "1h", owner: "risk", labels: ["team": "risk"])
    let labels = AlertLabels(AlertIdentity(rule: "A", model: "m", key: key), rule: rule, level: .red)
    let names = LabelNames(dimensions: ["region", "sex"], labels: ["team"])
    #expect(labels.values.keys.sorted() == names.all.sorted())
  }

  @Test(
    "names before an equals sign are found where it is certain that they begin there",
    arguments: [
      ("region=(eu|us)", ["region"]), ("(region|sex)=eu", []), ("region=.*,sex=f", ["region", "sex"]),
      ("reg.on=eu", []), (".*=eu", []), ("(?:region=eu|sex=f)", ["region", "sex"]), ("\\w=", []), ("(?i)region=eu", []),
      ("a|b=c", ["b"]), ("", []),
    ])
  func names(expression: String, expected: [String]) throws {
    #expect(try RegularExpression(expression).namesBeforeEquals == expected)
  }

  @Test("an expression that is too long or too deep is refused and does no harm")
  func longExpression() {
    let diagnostics = Diagnostics()
    let text = "=~ " + String(repeating: "(", count: 100_000)
    let value = YAMLDocument.parse("a: '\(text)'\n", file: "f", into: diagnostics)?.mapping(keys: ["a"])?.value("a")
    #expect(value.flatMap { PatternReader.pattern($0) } == nil)
    #expect(
      diagnostics.sorted.map(\.text)
        == ["f:1:4: error: the regular expression is longer than 1000 characters; use several"])
  }
}

@Suite("Rules files in the place of the configuration's own")
struct OtherRulesTests {
  @Test("only the files that are named are read")
  func otherFiles() throws {
    let directory = try Fixtures.validExample()
    try directory.write(
      "groups: [{name: g, rules: [{alert: Only, metric: psi, window: 1h, red: {}}]}]\n", to: "elsewhere/a.yaml")
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(
      file: directory.path + "/leeway.yaml", environment: [:], rules: [directory.path + "/elsewhere/*.yaml"],
      into: diagnostics)
    #expect(diagnostics.isEmpty)
    #expect(draft.configuration?.rules.map(\.alert) == ["Only"])
    #expect(draft.configuration?.actions.isEmpty == true)
  }
}

@Suite("Secrets that cannot be read")
struct UnreadableSecretTests {
  @Test("a file without permission is explained", .enabled(if: geteuid() != 0, "root may read everything"))
  func noPermission() throws {
    let directory = try Fixtures.validExample()
    try directory.write("hunter2", to: "secrets/hook", permissions: 0)
    let diagnostics = Diagnostics()
    _ = WatchConfiguration.load(
      file: directory.path + "/leeway.yaml", environment: Fixtures.environment, into: diagnostics)
    let file = directory.path + "/AlertRules/several.yaml"
    #expect(
      diagnostics.sorted.map(\.text) == [
        "\(file):49:18: error: 'secrets/hook' cannot be read by this user; give it to the user that runs leeway"
      ])
  }
}
