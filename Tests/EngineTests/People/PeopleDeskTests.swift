import Alerting
import Foundation
import Logging
import Notation
import Readings
import Testing

@testable import Engine

@Suite("Decisions while no agent runs")
struct PeopleDeskTests {
  /// While the drift lasts.
  private static let now = DriftingLog.start + .minutes(3 * 60 + 21)

  private let directory: WorkingDirectory
  private var state: String { directory.file("state") }
  private var inspection: StateInspection { StateInspection(directory: state) }

  /// An agent has been there, and left alerts that fire.
  init() throws {
    directory = try DriftingLog.directory()
    let log = DriftingLog(seed: 11)
    try directory.write("predictions.jsonl", log.predictions[..<3000].joined())
    try directory.write("labels.jsonl", "")
    try runAgent()
  }

  private func runAgent() throws {
    let configuration = try directory.configuration()
    let now = Self.now
    let agent = try Agent(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
      stateDirectory: state, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { now })
    try agent.runOnce(shouldStop: { false })
  }

  private func decide(
    _ kind: Decision.Kind, by: String = "ada", at now: Instant = now
  ) throws -> DecisionReceipt {
    try PeopleDesk.decide(
      Decision(kind, by: by, reason: "known", account: "root"), configuration: try directory.configuration(),
      stateDirectory: state, now: now)
  }

  private func firing() throws -> AlertInstance {
    try #require(inspection.alerts().first { $0.episodeLevel == .red && $0.identity.key.segment == "region=b" })
  }

  @Test("What is decided is stored with its entry, and the next decision goes on from it")
  func decides() throws {
    let alert = try firing()
    let first = try decide(.acknowledge(alert.identity, isFalseAlarm: false))
    #expect(first.sequence == 1 && first.text.hasPrefix("acknowledged: Drift on psi x / region=b (30m), red"))
    let matchers = try LabelMatchers(parsing: "alert=Drift")
    let second = try decide(.silence(matchers, until: Self.now + .hours(2)))
    #expect(second.sequence == 2 && second.text.contains("open alert"))
    let people = try inspection.people()
    #expect(people.acknowledgement(of: alert.identity, episode: alert.episode)?.by == "ada")
    #expect(people.silences.map(\.id) == [second.id])
    let entries = try inspection.audit()
    #expect(entries.map(\.hash) == [first.hash, second.hash])
    #expect(try entries[0].entry().recommended == "red" && entries[0].entry().account == "root")
    #expect(try inspection.verifyAudit(expected: AuditChain.Head(count: 1, hash: first.hash)).isSound)

    let error = #expect(throws: EngineError.self) { try decide(.acknowledge(alert.identity, isFalseAlarm: false)) }
    #expect(error?.code == .configuration && error?.description.contains("already acknowledged, by ada") == true)
    // What has ended by the clock meanwhile goes on record first.
    let later = try decide(.note(alert.identity), at: Self.now + .hours(3))
    #expect(later.sequence == 4)
    #expect(try inspection.audit().map { try $0.entry().act } == [.acknowledge, .silence, .silenceEnded, .note])
    #expect(try inspection.people().silences.isEmpty && inspection.verifyAudit().isSound)
    #expect(try inspection.check().findings == [])
    // And the store is one that an agent takes.
    try runAgent()
    #expect(try inspection.verifyAudit().isSound)
  }

  @Test("A program that waits can be approved, and one that was running when the agent died can be looked into")
  func approvals() throws {
    let alert = try firing()
    func delivery(_ action: String, _ state: Delivery.State) -> Delivery {
      let transition = AlertTransition(
        at: alert.since, identity: alert.identity, episode: alert.episode, from: .pending, to: .firing, level: .red,
        previousLevel: .red, figures: alert.figures)
      var delivery = Delivery(
        id: Delivery.id(for: transition, action: action), transition: transition,
        action: Action(name: action, kind: .exec(Action.Exec(argv: []))), state: state, now: Self.now, payload: "{}")
      delivery.approvers = action == "undo" ? ["ada"] : []
      return delivery
    }
    let waiting = delivery("undo", .awaitingApproval)
    let running = delivery("train", .running)
    do {
      var contents: StateContents?
      let store = try StateStore.open(path: inspection.path, contents: &contents)
      for delivery in [waiting, running] { try store.record(delivery) }
    }
    let error = #expect(throws: EngineError.self) { try decide(.approve(delivery: waiting.id), by: "bob") }
    #expect(error?.description == "bob may not approve; approvers are ada")
    _ = try decide(.approve(delivery: waiting.id))
    _ = try decide(.reject(delivery: running.id), by: "bob")
    let stored = try inspection.deliveries(of: alert.identity)
    #expect(stored.first { $0.id == waiting.id }?.state == .planned)
    #expect(stored.first { $0.id == running.id }?.state == .suppressed(.rejected))
    let entries = try inspection.audit().map { try $0.entry() }
    #expect(entries.map(\.act) == [.approve, .reject])
    #expect(entries.last?.recommended?.hasSuffix("which may have run") == true)
  }

  @Test("A log with overrides and a reference without them is decided about like any other")
  func overrides() throws {
    try directory.putAside("state")
    try directory.write(
      "leeway.yaml",
      DriftingLog.configuration.replacingOccurrences(of: "status: status}", with: "status: status, override: override}")
    )
    try runAgent()
    #expect(try decide(.note(firing().identity)).sequence == 1)
  }

  @Test("Where there is nothing to decide on, or it does not fit, that is said and nothing changes")
  func refuses() throws {
    let alert = try firing()
    let note = Decision.Kind.note(alert.identity)
    func refuse(
      _ words: String, _ code: EngineError.Code = .configuration, sourceLocation: SourceLocation = #_sourceLocation
    )
      throws
    {
      let error = #expect(throws: EngineError.self, sourceLocation: sourceLocation) { try decide(note) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")", sourceLocation: sourceLocation)
      #expect(error?.code == code, sourceLocation: sourceLocation)
    }
    do {
      let lock = try StateLock(directory: state)
      try refuse("in use by process \(getpid())", .runtime)
      withExtendedLifetime(lock) {}
    }
    let configuration = DriftingLog.configuration
    try directory.write("leeway.yaml", configuration.replacingOccurrences(of: "model: m", with: "model: other"))
    try refuse("is about the model 'm', the configuration about 'other'")
    try directory.write("leeway.yaml", configuration.replacingOccurrences(of: "[30m, 2h]", with: "[30m, 3h]"))
    try refuse("its counts do not fit")
    try directory.write("leeway.yaml", configuration)
    #expect(try inspection.audit().isEmpty)
    try FileManager.default.moveItem(atPath: state, toPath: directory.file("moved"))
    try refuse("no state here yet")
    #expect(!FileManager.default.fileExists(atPath: state))
    try directory.makeDirectory("state")
    do {
      var contents: StateContents?
      _ = try StateStore.open(path: inspection.path, contents: &contents)
    }
    try refuse("nothing is stored here yet")
  }
}
