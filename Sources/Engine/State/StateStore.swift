import Alerting
import Configuration
import Dispatch
import Foundation
import GRDB
import Synchronization

/// The agent's memory: one SQLite file, in which a checkpoint is one transaction.
///
/// Safe to use from several threads: everything that changes is behind one lock, and so is the database.
final class StateStore: Sendable {
  let path: String
  private let queue: DatabaseQueue
  /// A connection of its own to move the write-ahead log into the file, which takes a sync of the disk: beside the
  /// engine's thread, which would have to wait for it.
  private let mover: DatabaseQueue
  private let moving = DispatchQueue(label: "state log")
  /// What is in the file, as of the last transaction that was stored.
  private let index: Mutex<StateIndex>

  /// Opens the store, or makes it, and reads what it holds.
  ///
  /// The file is looked at first, without the right to change it: what is damaged, written by an older or a newer version
  /// or no store at all is an error and stays as it is.
  ///
  /// - Parameter contents: what the last checkpoint stored; `nil` before the first.
  static func open(path: String, contents: inout StateContents?) throws(EngineError) -> StateStore {
    var index = StateIndex()
    do {
      let version = try look(path, index: &index, contents: &contents)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        if try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" {
          try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
      }
      if version == 0 {
        index = StateIndex()
        try queue.write { try StateTables.create($0) }
        contents = try queue.read { try StateContents.read($0, index: &index) }
      }
      return StateStore(
        path: path, queue: queue, mover: try DatabaseQueue(path: path, configuration: configuration), index: index)
    } catch {
      throw StateFile.failure(path, error, doing: "opened")
    }
  }

  private init(path: String, queue: DatabaseQueue, mover: DatabaseQueue, index: StateIndex) {
    self.path = path
    self.queue = queue
    self.mover = mover
    self.index = Mutex(index)
  }

  deinit { moving.sync {} }

  private static var configuration: GRDB.Configuration {
    var configuration = GRDB.Configuration()
    // Somebody may be looking at the file with a tool of their own.
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      try database.execute(sql: Durability.process.pragma)
      // Pages, 64 MiB: only where the other connection cannot keep up.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
    }
    return configuration
  }

  /// The schema of the file: the present one, and then what is in it; or 0 if there is none yet.
  private static func look(_ path: String, index: inout StateIndex, contents: inout StateContents?) throws -> Int {
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    return try StateFile.open(path).read { database in
      let version = try StateTables.version(database)
      guard version > 0 else { return 0 }
      try StateFile.checkVersion(version, path)
      contents = try StateContents.read(database, index: &index)
      return version
    }
  }

  // MARK: - Writing

  /// What a transaction has to outlive before anything follows from it.
  ///
  /// All of them outlive the process, however it ends. A power failure, or a crash of the system, may undo the newest:
  /// what was counted is then counted once more from the logs. What a person was told, what programs may do, and the
  /// messages that leave cannot be undone, so these wait for the disk, and everything before them with them.
  private enum Durability {
    case process
    case disk

    /// Not to be given within a transaction.
    var pragma: String { "PRAGMA synchronous = \(self == .disk ? "FULL" : "NORMAL")" }
  }

  /// Stores a checkpoint: all of it or nothing. If something is to be done about what it holds, it is on the disk then.
  ///
  /// - Returns: what the checkpoint's audit entries became in the log, in their order.
  @discardableResult
  func save(_ checkpoint: StateCheckpoint) throws(EngineError) -> [AuditChain.Link] {
    let hasConsequences =
      !checkpoint.audit.isEmpty
      || checkpoint.deliveries.contains { $0.state == .planned || $0.state == .awaitingApproval }
    let links = try write(hasConsequences ? .disk : .process) { database, index in
      try index.store(checkpoint, in: database)
    }
    // What fails here is tried again after the next checkpoint; the log is as good as the file.
    moving.async { [mover] in
      _ = try? mover.writeWithoutTransaction { try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
    }
    return links
  }

  /// Stores on the disk what a person decided, and what came of it, while no engine runs: all of it or nothing.
  ///
  /// - Returns: what the entries became in the log, in their order.
  func record(
    people: PeopleBook, groups: [NoticeGroup], deliveries: [Delivery], audit: [AuditEntry]
  ) throws(EngineError) -> [AuditChain.Link] {
    try write(.disk) { database, index in
      for delivery in deliveries { try index.store(delivery, in: database) }
      try index.store(people, in: database)
      try index.store(groups, in: database)
      let links = try index.append(audit, in: database)
      try StateMeta.set(database, StateMeta.manifest, index.manifest)
      return links
    }
  }

  /// Stores what became of one delivery; on the disk if it is a program's, which must not begin a second time.
  ///
  /// - Parameter output: what its program wrote; `nil` leaves what is stored of an earlier run.
  func record(_ delivery: Delivery, output: String? = nil) throws(EngineError) {
    try write(delivery.runsProgram ? .disk : .process) { database, index in
      try index.store(delivery, in: database)
      if let output { try index.store(output: output, of: delivery.id, in: database) }
      try StateMeta.set(database, StateMeta.manifest, index.manifest)
    }
  }

  /// Applies retention without a checkpoint, then gives back what the file does not need.
  func compact(_ retention: StateRetention, time: Int64) throws(EngineError) -> Int {
    let removed = try write(.process) { database, index in
      let removed = try index.prune(retention, time: time, limit: .max, in: database)
      try StateMeta.set(database, StateMeta.manifest, index.manifest)
      return removed
    }
    do {
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "VACUUM")
        _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
    } catch {
      throw StateFile.failure(path, error, doing: "compacted")
    }
    return removed
  }

  /// One transaction. What the store remembers changes with it, or neither does.
  private func write<Value: Sendable>(
    _ durability: Durability, _ body: (Database, inout StateIndex) throws -> Value
  ) throws(EngineError) -> Value {
    let path = path
    let outcome: Result<Value, EngineError> = index.withLock { index in
      var next = index
      do {
        try queue.writeWithoutTransaction { try $0.execute(sql: durability.pragma) }
        let value = try queue.write { try body($0, &next) }
        index = next
        return .success(value)
      } catch {
        return .failure(StateFile.failure(path, error, doing: "written"))
      }
    }
    return try outcome.get()
  }
}
