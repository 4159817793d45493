import Configuration
import Foundation
import GRDB
import Testing
import Windows

@testable import Engine

@Suite struct StateStoreTests {
  private let directory: WorkingDirectory
  private let path: String

  init() throws {
    directory = try WorkingDirectory()
    try directory.makeDirectory("state")
    path = directory.file("state/state.sqlite")
  }

  private static let rowTables = [
    "source", "alert", "part", "cell", "transition", "reading", "pane", "notice", "audit", "output",
  ]

  private static func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test("What was stored is read back, and the same history exports the same bytes")
  func roundTrip() throws {
    try StateSample.store(at: path, steps: 1..<9)
    // The same in several runs.
    try directory.makeDirectory("other")
    for step in 1..<9 { try StateSample.store(at: directory.file("other/state.sqlite"), steps: step..<step + 1) }
    let whole = try StateSample.text(of: path, scratch: directory.file("a"))
    let pieces = try StateSample.text(of: directory.file("other/state.sqlite"), scratch: directory.file("b"))
    #expect(whole == pieces)
    var contents: StateContents?
    _ = try StateStore.open(path: path, contents: &contents)
    let last = StateSample.checkpoint(8)
    #expect(contents?.header == last.header && contents?.core == last.windows.core)
    #expect(contents?.sources == last.sources)
    let numbers = contents?.parts.filter { $0.kind == "pending" }.map(\.number)
    #expect(numbers == [0, 1, 2] && contents?.parts.filter { $0.kind == PaneCounts.traffic }.count == 3)
  }

  @Test("A checkpoint that changes nothing rewrites no source, no alert and no part")
  func unchanged() throws {
    var contents: StateContents?
    let store = try StateStore.open(path: path, contents: &contents)
    var checkpoint = StateSample.checkpoint(3, alerts: [StateSample.alert("a", at: StateSample.start)])
    try store.save(checkpoint)
    checkpoint.windows.changes = PartChanges()
    checkpoint.panes = []
    checkpoint.readings = []
    checkpoint.transitions = []
    func rows() throws -> [String] {
      try StateFile.open(path).read { database in
        try Self.rowTables.map {
          "\($0) \(try Row.fetchAll(database, sql: "SELECT * FROM \($0)"))"
        }
      }
    }
    let before = try rows()
    // Any write to one of them from now on fails.
    try DatabaseQueue(path: path).write { database in
      for table in Self.rowTables {
        for event in ["INSERT", "UPDATE", "DELETE"] {
          try database.execute(
            sql:
              "CREATE TRIGGER \(table)_\(event) BEFORE \(event) ON \(table) BEGIN SELECT raise(ABORT, 'written'); END")
        }
      }
    }
    try store.save(checkpoint)
    #expect(try rows() == before)
  }

  @Test(
    "A newer schema, another program's database, and what is no database are errors that leave the file alone",
    arguments: ["newer", "foreign", "text", "short"])
  func notOurs(what: String) throws {
    switch what {
    case "newer":
      try StateSample.store(at: path, steps: 1..<3)
      try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 5") }
    case "foreign":
      try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE t (x); PRAGMA user_version = 4") }
    case "text": try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: path))
    default:
      try StateSample.store(at: path, steps: 1..<3)
      try Self.bytes(path).prefix(9000).write(to: URL(fileURLWithPath: path))
    }
    let before = try Self.bytes(path)
    var contents: StateContents?
    let error = #expect(throws: EngineError.self) { _ = try StateStore.open(path: path, contents: &contents) }
    #expect(error?.description.hasPrefix(path + ": ") ?? false)
    #expect(error?.description.contains(what == "newer" ? "newer leeway (schema 5)" : "damaged") ?? false)
    #expect(error?.description.contains("--state") ?? false)
    #expect(try Self.bytes(path) == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent).count == 1)
  }

  @Test("A store of an older schema is refused with what to do, whatever is done with it", arguments: [1, 2, 3])
  func older(schema: Int) throws {
    if schema == 1 {
      try DatabaseQueue(path: path).write { database in
        try database.execute(
          sql: "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL); PRAGMA user_version = 1")
      }
    } else {
      try StateSample.store(at: path, steps: 1..<3)
      try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = \(schema)") }
    }
    let before = try Self.bytes(path)
    let inspection = StateInspection(directory: directory.file("state"))
    let attempts: [() throws -> Void] = [
      {
        var contents: StateContents?
        _ = try StateStore.open(path: path, contents: &contents)
      }, { _ = try inspection.report() }, { _ = try inspection.check() },
      { _ = try inspection.export(to: directory.file("out")) },
      { _ = try inspection.compact(StateRetention(keepAge: .days(1), keepBytes: 1)) },
    ]
    for attempt in attempts {
      let error = #expect(throws: EngineError.self) { try attempt() }
      let text = error?.description ?? ""
      #expect(
        error?.code == .configuration && text.hasPrefix("\(path): was written by an older leeway (schema \(schema))"))
      for remedy in ["--state", "move this one away", "read anew from their beginning", "action_max_age"] {
        #expect(text.contains(remedy))
      }
    }
    #expect(try Self.bytes(path) == before)
  }

  @Test("A bit that flips anywhere in the file is an error or changes nothing", arguments: [1, 2, 3, 4])
  func flippedBits(seed: UInt64) throws {
    try StateSample.store(at: path, steps: 1..<12)
    let expected = try StateSample.text(of: path, scratch: directory.file("out"))
    let original = [UInt8](try Self.bytes(path))
    var state = seed
    var errors = 0
    for _ in 0..<70 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bit = Int((state >> 20) % UInt64(original.count * 8))
      var bytes = original
      bytes[bit / 8] ^= 1 << (bit % 8)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      do {
        let found = try StateSample.text(of: path, scratch: directory.file("out"))
        #expect(found == expected, "seed \(seed), bit \(bit)")
      } catch is EngineError {
        errors += 1
      }
      #expect(try [UInt8](Self.bytes(path)) == bytes, "seed \(seed), bit \(bit): the file was changed")
    }
    #expect(errors > 5)
  }

  @Test("After a failed checkpoint the next one stores everything")
  func failedCheckpoint() throws {
    try StateSample.store(at: path, steps: 1..<5)
    var contents: StateContents?
    var store: StateStore? = try StateStore.open(path: path, contents: &contents)
    // Somebody's trigger makes the last statement of the transaction fail.
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: "CREATE TRIGGER full BEFORE INSERT ON reading BEGIN SELECT raise(ABORT, 'no more'); END")
    }
    let checkpoint = StateSample.checkpoint(5)
    #expect(throws: EngineError.self) { try store?.save(checkpoint) }
    try queue.write { try $0.execute(sql: "DROP TRIGGER full") }
    try store?.save(checkpoint)
    store = nil
    try directory.makeDirectory("other")
    let other = directory.file("other/state.sqlite")
    try StateSample.store(at: other, steps: 1..<5)
    store = try StateStore.open(path: other, contents: &contents)
    try store?.save(checkpoint)
    store = nil
    #expect(
      try StateSample.text(of: path, scratch: directory.file("a"))
        == StateSample.text(of: other, scratch: directory.file("b")))
  }
}
