import Alerting
import Foundation
import Logging
import Notation
import Readings
import Synchronization
import Testing

@testable import Engine

@Suite("Programs and people over the restarts of an agent")
struct AgentPeopleTests {
  /// While the drift lasts.
  private static let now = DriftingLog.start + .minutes(3 * 60 + 21)

  private let directory: WorkingDirectory
  private var inspection: StateInspection { StateInspection(directory: directory.file("state")) }

  /// Whoever began this test has rules that run nothing.
  init() throws {
    directory = try DriftingLog.directory()
    try directory.write(
      "AlertRules/rules.yaml", DriftingLog.rules.replacingOccurrences(of: "red: [note, script]", with: "red: [note]"))
    try directory.write("predictions.jsonl", DriftingLog(seed: 11).predictions[..<3000].joined())
    try directory.write("labels.jsonl", "")
    try agent().runOnce(shouldStop: { false })
  }

  private func agent(now: Instant = now) throws -> Agent {
    let configuration = try directory.configuration()
    return try Agent(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
      stateDirectory: directory.file("state"), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      now: { now })
  }

  private func firing() throws -> AlertInstance {
    try #require(inspection.alerts().first { $0.episodeLevel == .red && $0.identity.key.segment == "region=b" })
  }

  /// Puts a run of `script` on the outbox of the agent that is to come.
  private func store(_ state: Delivery.State, expiresAt: Instant? = nil) throws -> Delivery {
    let alert = try firing()
    let transition = AlertTransition(
      at: Self.now - .minutes(2), identity: alert.identity, episode: alert.episode, from: .pending, to: .firing,
      level: .red, previousLevel: .red, figures: alert.figures)
    let action = Action(name: "script", kind: .exec(Action.Exec(argv: [])))
    var delivery = Delivery(
      id: Delivery.id(for: transition, action: "script"), transition: transition, action: action, state: state,
      now: Self.now - .minutes(2), payload: "{}", arguments: ["./run.sh", "stored"])
    delivery.expiresAt = expiresAt
    var contents: StateContents?
    try StateStore.open(path: inspection.path, contents: &contents).record(delivery)
    return delivery
  }

  private func stored(_ delivery: Delivery) throws -> Delivery? {
    try inspection.deliveries(of: delivery.identity).first { $0.id == delivery.id }
  }

  @Test("A program from before a restart runs if its alert still fires when all that has come since is read")
  func stillFires() throws {
    let delivery = try store(.planned)
    try restrict()
    try agent().runOnce(shouldStop: { false })
    #expect(try stored(delivery)?.state == .succeeded)
    #expect(try directory.read("runs.txt").hasPrefix("stored"))
  }

  @Test("And does not run if the alert is over by then")
  func isOver() throws {
    let delivery = try store(.planned)
    try restrict()
    try directory.append(
      "predictions.jsonl", DriftingLog(seed: 11, drifts: false).predictions[3000...].joined())
    try agent(now: Self.now + .minutes(40)).runOnce(shouldStop: { false })
    let alert = try #require(inspection.alerts().first { $0.identity == delivery.identity })
    #expect(alert.episodeLevel == nil && alert.state != .firing)
    #expect(try stored(delivery)?.state == .suppressed(.levelChanged))
    #expect(!FileManager.default.fileExists(atPath: directory.file("runs.txt")))
  }

  private func restrict() throws {
    try directory.write(
      "AlertRules/rules.yaml",
      DriftingLog.rules.replacingOccurrences(of: "type: exec,", with: "type: exec, only_if_still: red,"))
  }

  @Test("Without a line to read, an agent for one run still sees what the clock has brought")
  func clock() throws {
    let delivery = try store(.awaitingApproval, expiresAt: Self.now + .minutes(1))
    try agent(now: Self.now + .minutes(2)).runOnce(shouldStop: { false })
    #expect(try stored(delivery)?.state == .suppressed(.expired))
    #expect(try inspection.audit().map { try $0.entry().act } == [.approvalExpired])
  }

  @Test("A receipt names the entry of its decision, whatever else goes on record with it")
  func receipt() throws {
    let delivery = try store(.awaitingApproval, expiresAt: Self.now - .minutes(1))
    let agent = try agent()
    let (inbox, answer, isDone) = (agent.inbox, Answer(), DispatchSemaphore(value: 0))
    let decision = Decision(.note(delivery.identity), by: "ada", reason: "seen")
    Thread.detachNewThread {
      let receipt = try? inbox.submit(decision).get()
      answer.receipt.withLock { $0 = receipt }
      isDone.signal()
    }
    while isDone.wait(timeout: .now() + .milliseconds(10)) != .success { agent.answerPeople(shouldStop: { false }) }
    let receipt = try #require(answer.receipt.withLock { $0 })
    let entries = try inspection.audit()
    #expect(try entries.map { try $0.entry().act } == [.note, .approvalExpired])
    #expect(receipt.sequence == 1 && receipt.hash == entries.first?.hash)
  }

  private final class Answer: Sendable {
    let receipt = Mutex(DecisionReceipt?.none)
  }

  @Test("The state is the account's own")
  func permissions() throws {
    let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("state"))
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }
}
