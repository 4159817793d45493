import Configuration
import Foundation
import Testing

@testable import Engine

@Suite("Rule tests")
struct RuleTestRunnerTests {
  private static let configuration = """
    model: loans
    inputs: {predictions: [predictions-*.jsonl]}
    fields: {timestamp: ts, prediction: prediction}
    features: {age: {kind: numeric}, income: {kind: numeric}}
    time: {pane: 5m, windows: [1h]}
    rules: [rules.yaml]
    """
  private static let rules = """
    groups:
      - name: inputs
        rules:
          - alert: Drift
            metric: psi
            red: {for: 10m, keep_firing_for: 10m}
            annotations: {summary: "{{feature}} is at {{value}}"}
            actions: {red: [note, rollback], resolved: [note]}
    actions:
      note: {type: log}
      rollback: {type: exec, argv: [/bin/true, "{{feature}}"], only_if_still: red}
    """
  private static let drift = "    series: [{metric: psi, feature: age, values: \"0.05x2 0.3x5 0.05x9\", n: 500}]\n"

  /// The failures of the tests in a file, by test.
  private static func run(_ body: String) throws -> [[RuleTestFailure]] {
    let directory = try WorkingDirectory()
    try directory.write("leeway.yaml", configuration)
    try directory.write("rules.yaml", rules)
    try directory.write("tests.yaml", "config: leeway.yaml\ntests:\n  - name: one\n" + body)
    let diagnostics = Diagnostics()
    let file = RuleTestFile.read(file: directory.file("tests.yaml"), into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    let read = try #require(file)
    return try read.tests.map { test in
      try RuleTestRunner(configuration: read.configuration).run(test).map { failure in
        var failure = failure
        failure.location.file = "tests.yaml"
        return failure
      }
    }
  }

  @Test(
    "what is expected is found",
    arguments: [
      "[{at: 10m, alerts: []}]",
      "[{at: 15m, alerts: [{alert: Drift, state: pending, level: red}]}]",
      "[{at: 25m, alerts: [{alert: Drift, feature: age, level: red, value: 0.3, episode: 1, since: 25m}], only: true}]",
      "[{at: 27m, alerts: [{alert: Drift}]}, {at: 26m, alerts: [{summary: age is at 0.3}]}]",
      "[{at: 25m, deliveries: [{action: rollback, arguments: age, state: planned, at: 25m, count: 1}]}]",
      "[{at: 20m, deliveries: []}]",
      "[{at: 45m, alerts: [{state: recovering}]}, {at: 55m, alerts: [], deliveries: [{action: note, count: 2}]}]",
      "[{within: [20m, 30m], alerts: [{alert: Drift, level: red}], deliveries: [{action: note}]}]",
      "[{within: [0, 20m], alerts: [], deliveries: []}]",
      "[{within: [50m, 2h], alerts: [{alert: Drift, state: resolved}]}]",
      "[{at: 2h, none: [{alert: Drift}, {action: rollback, feature: income}]}]",
      "[{at: 30m, alerts: [{alert: \"=~ D.*\", feature: \"=~ age|income\"}]}]",
    ])
  func passes(expectation: String) throws {
    #expect(try Self.run(Self.drift + "    expect: " + expectation + "\n") == [[]])
  }

  @Test(
    "what is not found fails, with where, when, and what there is instead",
    arguments: [
      (
        "expect: [{at: 25m, alerts: [{alert: Drift, level: yellow}]}]",
        """
        tests.yaml:5:33: at 25m (2026-01-05T00:25:00Z): missing alert Drift level=yellow
          found Drift psi age / all (1h) firing red 0.3 since 25m [other level]
        """
      ),
      (
        "expect: [{at: 15m, alerts: [{alert: Drift}]}]",
        """
        tests.yaml:5:33: at 15m (2026-01-05T00:15:00Z): missing alert Drift
          found Drift psi age / all (1h) pending red 0.3 since 15m [other state]
        """
      ),
      (
        "expect: [{at: 25m, alerts: []}]",
        """
        tests.yaml:5:14: at 25m (2026-01-05T00:25:00Z): no alert may be open
          found Drift psi age / all (1h) firing red 0.3 since 25m
        """
      ),
      (
        "expect: [{at: 25m, deliveries: [{action: note, count: 3}]}]",
        """
        tests.yaml:5:37: at 25m (2026-01-05T00:25:00Z): 3 wanted, 1 found of delivery note (3 times)
          found note for Drift psi age / all (1h) red, planned, at 25m
        """
      ),
      (
        "expect: [{within: [0, 20m], deliveries: [{action: note}]}]",
        """
        tests.yaml:5:46: within 0 to 20m: missing delivery note
          found nothing at all
        """
      ),
      (
        "never: [{action: rollback}]",
        """
        tests.yaml:5:13: at any time: there may be no delivery rollback
          found rollback for Drift psi age / all (1h) red, planned, at 25m
        """
      ),
      (
        "never: [{alert: Drift, feature: age}]",
        """
        tests.yaml:5:13: at any time: there may be no alert Drift feature=age
          found Drift psi age / all (1h) firing red 0.3 since 25m
        """
      ),
    ])
  func fails(body: String, text: String) throws {
    #expect(try Self.run(Self.drift + "    " + body + "\n").map { $0.map(\.text) } == [[text]])
  }

  @Test("failures come in the order of the file, whatever their times")
  func order() throws {
    let failures = try Self.run(
      Self.drift + """
            expect:
              - {within: [0, 5m], alerts: [{alert: Drift}]}
              - {at: 2h, alerts: [{alert: Drift}]}
              - {at: 5m, alerts: [{alert: Drift}]}
            never: [{alert: Drift}]

        """)
    #expect(failures.first?.compactMap(\.location.line) == [6, 7, 8, 9])
  }

  @Test(
    "what is not a figure is what an agent would make of it",
    arguments: [
      ("0.3x9", "{state: firing, level: red}"), ("NaNx9", "{state: error, level: error}"),
      ("insufficientx9", "{state: unknown}"), ("_x9", "{state: unknown}"), ("0.3x3 _x5", "{state: firing, level: red}"),
      ("0.3x3 stale", "{state: firing, level: red}"), ("0.3 insufficientx7", "{state: pending, level: red}"),
    ])
  func values(values: String, alert: String) throws {
    let body = "    series: [{metric: psi, feature: age, values: \"\(values)\"}]\n"
    #expect(try Self.run(body + "    expect: [{at: 40m, alerts: [\(alert)]}]\n") == [[]])
  }

  @Test("a margin that reaches past the limit keeps the level green")
  func margin() throws {
    let body = "    series: [{metric: psi, feature: age, values: \"0.3x9\", margin: MARGIN, baseline: 0}]\n"
    let expectation = "    expect: [{at: 40m, alerts: [{alert: Drift, level: red}]}]\n"
    #expect(try Self.run(body.replacing("MARGIN", with: "0.05") + expectation) == [[]])
    #expect(try Self.run(body.replacing("MARGIN", with: "[0.2, 0.1]") + expectation).first?.count == 1)
  }

  @Test("too few rows fire nothing, by 'n'")
  func rows() throws {
    let body = "    series: [{metric: psi, feature: age, values: \"0.3x9\", n: \"50x9\"}]\n"
    #expect(try Self.run(body + "    never: [{alert: Drift}]\n") == [[]])
  }

  @Test("a decision that is turned down fails, unless that is expected")
  func refusal() throws {
    let decision =
      "    decide: [{at: 10m, approve: {action: rollback}REFUSED}]\n    never: [{action: rollback, feature: x}]\n"
    let failures = try Self.run(Self.drift + decision.replacing("REFUSED", with: ""))
    #expect(failures.first?.first?.wanted.contains("turned down") == true)
    #expect(try Self.run(Self.drift + decision.replacing("REFUSED", with: ", refused: true")) == [[]])
  }
}
