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
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
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

  /// Stores a checkpoint: all of it or nothing.
  func save(_ checkpoint: StateCheckpoint) throws(EngineError) {
    try write { database, index in
      try index.store(checkpoint, in: database)
    }
    // What fails here is tried again after the next checkpoint; the log is as good as the file.
    moving.async { [mover] in
      _ = try? mover.writeWithoutTransaction { try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
    }
  }

  /// Stores what became of one delivery.
  func record(_ delivery: Delivery) throws(EngineError) {
    try write { database, index in
      try index.store(delivery, in: database)
      try StateMeta.set(database, StateMeta.manifest, index.manifest)
    }
  }

  /// Applies retention without a checkpoint, then gives back what the file does not need.
  func compact(_ retention: StateRetention, time: Int64) throws(EngineError) -> Int {
    let removed = try write { database, index in
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
    _ body: (Database, inout StateIndex) throws -> Value
  ) throws(EngineError) -> Value {
    let path = path
    let outcome: Result<Value, EngineError> = index.withLock { index in
      var next = index
      do {
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
