import Configuration
import Testing

@testable import Simulation

@Suite("People who serve something of their own")
struct OverrideProcessTests {
  private static func scenario(_ overrides: OverrideProcess?) -> Scenario {
    var scenario = smallScenario(rate: 2000)
    scenario.overrides = overrides
    return scenario
  }

  @Test("They do so at the given rate, are right as often as given, and never where the request failed")
  func shares() {
    let scenario = Self.scenario(OverrideProcess(rate: 0.1, accuracy: 0.8))
    let (rows, outcomes) = (scenario.predictions, scenario.outcomes)
    let overridden = rows.filter { $0.override != nil }
    // Four standard errors of 48,000 and of 4,800 rows.
    #expect(abs(rows.share { $0.override != nil } - 0.1) < 0.0055)
    let labelled = overridden.filter { outcomes[$0.number] != nil }
    #expect(abs(labelled.share { $0.override == outcomes[$0.number] } - 0.8) < 0.023)
    #expect(overridden.allSatisfy { $0.prediction != nil } && rows.contains { $0.prediction == nil })
  }

  @Test("But for the field the log is that of the same scenario without them")
  func sameLog() {
    let bare = Self.scenario(nil).lines.prefix(3000).map(\.text)
    #expect(!bare.contains { $0.contains("override") })
    let lines = Self.scenario(OverrideProcess(rate: 0.3, accuracy: 1)).lines.prefix(3000).map(\.text)
    #expect(lines.count { $0.contains("\"override\":1}") } > 100)
    let stripped = lines.map { line in
      ["null", "0", "1"].reduce(line) { $0.replacing(",\"override\":\($1)}", with: "}") }
    }
    #expect(stripped == Array(bare))
  }

  @Test("A scenario's file gives both shares")
  func file() throws {
    let text = """
      model: loans
      start: 2026-03-02T00:00:00Z
      duration: 2d
      traffic: {rate: 100}
      features: {age: {kind: normal, mean: 40, deviation: 10}}
      risk: {intercept: -1}
      """
    func read(_ overrides: String) -> (Scenario?, [String]) {
      let diagnostics = Diagnostics()
      let scenario = ScenarioFile.parse(text + overrides, file: "s.yaml", into: diagnostics)
      return (scenario, diagnostics.sorted.map { String($0.text.dropFirst("s.yaml:".count)) })
    }
    #expect(read("").0?.overrides == nil && read("").1.isEmpty)
    let (scenario, findings) = read("\noverrides: {rate: 0.02, accuracy: 0.8}")
    #expect(findings.isEmpty && scenario?.overrides == OverrideProcess(rate: 0.02, accuracy: 0.8))
    #expect(read("\noverrides: {rate: 0.02}").1.first?.hasPrefix("7:12: error: ") == true)
    #expect(read("\noverrides: {rate: 2, accuracy: 0.8}").1.first?.hasPrefix("7:19: error: ") == true)
    #expect(read("\noverrides: {rte: 0.2, accuracy: 0.8}").1.contains { $0.contains("did you mean 'rate'") })
  }
}
