import Alerting
import Foundation
import GRDB
import Notation
import Readings
import Testing
import Windows

@testable import Engine

@Suite("What people decided, in the store")
struct PeopleStoreTests {
  private let directory: WorkingDirectory
  private let path: String
  private var inspection: StateInspection { StateInspection(directory: directory.path) }

  init() throws {
    directory = try WorkingDirectory()
    path = directory.file("state.sqlite")
  }

  private func open() throws -> (store: StateStore, contents: StateContents?) {
    var contents: StateContents?
    let store = try StateStore.open(path: path, contents: &contents)
    return (store, contents)
  }

  private static func people(_ reason: String) throws -> PeopleBook {
    var people = PeopleBook()
    var dispatcher = Dispatcher(actions: [:], policy: .act, maxAge: .hours(1))
    let matchers = try LabelMatchers(parsing: "segment=~\"region=.*\"")
    _ = try people.decide(
      Decision(.silence(matchers, until: StateSample.start + .days(9)), by: "ada", reason: reason),
      alerts: AlertBook(model: "m", rules: []), dispatcher: &dispatcher, now: StateSample.start)
    return people
  }

  private static func group(_ key: String, _ action: String) throws -> NoticeGroup {
    let text = "{\"key\":\"\(key)\",\"action\":\"\(action)\",\"members\":[],\"rules\":{},\"sent\":0}"
    return try JSONDecoder().decode(NoticeGroup.self, from: Data(text.utf8))
  }

  private static func checkpoint(_ step: Int, _ body: (inout StateCheckpoint) throws -> Void) rethrows
    -> StateCheckpoint
  {
    var checkpoint = StateSample.checkpoint(step)
    try body(&checkpoint)
    return checkpoint
  }

  @Test("People, groups, the past and the log's head come back as they were stored")
  func roundTrip() throws {
    let people = try Self.people("busy")
    do {
      let (store, contents) = try open()
      #expect(contents == nil)
      try store.save(
        Self.checkpoint(1) { checkpoint in
          checkpoint.people = people
          checkpoint.groups = [
            try Self.group("b", "slack"), try Self.group("a", "slack"), try Self.group("c", "slack"),
          ]
          checkpoint.past.parts = (1...3).map { PartChange(kind: StateCheckpoint.pastKind, number: $0, bytes: [7]) }
          checkpoint.header.evaluatedAt = 5
          checkpoint.audit = [AuditChainTests.entry(1), AuditChainTests.entry(2)]
        })
      try store.save(
        Self.checkpoint(2) { checkpoint in
          checkpoint.people = people
          checkpoint.groups = [try Self.group("c", "pager"), try Self.group("b", "slack")]
          checkpoint.past.firstKept = [(StateCheckpoint.pastKind, 3)]
          checkpoint.header.evaluatedAt = 6
          checkpoint.audit = [AuditChainTests.entry(3)]
        })
    }
    let contents = try #require(try open().contents)
    #expect(contents.people == people && contents.header.evaluatedAt == 6)
    #expect(contents.groups == [try Self.group("b", "slack"), try Self.group("c", "pager")])
    #expect(contents.past == [PartChange(kind: StateCheckpoint.pastKind, number: 3, bytes: [7])])
    #expect(try inspection.people() == people)
    #expect(try inspection.audit().map { try $0.entry() } == (1...3).map(AuditChainTests.entry))
    #expect(try inspection.verifyAudit().head.count == 3 && inspection.verifyAudit().isSound)
    #expect(try inspection.check().findings == [])
    let exported = try inspection.export(to: directory.file("out"))
    #expect(exported.contains { $0 == ("audit.jsonl", 3) })
    let text = try String(contentsOfFile: directory.file("out/audit.jsonl"), encoding: .utf8)
    #expect(text.split(separator: "\n").map(String.init) == (try inspection.audit().map(\.line)))
  }

  @Test("The checkpoint says what its entries became, and the next one goes on from there")
  func links() throws {
    var heads: [AuditChain.Head] = []
    for step in 1...4 {
      let store = try open().store
      let links = try store.save(Self.checkpoint(step) { $0.audit = [AuditChainTests.entry(step)] })
      heads += links.map(\.head)
    }
    #expect(heads.map(\.count) == [1, 2, 3, 4])
    for head in heads { #expect(try inspection.verifyAudit(expected: head).isSound) }
  }

  @Test("A checkpoint that fails leaves no entry, and the next one stores it once")
  func failed() throws {
    let store = try open().store
    try store.save(Self.checkpoint(1) { $0.audit = [AuditChainTests.entry(1)] })
    let queue = try DatabaseQueue(path: path)
    try queue.write {
      try $0.execute(sql: "CREATE TRIGGER full BEFORE INSERT ON reading BEGIN SELECT raise(ABORT, 'no more'); END")
    }
    let next = Self.checkpoint(2) { $0.audit = [AuditChainTests.entry(2)] }
    #expect(throws: EngineError.self) { try store.save(next) }
    #expect(try inspection.audit().count == 1)
    try queue.write { try $0.execute(sql: "DROP TRIGGER full") }
    #expect(try store.save(next).map(\.sequence) == [2])
    #expect(try inspection.verifyAudit().isSound)
  }

  @Test("The log is never pruned, and no statement can change or remove an entry")
  func appendOnly() throws {
    let store = try open().store
    for step in 1...40 {
      var checkpoint = StateSample.checkpoint(step, keep: .hours(2), bytes: 1)
      checkpoint.audit = [AuditChainTests.entry(step)]
      try store.save(checkpoint)
    }
    #expect(try inspection.audit().count == 40)
    for statement in [
      "DELETE FROM audit WHERE sequence = 3", "UPDATE audit SET line = '{}' WHERE sequence = 3",
      "INSERT OR REPLACE INTO audit SELECT sequence, hash, '{}' FROM audit WHERE sequence = 3",
      "INSERT INTO audit SELECT 99, hash, line FROM audit WHERE sequence = 3",
    ] {
      #expect(throws: DatabaseError.self) { try DatabaseQueue(path: path).write { try $0.execute(sql: statement) } }
    }
    #expect(try inspection.verifyAudit().isSound)
  }

  @Test(
    "Tampering that goes round that shows in a check, which names the entry",
    arguments: [
      ("DELETE FROM audit WHERE sequence = 3", 3, "is missing"),
      ("DELETE FROM audit WHERE sequence = 5", 5, "cut off"),
      ("UPDATE audit SET line = replace(line, 'ada', 'bob') WHERE sequence = 2", 2, "was changed"),
      ("DELETE FROM meta WHERE key = 'audit'", 5, "head of the log is missing"),
    ])
  func tampering(statement: String, sequence: Int, words: String) throws {
    do {
      let store = try open().store
      for step in 1...5 { try store.save(Self.checkpoint(step) { $0.audit = [AuditChainTests.entry(step)] }) }
    }
    try DatabaseQueue(path: path).write {
      try $0.execute(sql: "DROP TRIGGER audit_unchanged; DROP TRIGGER audit_whole; \(statement)")
    }
    let verdict = try inspection.verifyAudit()
    #expect(verdict.sequence == sequence && verdict.finding?.contains(words) == true)
    #expect(try inspection.check().findings.contains { $0.contains("audit log") && $0.contains(words) })
  }

  @Test(
    "A row of another table that changed, got lost or came back is found",
    arguments: [
      "UPDATE notice SET text = replace(text, 'slack', 'pager')", "DELETE FROM notice",
      "INSERT INTO notice SELECT 'x', seal, text FROM notice", "DELETE FROM meta WHERE key = 'people'",
      "UPDATE meta SET data = CAST(replace(data, 'busy', 'idle') AS BLOB) WHERE key = 'people'",
      "DELETE FROM output", "UPDATE output SET text = 'fine'",
      "UPDATE transition SET series = 'x' WHERE id = 1",
    ])
  func damage(statement: String) throws {
    do {
      let store = try open().store
      let delivery = StateSample.delivery("a", episode: 1, at: StateSample.start, exec: true, state: .succeeded)
      try store.save(
        Self.checkpoint(1) { checkpoint in
          checkpoint.people = try Self.people("busy")
          checkpoint.groups = [try Self.group("a", "slack")]
          checkpoint.deliveries = [delivery]
        })
      try store.record(delivery, output: "done\n")
    }
    #expect(try inspection.check().findings == [])
    try DatabaseQueue(path: path).write { try $0.execute(sql: statement) }
    #expect(try inspection.check().findings.isEmpty == false)
  }

  @Test("What a person may still have to decide outlives every age, and outputs go with their deliveries")
  func retention() throws {
    let store = try open().store
    let start = StateSample.start
    let waiting = StateSample.delivery("a", episode: 1, at: start, exec: true, state: .awaitingApproval)
    let unknown = StateSample.delivery("b", episode: 1, at: start, exec: true, state: .unknown)
    let ended = StateSample.delivery("c", episode: 1, at: start, exec: true, state: .suppressed(.cooldown))
    try store.save(StateSample.checkpoint(1, deliveries: [waiting, unknown, ended]))
    for delivery in [waiting, unknown, ended] { try store.record(delivery, output: delivery.identity.rule) }
    try store.save(StateSample.checkpoint(2000, keep: .hours(1), bytes: 1))
    #expect(try inspection.openDeliveries().map(\.id) == [waiting.id, unknown.id])
    #expect(try inspection.output(of: unknown.id) == "b" && inspection.output(of: ended.id) == nil)
    #expect(try open().contents?.deliveries.map(\.id) == [waiting.id, unknown.id])
    #expect(try inspection.check().findings == [])
  }

  @Test("A program that may have run, or that was approved late, guards against another run for as long as it counts")
  func guards() throws {
    let store = try open().store
    let start = StateSample.start
    // Of an earlier episode, so that only the guards of the action ask for them.
    var rejected = StateSample.delivery("a", episode: 1, at: start + .hours(10), exec: true, state: .planned)
    rejected.begin(now: start)
    _ = rejected.recoverFromRestart(now: start)
    rejected.suppress(.rejected, now: start)
    var approved = StateSample.delivery("a", episode: 2, at: start, exec: true, state: .succeeded)
    approved.approvedAt = start + .hours(30)
    let newest = StateSample.delivery("a", episode: 3, at: start + .hours(20), exec: true, state: .succeeded)
    for (step, delivery) in [rejected, approved, newest].enumerated() {
      try store.save(StateSample.checkpoint(step + 1, deliveries: [delivery]))
    }
    #expect(try open().contents?.deliveries.map(\.id) == [rejected.id, approved.id, newest.id])
    let later = StateSample.delivery("a", episode: 4, at: start + .hours(50), exec: true, state: .succeeded)
    try store.save(StateSample.checkpoint(5, deliveries: [later]))
    #expect(try open().contents?.deliveries.map(\.id) == [approved.id, later.id])
    #expect(try inspection.check().findings == [])
  }

  @Test("An alert stays however long nothing has happened to it, until its rule is gone")
  func quietAlerts() throws {
    let store = try open().store
    let quiet = StateSample.alert("quiet", at: StateSample.start, episode: 4)
    let gone = StateSample.alert("gone", at: StateSample.start, episode: 2)
    try store.save(StateSample.checkpoint(1, alerts: [quiet, gone]))
    // Nothing of them has changed since, so they come no more.
    try store.save(StateSample.checkpoint(1000, keep: .days(1)))
    #expect(try inspection.alerts() == [gone, quiet])
    for (step, keep, left) in [(1001, .days(90), [gone, quiet]), (1002, .days(1), [quiet])]
      as [(Int, TimeSpan, [AlertInstance])]
    {
      var checkpoint = StateSample.checkpoint(step, keep: keep)
      checkpoint.abandoned = [gone.identity, StateSample.identity("never stored")]
      try store.save(checkpoint)
      #expect(try inspection.alerts() == left)
    }
    #expect(try inspection.check().findings == [])
  }

  @Test("Deliveries and transitions are found by their alert, the newest of them last")
  func byAlert() throws {
    let store = try open().store
    func transition(_ rule: String, _ step: Int) -> AlertTransition {
      AlertTransition(
        at: StateSample.start + .hours(Int64(step)), identity: StateSample.identity(rule), episode: step, from: .green,
        to: .firing, level: .yellow, previousLevel: .green, figures: AlertFigures(value: 0.5, n: 9, threshold: 0.1))
    }
    for step in 1...6 {
      try store.save(
        Self.checkpoint(step) { checkpoint in
          checkpoint.transitions = [transition("a", step), transition("b", step)]
          checkpoint.deliveries = ["a", "b"].map {
            StateSample.delivery($0, episode: step, at: StateSample.start + .hours(Int64(step)), state: .succeeded)
          }
        })
    }
    let found = try inspection.transitions(of: StateSample.identity("b"), limit: 3)
    #expect(found.map(\.episode) == [4, 5, 6] && found.allSatisfy { $0.identity == StateSample.identity("b") })
    #expect(found.last?.line == transition("b", 6).line && found.last?.value == 0.5 && found.last?.threshold == 0.1)
    #expect(try inspection.deliveries(of: StateSample.identity("a")).map(\.episode) == Array(1...6))
    #expect(try inspection.transitions(of: StateSample.identity("c"), limit: .max).isEmpty)
    #expect(try inspection.transitions(of: StateSample.identity("a"), limit: -1).isEmpty)
  }
}
