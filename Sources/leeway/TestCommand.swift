import ArgumentParser
import Configuration
import Engine
import Foundation
import Notation
import Simulation

/// `leeway test`: unit tests of rules.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run unit tests of rules.",
    discussion: """
      A file of tests (YAML) names a configuration, writes down what is measured when, and says which alerts and \
      deliveries have to come of it; docs/RULE_TESTS.md explains the format. The rules are run as the agent would run \
      them, on a clock of their own: nothing is sent, and no program is run. AlertRules/tests/ has examples.

      Exit codes: 0 all passed, 1 at least one failed, 2 a file or an option is wrong, 3 a test could not be run.
      """)

  @Argument(help: ArgumentHelp("Files of tests.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Run only the tests whose names contain this.", valueName: "name"))
  var filter: String?

  func run() throws {
    let diagnostics = Diagnostics()
    let read = files.map { RuleTestFile.read(file: $0, into: diagnostics) }
    diagnostics.printToStandardError()
    guard !diagnostics.hasErrors else { throw ExitCode(2) }

    var (passed, failed) = (0, 0)
    for file in read.compactMap(\.self) {
      let runner = RuleTestRunner(configuration: file.configuration)
      for test in file.tests where filter.map({ test.name.localizedCaseInsensitiveContains($0) }) ?? true {
        let failures = try run(test, runner)
        if failures.isEmpty {
          passed += 1
        } else {
          failed += 1
          report(test, failures)
        }
      }
    }
    guard passed + failed > 0 else {
      throw ValidationError(filter.map { "no test has '\($0)' in its name" } ?? "there are no tests")
    }
    print(failed == 0 ? "\(counted(passed)) passed" : "\(failed) of \(counted(passed + failed)) failed")
    if failed > 0 { throw ExitCode(1) }
  }

  private func counted(_ count: Int) -> String { "\(count) test\(count == 1 ? "" : "s")" }

  private func report(_ test: RuleTest, _ failures: [RuleTestFailure]) {
    print("FAILED \(test.name)")
    for failure in failures {
      for line in failure.text.split(separator: "\n") { print("  \(line)") }
    }
    print("")
  }

  /// Logs of a scenario are written to a directory that goes again when the test is over.
  private func run(_ test: RuleTest, _ runner: RuleTestRunner) throws -> [RuleTestFailure] {
    guard case .scenario(var scenario) = test.source else { return try runner.run(test) }
    // Rows do not depend on what comes after them.
    scenario.duration = min(scenario.duration, test.end + .hours(1))
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("leeway-test-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    _ = try BatchLogWriter(directory: directory.path).write(scenario)
    return try runner.run(test, logs: directory.path)
  }
}
