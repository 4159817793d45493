import Notation
import Readings
import Testing

@testable import Configuration

@Suite("Files of rule tests")
struct RuleTestFileTests {
  // MARK: - The notation

  private typealias Value = RuleTestValue

  @Test(
    "values are written as in Prometheus' unit tests",
    arguments: [
      ("0.2", [.number(0.2)]),
      ("-2+4x3", [.number(-2), .number(2), .number(6), .number(10)]),
      ("1-2x4", [.number(1), .number(-1), .number(-3), .number(-5), .number(-7)]),
      ("1x4", Array(repeating: .number(1), count: 5)),
      ("0.3x0", [.number(0.3)]),
      ("1e-3+1e-3x1", [.number(0.001), .number(0.002)]),
      ("  1\t2\n3 ", [.number(1), .number(2), .number(3)]),
      ("_ 1 _x2", [.noRows, .number(1), .noRows, .noRows]),
      ("NaN nanx2 Inf", Array(repeating: .notComputable, count: 4)),
      ("insufficientx2 stale", [.insufficient, .insufficient, .ended]),
    ] as [(String, [RuleTestValue])])
  func notation(text: String, values: [RuleTestValue]) throws {
    #expect(try RuleTestNotation.values(text) == values)
  }

  @Test(
    "what is no list of values is an error that says which part",
    arguments: [
      ("", "no values"), ("0,2", "'0,2' is not a value"), ("1x", "'1x' does not end in x"),
      ("1x-2", "'1x-2' does not end in x"), ("stalee", "did you mean 'stale'"), ("+", "'+' is not a value"),
      ("1+x3", "'1+x3' is not a value"), ("1x100001", "more than 100000"), ("1x60000 1x60000", "more than 100000"),
      ("1e308+1e308x3", "leaves the range"), ("0x1p3", "does not end in x"), ("1x99999999999999999999", "whole number"),
    ])
  func notationErrors(text: String, part: String) {
    let error = #expect(throws: RuleTestNotationError.self) { _ = try RuleTestNotation.values(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "nothing")")
  }

  @Test("numbers of rows are whole and not negative", arguments: ["0.5", "-1", "NaN", "1e300", "_"])
  func counts(text: String) {
    #expect(throws: RuleTestNotationError.self) { _ = try RuleTestNotation.counts(text) }
  }

  // MARK: - Files

  private static let rules = """
    groups:
      - name: inputs
        rules:
          - alert: Drift
            metric: psi
            window: 1h
            yellow: {for: 10m}
            red: {for: 10m}
            actions: {yellow: [note], red: [note]}
          - {alert: Worse, metric: f1, window: 24h, red: {for: 10m}}
    actions:
      note: {type: log}
    """

  /// What a file of tests gives beside the valid example's configuration.
  private static func read(_ text: String, rules: String = rules) throws -> (RuleTestFile?, [String]) {
    let directory = try TemporaryDirectory()
    try directory.write(try Fixtures.text("Valid/leeway.yaml"), to: "leeway.yaml")
    try directory.write(rules, to: "AlertRules/rules.yaml")
    try directory.write(text, to: "tests/drift.yaml")
    let diagnostics = Diagnostics()
    let file = RuleTestFile.read(file: directory.path + "/tests/drift.yaml", environment: [:], into: diagnostics)
    #expect((file == nil) == diagnostics.hasErrors)
    return (file, diagnostics.sorted.map { $0.text.replacing(directory.path + "/tests/", with: "") })
  }

  private static func test(_ body: String) -> String {
    "config: ../leeway.yaml\ntests:\n  - name: one\n" + body
  }

  @Test("a file is read with the rules of its configuration")
  func valid() throws {
    let (file, findings) = try Self.read(
      """
      config: ../leeway.yaml
      tests:
        - name: one
          start: 2026-03-02T00:00:00Z
          interval: 5m
          series:
            - {metric: psi, feature: age, segment: region=apac, version: v2, window: 1h, values: "0.1x2 _", n: "500 400"}
            - {metric: f1, window: 24h, baseline: 0.6, values: 0.5x3, margin: [0.01, 0.02], coverage: 0.4}
          decide:
            - {at: 20m, approve: {action: note}, by: anna}
            - {at: 10m, silence: 'alert="Drift"', for: 1h, refused: true}
          expect:
            - {at: 5m, alerts: [{alert: Drift, level: red}], only: true}
            - {within: [5m, 1h], deliveries: [{action: note, alert: "=~ Dr.*", count: 2}], none: [{action: note, level: red}]}
          never: [{alert: Worse}, {action: note, state: failed}]
      """)
    #expect(findings == [])
    let test = try #require(file?.tests.first)
    #expect(file?.configuration.rules.map(\.alert) == ["Drift", "Worse"])
    #expect(test.start == Instant(rfc3339: "2026-03-02T00:00:00Z"))
    #expect(test.location.line == 3)
    guard case .series(let series, let interval) = test.source else {
      Issue.record("no series")
      return
    }
    #expect(interval == .minutes(5))
    #expect(
      series[0].key
        == SeriesKey(metric: .psi, version: "v2", segment: "region=apac", feature: "age", window: "1h"))
    #expect(series[0].values == [.number(0.1), .number(0.1), .number(0.1), .noRows])
    #expect(series[0].counts == [500, 400])
    #expect(series[1].margin.map { [$0.below, $0.above] } == [0.01, 0.02])
    #expect(series[1].coverage == 0.4)
    #expect(test.decisions.map(\.at) == [.minutes(10), .minutes(20)])
    #expect(test.decisions.map(\.isRefused) == [true, false])
    #expect(test.expectations.map(\.isComplete) == [true, false])
    #expect(test.expectations[1].none.map(\.subject) == [.delivery])
    #expect(test.never.map(\.subject) == [.alert, .delivery])
    #expect(test.end == .hours(1))
  }

  @Test("'rules' takes the place of the configuration's own rules")
  func otherRules() throws {
    let text = "rules: ../other.yaml\n" + Self.test("    series: []\n    never: [{alert: Other}]\n")
    let directory = try TemporaryDirectory()
    try directory.write(try Fixtures.text("Valid/leeway.yaml"), to: "leeway.yaml")
    try directory.write(Self.rules, to: "AlertRules/rules.yaml")
    try directory.write(
      "groups: [{name: other, rules: [{alert: Other, metric: psi, window: 1h, red: {for: 5m}}]}]", to: "other.yaml")
    try directory.write(text, to: "tests/drift.yaml")
    let diagnostics = Diagnostics()
    let file = RuleTestFile.read(file: directory.path + "/tests/drift.yaml", environment: [:], into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    #expect(file?.configuration.rules.map(\.alert) == ["Other"])
  }

  private static let series = "    series: [{metric: psi, feature: age, window: 1h, values: 0.1x3}]\n"

  @Test(
    "a mistake is reported with its line and what to do",
    arguments: [
      ("tests: []\n", "drift.yaml:1:1: error: 'config' is missing; for example config: ../leeway.yaml"),
      ("config: ../leeway.yaml\ntests: []\n", "drift.yaml:2:8: error: 'tests' is empty; for example"),
      (
        "config: nowhere.yaml\ntests: []\n", "nowhere.yaml: error: cannot read the configuration: there is no such file"
      ),
      ("conf: x\n", "drift.yaml:1:1: error: unknown key 'conf'; did you mean 'config'?"),
      (test(series), "drift.yaml:3:5: error: the test expects nothing; give 'expect' or 'never'"),
      (test(series + "    expect: [{at: 5m}]\n"), "drift.yaml:5:14: error: nothing is expected here"),
      (
        test(series + "    expect: [{at: 5m, alerts: [{alert: Drit}]}]\n"),
        "drift.yaml:5:40: error: 'Drit' is none of the rules; did you mean 'Drift'?"
      ),
      (
        test(series + "    expect: [{at: 5m, alerts: [{state: fireing}]}]\n"),
        "drift.yaml:5:40: error: 'tests[1].expect[1].alerts[1].state' cannot be 'fireing'; did you mean 'firing'?"
      ),
      (
        test(series + "    expect: [{at: 5m, deliveries: [{action: nota}]}]\n"),
        "error: 'nota' is none of the actions; did you mean 'note'?"
      ),
      (
        test(series + "    expect: [{at: 5m, alerts: [{colour: red}]}]\n"),
        "drift.yaml:5:33: error: unknown key 'colour' in"
      ),
      (
        test(series + "    expect: [{within: [2h, 1h], alerts: []}]\n"),
        "error: 'within' ends before it begins; for example [1h, 3h]"
      ),
      (
        test("    series: [{metric: psi, window: 1h, values: 0.1}]\n    never: [{alert: Drift}]\n"),
        "drift.yaml:4:14: error: 'feature' is missing"
      ),
      (
        test("    series: [{metric: psi, feature: agee, window: 1h, values: 0.1}]\n    never: [{alert: Drift}]\n"),
        "drift.yaml:4:37: error: 'agee' is none of the features; did you mean 'age'?"
      ),
      (
        test("    series: [{metric: f1, window: 24h, values: 0.1}]\n    never: [{alert: Drift}]\n"),
        "'< baseline - 3%' of f1 goes by the baseline, which is missing; for example baseline: 0.57"
      ),
      (
        test(
          "    series: [{metric: psi, feature: age, segment: regio=apac, window: 1h, values: 0.1}]\n"
            + "    never: [{alert: Drift}]\n"),
        "drift.yaml:4:51: error: 'regio=apac' is no segment"
      ),
      (
        test("    series: [{metric: psi, feature: age, window: 1h, values: 0.1y}]\n    never: [{alert: Drift}]\n"),
        "'0.1y' is not a value"
      ),
      (
        test(
          "    series:\n      - &a {metric: psi, feature: age, window: 1h, values: 0.1}\n      - *a\n"
            + "    never: [{alert: Drift}]\n"),
        "is given twice"
      ),
      (
        test(series + "    decide: [{at: 5m, by: anna}]\n    never: [{alert: Drift}]\n"),
        "drift.yaml:5:14: error: nothing is decided here"
      ),
      (
        test(series + "    decide: [{at: 5m, silence: 'alert', for: 1h}]\n    never: [{alert: Drift}]\n"),
        "after 'alert' there has to be"
      ),
      (
        test(series + "    expect: [{at: 3000d, alerts: []}]\n    interval: 1s\n"),
        "the test takes more than 200000 steps of 1s"
      ),
      (test("    scenario: nowhere.yaml\n    never: [{alert: Drift}]\n"), "there is no file 'nowhere.yaml'"),
      (
        test(series + "    never: [{alert: Drift}]\n") + "  - name: one\n" + series + "    never: [{alert: Drift}]\n",
        "test 'one' is defined twice"
      ),
    ])
  func mistakes(text: String, finding: String) throws {
    let (_, findings) = try Self.read(text)
    #expect(findings.contains { $0.contains(finding) }, "\(findings)")
  }
}
