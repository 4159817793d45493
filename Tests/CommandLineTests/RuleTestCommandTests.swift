import Foundation
import Testing

@Suite("leeway test")
struct RuleTestCommandTests {
  private func directory(_ tests: String) throws -> TestDirectory {
    let directory = try TestDirectory()
    try directory.write("scenario.yaml", LoanModel.scenario())
    try directory.write(LoanModel.config, LoanModel.configuration)
    try directory.write("the model/AlertRules/rules.yaml", LoanModel.rules())
    try directory.write("the model/tests/drift.yaml", "config: ../leeway.yaml\ntests:\n" + tests)
    return directory
  }

  private static let series =
    "    series: [{metric: psi, feature: age, segment: region=apac, window: 1h, values: \"0.02x5 0.3x5\"}]\n"
  private static let passing =
    "  - name: drift fires\n" + series + "    expect: [{at: 35m, alerts: [{alert: AgeDrift, level: red}]}]\n"
  private static let failing =
    "  - name: drift is green\n" + series + "    expect: [{at: 35m, alerts: []}]\n"

  @Test("says how many tests passed, and ends with 0")
  func passes() async throws {
    let directory = try directory(Self.passing)
    let ended = try await leeway("test", "the model/tests/drift.yaml", in: directory)
    #expect(ended.end == .exit(0), "\(ended.output)\(ended.errors)")
    #expect(ended.output == "1 test passed\n")
    #expect(ended.errors == "")
  }

  @Test("says what failed, where, and what there is instead, and ends with 1")
  func fails() async throws {
    let directory = try directory(Self.passing + Self.failing)
    let ended = try await leeway("test", "the model/tests/drift.yaml", in: directory)
    #expect(ended.end == .exit(1), "\(ended.errors)")
    #expect(
      ended.output == """
        FAILED drift is green
          the model/tests/drift.yaml:8:14: at 35m (2026-01-05T00:35:00Z): no alert may be open
            found AgeDrift psi age / region=apac (1h) firing red 0.3 since 35m

        1 of 2 tests failed

        """)
  }

  @Test("runs the tests whose names contain the filter's text")
  func filter() async throws {
    let directory = try directory(Self.passing + Self.failing)
    let one = try await leeway("test", "the model/tests/drift.yaml", "--filter", "Fires", in: directory)
    #expect(one.end == .exit(0))
    #expect(one.output == "1 test passed\n")
    let none = try await leeway("test", "the model/tests/drift.yaml", "--filter", "storm", in: directory)
    #expect(none.end == .exit(2))
    #expect(none.errors.contains("no test has 'storm' in its name"))
  }

  @Test("reports the mistakes of all files, and ends with 2 before any test has run")
  func mistakes() async throws {
    let directory = try directory(Self.passing)
    try directory.write("broken.yaml", "config: the model/leeway.yaml\ntests: [{nam: x}]\n")
    let ended = try await leeway(
      "test", "the model/tests/drift.yaml", "broken.yaml", "nowhere.yaml", in: directory)
    #expect(ended.end == .exit(2))
    #expect(ended.output == "")
    #expect(ended.errors.contains("broken.yaml:2:10: error: unknown key 'nam' in 'tests[1]'; did you mean 'name'?"))
    #expect(ended.errors.contains("nowhere.yaml: error: cannot read the test file: there is no such file"))
  }

  @Test("simulates a scenario, replays its logs, and leaves nothing behind")
  func scenario() async throws {
    let directory = try directory(
      """
        - name: ages fall in one region
          scenario: ../../scenario.yaml
          expect:
            - {within: [0, 1h], alerts: [], deliveries: []}
            - within: [1h, 2h30m]
              alerts: [{alert: AgeDrift, feature: age, segment: region=apac, level: red, count: 1}]
              deliveries: [{action: log, alert: AgeDrift, state: dry_run}]
            - {at: 2h30m, alerts: [{alert: AgeDrift, state: firing}], only: true}
          never: [{alert: AgeDrift, segment: region=emea}]
        - name: that is not what happens
          scenario: ../../scenario.yaml
          expect: [{at: 2h30m, alerts: []}]

      """)
    try directory.write("tmp/.keep", "")
    let ended = try await leeway(
      "test", "the model/tests/drift.yaml", in: directory, environment: ["TMPDIR": directory.file("tmp")])
    #expect(ended.end == .exit(1), "\(ended.output)\(ended.errors)")
    #expect(ended.output.contains("1 of 2 tests failed"))
    #expect(ended.output.contains("found AgeDrift psi age / region=apac (1h) firing red"))
    #expect(directory.list("tmp") == [".keep"])
  }
}
