import Foundation
import Testing

/// An agent for dashboards to be attached to. Its logs are of the last three hours, and what red wants to run waits for
/// a person.
struct WatchedAgent {
  let directory: TestDirectory

  init() async throws {
    directory = try await Self.directory()
  }

  private static func directory() async throws -> TestDirectory {
    let directory = try TestDirectory()
    let start = Date(timeIntervalSinceNow: -3 * 3600).formatted(.iso8601)
    try directory.write(
      "the model/roll back.sh", "#!/bin/sh\necho \"rolled back $1\" | tee -a acted\n", isExecutable: true)
    let rules = LoanModel.rules(
      #"back: {type: exec, argv: ["./roll back.sh", "{{segment}}"], approval: {required: true, expires: 2h}}"#,
      at: "back")
    try await LoanModel.write(into: directory, scenario: LoanModel.scenario(start: start), rules: rules)
    // Across midnight there are two files, and the first one is not to hold the other back for long.
    try directory.write(
      LoanModel.config, LoanModel.configuration.replacing("lateness: 10m", with: "lateness: 10m, idle: 1s"))
    return directory
  }

  /// Starts it, and waits until the alert waits for a person and dashboards can be attached.
  func start() async throws -> ChildProcess {
    let agent = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    try await agent.hasLogged("msg=started")
    _ = try await eventually("the socket") { directory.exists("the model/.leeway/agent.sock") ? true : nil }
    return agent
  }

  func audit() async throws -> String {
    try await leeway("audit", "--config", LoanModel.config, in: directory).output
  }
}
