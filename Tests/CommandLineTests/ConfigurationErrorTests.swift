import Foundation
import Testing

@Suite("What is wrong with the configuration")
struct ConfigurationErrorTests {
  @Test(
    "Without a configuration the file is named, and how to write one",
    arguments: [["check"], ["baseline"], ["watch", "--once"], ["agent", "--once"], ["replay"]])
  func missing(command: [String]) async throws {
    let directory = try TestDirectory()
    let usual = try await run([LeewayBinary.path()] + command, in: directory)
    #expect(usual.end == .exit(2))
    #expect(usual.errors.contains("leeway.yaml"))
    #expect(usual.errors.contains("leeway init"))
    let named = try await run(
      [LeewayBinary.path()] + command + ["--config", "no where/other.yaml"], in: directory)
    #expect(named.end == .exit(2))
    #expect(named.errors.contains("no where/other.yaml"))
    #expect(directory.list(".").isEmpty)
  }

  @Test(
    "Without a baseline the way to make one is named",
    arguments: [["watch", "--once"], ["agent", "--once"], ["replay"]])
  func missingBaseline(command: [String]) async throws {
    let directory = try await LoanModel.directory()
    try FileManager.default.removeItem(atPath: directory.file("the model/baseline.json"))
    let asked = try await run([LeewayBinary.path()] + command + ["--config", LoanModel.config], in: directory)
    #expect(asked.end == .exit(2))
    #expect(asked.errors.contains("baseline.json"))
    #expect(asked.errors.contains("leeway baseline"))
  }

  @Test("check reports every mistake in all files at once, each with file, line and column")
  func allMistakes() async throws {
    let directory = try await LoanModel.directory()
    let mistakes = [
      ("task: binary", "task: banary"),
      ("score: probability", "score: probabilty"),
      ("kind: categorical", "kind: categoric"),
      ("positive: 1", "postive: 1"),
      ("pane: 5m", "pane: 7m"),
    ]
    var text = LoanModel.configuration
    for (right, wrong) in mistakes { text = text.replacingOccurrences(of: right, with: wrong) }
    try directory.write(LoanModel.config, text)
    let rules = LoanModel.rules().replacingOccurrences(of: "metric: psi", with: "metric: psy")
    try directory.write("the model/AlertRules/rules.yaml", rules)

    let checked = try await leeway("check", "--config", LoanModel.config, in: directory)
    #expect(checked.end == .exit(2))
    let findings = checked.errors.split(separator: "\n").filter { $0.contains("error") }
    for (text, mistake) in mistakes.map({ (text, $0.1) }) {
      let line = try #require(lineNumber(of: mistake, in: text))
      let pattern = #"leeway\.yaml:\#(line):[0-9]+: error"#
      #expect(
        findings.contains { $0.range(of: pattern, options: .regularExpression) != nil },
        "nothing about '\(mistake)' in line \(line):\n\(checked.errors)")
    }
    let line = try #require(lineNumber(of: "metric: psy", in: rules))
    let finding = try #require(
      findings.first { $0.range(of: #"rules\.yaml:\#(line):[0-9]+: error"#, options: .regularExpression) != nil })
    #expect(finding.contains("'psi'"), "the nearest name is given: \(finding)")
    #expect(checked.output.contains("errors"))
  }

  @Test("check is content with what init and the tests use")
  func fine() async throws {
    let directory = try await LoanModel.directory()
    let checked = try await leeway("check", "--config", LoanModel.config, in: directory)
    #expect(checked.end == .exit(0))
    #expect(checked.errors.isEmpty)
    #expect(checked.output.contains("fine (2 features, 1 dimension, 1 rule, 1 action)"))
  }

  /// Counted from 1.
  private func lineNumber(of text: String, in whole: String) -> Int? {
    whole.components(separatedBy: "\n").firstIndex { $0.contains(text) }.map { $0 + 1 }
  }
}
