import Foundation
import Testing

@Suite("A program that waits for a person", .serialized)
struct ApprovalTests {
  private static let person = ["--by", "ada", "--reason", "looked at it"]

  private static func directory() async throws -> TestDirectory { try await WatchedAgent().directory }

  private static func ask(_ arguments: [String], in directory: TestDirectory) async throws -> Outcome {
    try await run([LeewayBinary.path()] + arguments + ["--config", LoanModel.config], in: directory)
  }

  private static func runAgent(in directory: TestDirectory) async throws {
    let ended = try await ask(["agent", "--once"], in: directory)
    try #require(ended.end == .exit(0), "\(ended.errors)")
  }

  /// The first digits of the alert's id, as the list begins with them, once the alert is in the store.
  private static func alert(in directory: TestDirectory) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let listed = try await ask(["alerts"], in: directory)
      if listed.output.contains("back WAITS FOR APPROVAL"), let line = listed.output.split(separator: "\n").last {
        return String(line.prefix(8))
      }
      try #require(ContinuousClock.now < deadline, "\(listed.output)\(listed.errors)")
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  @Test("Approved with the very command that is shown, it runs once, and what it wrote is shown")
  func approve() async throws {
    let directory = try await Self.directory()
    try await Self.runAgent(in: directory)
    #expect(!directory.exists("the model/acted"))
    let id = try await Self.alert(in: directory)
    let shown = try await Self.ask(["alerts", "show", id], in: directory)
    #expect(shown.output.contains("roll back.sh' region=apac"), "\(shown.output)")
    let line = try #require(shown.output.split(separator: "\n").first { $0.contains("to approve") })
    let command = try #require(line.range(of: "leeway approve").map { String(line[$0.lowerBound...]) })
      .replacing("leeway approve", with: "\"$0\" approve").replacing("NAME", with: "ada").replacing("WHY", with: "seen")
    let approved = try await run(["/bin/sh", "-c", command, LeewayBinary.path()], in: directory)
    #expect(
      approved.end == .exit(0) && approved.output.contains("approved: run back for AgeDrift"), "\(approved.errors)")
    for _ in 0..<2 { try await Self.runAgent(in: directory) }
    #expect(directory.text("the model/acted") == "rolled back region=apac\n")
    let again = try await Self.ask(["alerts", "show", id], in: directory)
    #expect(again.output.contains("back: succeeded") && again.output.contains("    rolled back region=apac"))
  }

  @Test("Rejected by the alert's id, it never runs")
  func reject() async throws {
    let directory = try await Self.directory()
    try await Self.runAgent(in: directory)
    let id = try await Self.alert(in: directory)
    let rejected = try await Self.ask(["reject", id] + Self.person, in: directory)
    #expect(rejected.end == .exit(0) && rejected.output.contains("rejected: run back"), "\(rejected.errors)")
    try await Self.runAgent(in: directory)
    #expect(!directory.exists("the model/acted"))
    let late = try await Self.ask(["approve", id] + Self.person, in: directory)
    #expect(late.end == .exit(2) && late.errors.contains("waits for a person"), "\(late.errors)")
    let shown = try await Self.ask(["alerts", "show", id], in: directory)
    #expect(shown.output.contains("back: suppressed (rejected)"), "\(shown.output)")
  }

  @Test("The agent that runs takes decisions, and acts on them at once")
  func runningAgent() async throws {
    let directory = try await Self.directory()
    let agent = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    try await agent.hasLogged("state=awaiting_approval")
    _ = try await eventually("the socket") { directory.exists("the model/.leeway/agent.sock") ? true : nil }
    let alert = try await Self.alert(in: directory)
    let noted = try await Self.ask(["alerts", "note", alert] + Self.person, in: directory)
    #expect(noted.end == .exit(0) && noted.output.contains("audit log 1:"), "\(noted.errors)")
    let refused = try await Self.ask(["silence", "expire", "00"] + Self.person, in: directory)
    #expect(refused.end == .exit(2))
    let approved = try await Self.ask(["approve", alert] + Self.person, in: directory)
    #expect(approved.end == .exit(0) && approved.output.contains("audit log 2:"), "\(approved.errors)")
    try await agent.hasLogged("action=back alert=AgeDrift attempt=1")
    _ = try await eventually("the program to run") { directory.exists("the model/acted") ? true : nil }
    let acknowledged = try await Self.ask(["ack", alert] + Self.person, in: directory)
    #expect(acknowledged.end == .exit(0), "\(acknowledged.errors)")
    agent.send(SIGTERM)
    #expect(try await agent.ended(within: 60) == .exit(0))
    #expect(!directory.exists("the model/.leeway/agent.sock"))
    #expect(directory.text("the model/acted") == "rolled back region=apac\n")

    let listed = try await Self.ask(["audit"], in: directory)
    #expect(listed.output.split(separator: "\n").count == 4, "\(listed.output)")
    let verified = try await Self.ask(["audit", "verify"], in: directory)
    #expect(verified.end == .exit(0) && verified.output.contains("audit log 3:"), "\(verified.output)")
  }
}
