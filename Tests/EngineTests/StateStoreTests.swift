import Foundation
import GRDB
import Logging
import Notation
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
    #expect(contents?.sources == last.sources && contents?.revisionsVersion1 == nil)
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
        try ["source", "alert", "part", "cell", "transition", "reading", "pane"].map {
          "\($0) \(try Row.fetchAll(database, sql: "SELECT * FROM \($0)"))"
        }
      }
    }
    let before = try rows()
    // Any write to one of them from now on fails.
    try DatabaseQueue(path: path).write { database in
      for table in ["source", "alert", "part", "cell", "transition", "reading", "pane"] {
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

  @Test("A store of the first schema is brought up to date and goes on as if there had been no change")
  func migration() throws {
    let directory = try DriftingLog.directory()
    try directory.write(
      "leeway.yaml",
      DriftingLog.configuration.replacingOccurrences(
        of: "label_horizon: 2h", with: "label_horizon: 2h, action_max_age: 1d"))
    let log = DriftingLog(seed: 11)
    let predictions = log.predictions[..<2300].joined() + "nonsense\n" + log.predictions[2300...].joined()
    try directory.write("predictions.jsonl", predictions)
    try directory.write("labels.jsonl", log.labels.joined())
    func run(_ state: String) throws {
      let configuration = try directory.configuration()
      try Agent(
        configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
        stateDirectory: directory.file(state), logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() },
        now: { DriftingLog.start + .hours(4) + .minutes(1) }
      ).runOnce(shouldStop: { false })
    }
    func stored(_ state: String) throws -> (contents: StateContents?, alerts: String) {
      var contents: StateContents?
      _ = try StateStore.open(path: directory.file(state) + "/state.sqlite", contents: &contents)
      _ = try StateInspection(directory: directory.file(state)).export(to: directory.file("exported"))
      return (contents, try directory.read("exported/alerts.jsonl"))
    }
    try run("whole")
    let whole = try stored("whole")
    try FileManager.default.removeItem(atPath: directory.file("runs.txt"))

    // Made by the version with schema 1 of the first 2,300 predictions, a bad line and 2,000 labels.
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("StateVersion1/state.sqlite").path
    try directory.makeDirectory("old")
    try FileManager.default.copyItem(atPath: fixture, toPath: directory.file("old/state.sqlite"))
    try DatabaseQueue(path: directory.file("old/state.sqlite")).write { database in
      for name in ["predictions.jsonl", "labels.jsonl"] {
        let path = directory.file(name)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let device = try #require(attributes[.systemNumber] as? Int)
        let inode = try #require(attributes[.systemFileNumber] as? Int)
        try database.execute(
          sql: """
            UPDATE source SET path = ?, device = ?, inode = ?,
              position = json_set(position, '$.path', ?, '$.device', ?, '$.inode', ?)
            WHERE path LIKE '%/' || ?
            """, arguments: [path, String(device), String(inode), path, device, inode, name])
      }
    }
    try run("old")
    let upgraded = try stored("old")
    #expect(upgraded.alerts == whole.alerts && !whole.alerts.isEmpty)
    #expect(upgraded.contents?.header.totals == whole.contents?.header.totals)
    #expect(upgraded.contents?.header.summary == whole.contents?.header.summary)
    #expect(upgraded.contents?.core == whole.contents?.core)
    #expect(!FileManager.default.fileExists(atPath: directory.file("runs.txt")), "what had run does not run again")
    #expect(try StateInspection(directory: directory.file("old")).check().findings == [])
  }

  @Test("A store of the first schema that is damaged is left as it is")
  func damagedVersion1() throws {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("StateVersion1/state.sqlite").path
    try FileManager.default.copyItem(atPath: fixture, toPath: path)
    try DatabaseQueue(path: path).write { database in
      try database.execute(sql: "UPDATE part SET data = zeroblob(length(data)) WHERE kind = 'pending'")
    }
    let before = try Self.bytes(path)
    var contents: StateContents?
    let error = #expect(throws: EngineError.self) { _ = try StateStore.open(path: path, contents: &contents) }
    #expect(error?.description.contains("damaged") ?? false)
    #expect(try Self.bytes(path) == before)
  }

  @Test(
    "A newer schema, another program's database, and what is no database are errors that leave the file alone",
    arguments: ["newer", "foreign", "text", "short"])
  func notOurs(what: String) throws {
    switch what {
    case "newer":
      try StateSample.store(at: path, steps: 1..<3)
      try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 3") }
    case "foreign":
      try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE t (x); PRAGMA user_version = 2") }
    case "text": try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: path))
    default:
      try StateSample.store(at: path, steps: 1..<3)
      try Self.bytes(path).prefix(9000).write(to: URL(fileURLWithPath: path))
    }
    let before = try Self.bytes(path)
    var contents: StateContents?
    let error = #expect(throws: EngineError.self) { _ = try StateStore.open(path: path, contents: &contents) }
    #expect(error?.description.hasPrefix(path + ": ") ?? false)
    #expect(error?.description.contains(what == "newer" ? "newer leeway (schema 3)" : "damaged") ?? false)
    #expect(error?.description.contains("--state") ?? false)
    #expect(try Self.bytes(path) == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent).count == 1)
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
