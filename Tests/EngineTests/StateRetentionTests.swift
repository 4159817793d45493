import Alerting
import Configuration
import Foundation
import GRDB
import Notation
import Testing
import Windows

@testable import Engine

@Suite struct StateRetentionTests {
  private let directory: WorkingDirectory
  private let path: String

  init() throws {
    directory = try WorkingDirectory()
    path = directory.file("state.sqlite")
  }

  private func open() throws -> StateStore {
    var contents: StateContents?
    return try StateStore.open(path: path, contents: &contents)
  }

  private func numbers(_ sql: String) throws -> [Int] {
    try StateFile.open(path).read { try Int.fetchAll($0, sql: sql) }
  }

  @Test("What is older than its time goes; parts that windows need stay")
  func age() throws {
    let store = try open()
    for step in 1...50 { try store.save(StateSample.checkpoint(step, keep: .hours(10))) }
    let cutoff = (StateSample.start + .hours(40)).microseconds
    for table in ["reading", "transition"] {
      #expect(try numbers("SELECT count(*) FROM \(table)") == [11], "\(table)")
      #expect(try numbers("SELECT min(at) FROM \(table)") == [Int(cutoff)], "\(table)")
    }
    // Panes are told by their start, two hours before.
    #expect(try numbers("SELECT min(at) FROM pane") == [Int(cutoff)])
    #expect(try numbers("SELECT count(*) FROM part WHERE kind = 'pending'") == [13])
    #expect(try StateInspection(directory: directory.path).check().findings == [])
  }

  @Test("Past its size the oldest goes first, a bounded number at a time")
  func size() throws {
    let store = try open()
    for step in 1...40 { try store.save(StateSample.checkpoint(step, incompressible: 10_000)) }
    #expect(try numbers("SELECT count(*) FROM reading") == [40])
    // Each checkpoint removes more than it adds, until it fits.
    try store.save(StateSample.checkpoint(41, bytes: 55_000, incompressible: 10_000))
    let rest = try numbers("SELECT count(*) FROM reading")[0]
    #expect(rest > 5 && rest < 41)
    for step in 42...45 { try store.save(StateSample.checkpoint(step, bytes: 55_000, incompressible: 10_000)) }
    #expect(try numbers("SELECT count(*) FROM reading") == [5])
    #expect(try numbers("SELECT min(at) FROM reading") == [Int((StateSample.start + .hours(41)).microseconds)])
    #expect(try StateInspection(directory: directory.path).check().findings == [])
  }

  @Test("Deliveries that have ended go with age, but for those that guard against another run")
  func deliveries() throws {
    let store = try open()
    let start = StateSample.start
    func delivery(_ rule: String, _ episode: Int, hour: Int64, exec: Bool = false, _ state: Delivery.State) -> Delivery
    {
      StateSample.delivery(rule, episode: episode, at: start + .hours(hour), exec: exec, state: state)
    }
    let gone = [
      delivery("a", 1, hour: 1, .succeeded), delivery("a", 1, hour: 1, exec: true, .succeeded),
      delivery("b", 1, hour: 1, exec: true, .suppressed(.cooldown)),
    ]
    let kept = [
      // Not ended.
      delivery("c", 1, hour: 1, .planned), delivery("c", 2, hour: 1, exec: true, .unknown),
      // Newest episode of its alert and action: it may still be open.
      delivery("a", 2, hour: 2, exec: true, .failed),
      // Young enough.
      delivery("a", 3, hour: 99, .succeeded),
      // The action's newest run, from which a cooldown counts.
      delivery("d", 1, hour: 3, exec: true, .succeeded),
    ]
    try store.save(StateSample.checkpoint(100, deliveries: gone + kept))
    try store.save(StateSample.checkpoint(101, keep: .hours(48)))
    let left = try StateFile.open(path).read { try String.fetchAll($0, sql: "SELECT id FROM delivery ORDER BY number") }
    // Runs of the day before the newest one are guards, too: hour 1 is within a day of hour 3.
    let guards = [gone[1]].map(\.id)
    #expect(Set(left) == Set(kept.map(\.id) + guards))
  }

  @Test("What an engine is given at its start is bounded by what it needs")
  func outbox() throws {
    let store = try open()
    for step in 1...60 {
      let time = StateSample.start + .hours(Int64(step) * 2)
      try store.save(
        StateSample.checkpoint(
          step * 2,
          deliveries: [
            StateSample.delivery("a", episode: step, at: time, state: .succeeded),
            StateSample.delivery("a", episode: step, at: time, exec: true, state: .succeeded),
          ]))
    }
    var contents: StateContents?
    _ = try StateStore.open(path: path, contents: &contents)
    let deliveries = contents?.deliveries ?? []
    #expect(deliveries.count { $0.type == "exec" } == 12, "the runs of one day")
    #expect(deliveries.count { $0.type == "log" } == 1, "the newest episode's")
    #expect(
      DeliveryLedger(deliveries).objection(
        to: Action.Exec(argv: [], maxPerDay: 12), action: "script", identity: StateSample.identity("z"), episode: 1,
        now: StateSample.start + .hours(120)) == .maxPerDay)
  }

  @Test("Compacting applies retention at once and gives the room back")
  func compact() throws {
    do {
      let store = try open()
      for step in 1...60 { try store.save(StateSample.checkpoint(step, incompressible: 10_000)) }
    }
    let outcome = try StateInspection(directory: directory.path).compact(
      StateRetention(keepAge: .days(30), keepBytes: 100_000))
    #expect(outcome.removed > 100 && outcome.after < outcome.before / 3)
    #expect(try StateInspection(directory: directory.path).check().findings == [])
    #expect(try numbers("SELECT count(*) FROM reading") == [9])
  }
}
