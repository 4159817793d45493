import Foundation
import Testing

@testable import Configuration

/// Every example of rules, inhibitions and actions in `docs/CONFIGURATION.md` is one that can be used.
@Suite("Documented rules")
struct DocumentedRulesTests {
  /// The blocks of YAML in the chapters about rules, in order.
  private static func examples() throws -> [String] {
    let path = Fixtures.directory + "/../../docs/CONFIGURATION.md"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(text.range(of: "\n## Rules\n"))
    let end = try #require(text.range(of: "\n## The agent's state\n"))
    return text[start.upperBound..<end.lowerBound].components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  /// A rules file with an example in it, which may be a part of one.
  private static func file(_ example: String) -> String {
    func indented(by spaces: Int) -> String {
      example.split(separator: "\n").map { String(repeating: " ", count: spaces) + $0 }.joined(separator: "\n") + "\n"
    }
    let rules = """
      groups:
        - name: g
          rules:

      """
    let alerts = ["SchemaBroken", "FeatureDrift"].map {
      "      - {alert: \($0), metric: psi, window: 1h, red: {}}\n"
    }
    if example.hasPrefix("- ") { return rules + indented(by: 6) }
    if example.hasPrefix("inhibit:") { return rules + alerts.joined() + example }
    return example.hasPrefix("groups:") ? example : "actions:\n" + indented(by: 2)
  }

  @Test("each example gives no error")
  func examples() throws {
    let examples = try Self.examples()
    #expect(examples.count >= 6)
    for example in examples {
      let directory = try Fixtures.validExample()
      let configuration = try Fixtures.text("Valid/leeway.yaml").replacing("pane: 10m, windows: [24h, 1h]", with: "")
        .replacing("time: {, ", with: "time: {pane: 5m, windows: [24h, 1h, 5m], ")
        .replacing("rules: [AlertRules/*.yaml]", with: "rules: [documented.yaml]")
      try directory.write(configuration, to: "leeway.yaml")
      try directory.write(Self.file(example), to: "documented.yaml")
      try directory.write("https://ops.example/hook", to: "secrets/url", permissions: 0o600)
      let diagnostics = Diagnostics()
      let loaded = WatchConfiguration.load(
        file: directory.path + "/leeway.yaml", environment: Fixtures.environment, into: diagnostics)
      #expect(diagnostics.sorted.filter { $0.severity == .error }.map(\.text) == [], "\(example)")
      #expect(loaded?.windowPlan.windows.count == 3)
      let contents = (loaded?.rules.count ?? 0) + (loaded?.actions.count ?? 0)
      #expect(contents > 0, "\(example)")
    }
  }
}
