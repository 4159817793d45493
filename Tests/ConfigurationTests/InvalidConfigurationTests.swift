import Foundation
import Testing

@testable import Configuration

/// Each file in `Invalid/` begins with the findings it must give, in order, as comments: `# expect LINE:COLUMN: …`.
@Suite("Invalid configurations")
struct InvalidConfigurationTests {
  private static func expected(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("# expect ") }.map { String($0.dropFirst("# expect ".count)) }
  }

  /// The findings about a file, without its name and with the directory left out of paths.
  private static func findings(_ directory: TemporaryDirectory, about file: String) -> [String] {
    let diagnostics = Diagnostics()
    let configuration = WatchConfiguration.load(
      file: directory.path + "/leeway.yaml", environment: Fixtures.environment, into: diagnostics)
    #expect((configuration == nil) == diagnostics.hasErrors)
    return diagnostics.sorted.map { diagnostic in
      var text = diagnostic.text.replacing(directory.path + "/", with: "")
      if text.hasPrefix(file + ":") { text.removeFirst(file.count + 1) }
      return text
    }
  }

  @Test("gives exactly the expected findings", arguments: Fixtures.names(in: "Invalid/Configuration"))
  func configuration(name: String) throws {
    let text = try Fixtures.text("Invalid/Configuration/" + name)
    let directory = try TemporaryDirectory()
    try directory.write(text, to: "leeway.yaml")
    #expect(Self.findings(directory, about: "leeway.yaml") == Self.expected(text))
    #expect(!Self.expected(text).isEmpty)
  }

  @Test("rules give exactly the expected findings", arguments: Fixtures.names(in: "Invalid/Rules"))
  func rules(name: String) throws {
    let text = try Fixtures.text("Invalid/Rules/" + name)
    let directory = try TemporaryDirectory()
    try directory.write(try Fixtures.text("Valid/leeway.yaml"), to: "leeway.yaml")
    try directory.write(text, to: "AlertRules/rules.yaml")
    try directory.write("#!/bin/sh\n", to: "not-executable.sh")
    try Fixtures.writeSecrets(into: directory)
    #expect(Self.findings(directory, about: "AlertRules/rules.yaml") == Self.expected(text))
    #expect(!Self.expected(text).isEmpty)
  }

  @Test("the folders of invalid files are there")
  func folders() {
    #expect(Fixtures.names(in: "Invalid/Configuration").count >= 10)
    #expect(Fixtures.names(in: "Invalid/Rules").count >= 15)
  }

  /// The secrets of ``Fixtures`` are in files, in the environment and in a rules file where they must not be; no finding
  /// tells any of them.
  @Test("no finding has the content of a secret", arguments: ["secrets.yaml", "secret-texts.yaml"])
  func secrecy(name: String) throws {
    let text = try Fixtures.text("Invalid/Rules/" + name)
    let directory = try TemporaryDirectory()
    try directory.write(try Fixtures.text("Valid/leeway.yaml"), to: "leeway.yaml")
    try directory.write(text, to: "AlertRules/rules.yaml")
    try Fixtures.writeSecrets(into: directory)
    let findings = Self.findings(directory, about: "AlertRules/rules.yaml")
    #expect(!findings.isEmpty)
    #expect(!findings.contains { $0.contains("hunter2") })
  }
}
