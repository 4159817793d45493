import Alerting
import Configuration
import Foundation
import Testing

@testable import Engine

/// `AlertRules/tests/*.yaml`: what the shipped rules are promised to do.
@Suite("Shipped rules")
struct ShippedRuleTests {
  private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("AlertRules/tests").path

  private static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()

  private static func read(_ name: String) throws -> RuleTestFile {
    let diagnostics = Diagnostics()
    let file = RuleTestFile.read(file: folder + "/" + name, into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    return try #require(file)
  }

  /// The scenarios take longer; the release build runs them.
  @Test("do what their tests promise", arguments: names)
  func tests(name: String) throws {
    let file = try Self.read(name)
    let runner = RuleTestRunner(configuration: file.configuration)
    for test in file.tests {
      guard case .series = test.source else { continue }
      #expect(try runner.run(test).map(\.text) == [], "\(test.name)")
    }
  }

  @Test("each have a test in which they fire, and one in which they do not")
  func coverage() throws {
    let files = try Self.names.map(Self.read)
    let rules = try #require(files.first).configuration.rules.map(\.alert)
    #expect(rules.count >= 12)
    let tests = files.flatMap(\.tests)
    func isAbout(_ pattern: RuleTestPattern, _ rule: String) -> Bool {
      pattern.subject == .alert
        && pattern.wishes.contains { name, wish in
          switch wish {
          case .equal(let fact): name == "alert" && fact.text == rule
          case .fits(let expression): name == "alert" && expression.matches(rule)
          }
        }
    }
    for rule in rules {
      let fires = tests.contains { $0.expectations.contains { $0.alerts?.contains { isAbout($0, rule) } ?? false } }
      let rests = tests.contains { test in
        (test.never + test.expectations.flatMap(\.none)).contains { isAbout($0, rule) }
      }
      #expect(fires, "nothing expects \(rule) to fire")
      #expect(rests, "nothing expects \(rule) not to fire")
    }
  }

  @Test("name runbooks that are there and short enough to read at night")
  func runbooks() throws {
    let rules = try Self.read(try #require(Self.names.first)).configuration.rules
    for rule in rules {
      let path = try #require(rule.runbook, "\(rule.alert) has no runbook")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 61, "\(path)")
      #expect(text.contains("`\(rule.alert)`"), "\(path) does not name \(rule.alert)")
    }
  }
}
