import Foundation
import GRDB
import Windows

/// The store's file as it is opened to be looked at: nothing of it changes, whatever it holds.
enum StateFile {
  /// The name within a state directory.
  static let name = "state.sqlite"

  /// Opens an existing store for reading. While somebody writes to it, or if its last writer was killed, the pages of
  /// its write-ahead log count, too.
  static func open(_ path: String) throws -> DatabaseQueue {
    guard FileManager.default.fileExists(atPath: path) else {
      throw EngineError(
        .configuration, "\(path): no state here yet; 'leeway agent' makes it, --state names another directory")
    }
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    // Without a log there is nothing to coordinate, and nothing is to be created beside the file.
    if !hasLog(path) {
      do {
        return try DatabaseQueue(path: immutable(path), configuration: configuration)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {}
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Whether there is a write-ahead log with something in it, or one that somebody is using.
  private static func hasLog(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "-wal")
  }

  /// As a URI (RFC 3986), for an SQLite that reads them; one that does not finds no such file.
  private static func immutable(_ path: String) -> String {
    let absolute = URL(fileURLWithPath: path).path
    let escaped = absolute.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? absolute
    return "file:\(escaped)?immutable=1"
  }

  /// Reads, and turns what goes wrong into what a person can do about it.
  static func reading<Value>(_ path: String, _ body: (Database) throws -> Value) throws(EngineError) -> Value {
    do {
      return try open(path).read { database in
        let version = try StateTables.version(database)
        guard version > 0 else {
          throw EngineError(.configuration, "\(path): nothing is stored here yet; 'leeway agent' does that")
        }
        try checkVersion(version, path)
        return try body(database)
      }
    } catch {
      throw failure(path, error, doing: "read")
    }
  }

  /// Throws unless a store's schema is the present one.
  static func checkVersion(_ version: Int, _ path: String) throws(EngineError) {
    if version > StateTables.version {
      throw EngineError(
        .configuration,
        "\(path): was written by a newer leeway (schema \(version)); this one reads \(StateTables.version). "
          + "Run that one, or give another directory with --state; the file is left as it is")
    }
    guard version < StateTables.version else { return }
    throw EngineError(
      .configuration,
      "\(path): was written by an older leeway (schema \(version)). This one counts more than that did, which cannot be "
        + "made up for; the file is left as it is. Give another directory with --state, or move this one away: the logs "
        + "are read anew from their beginning, and actions older than time.action_max_age are not repeated")
  }

  /// An error of the database as what it means for a person.
  static func failure(_ path: String, _ error: any Error, doing: String) -> EngineError {
    if let error = error as? EngineError { return error }
    if let error = error as? StoreDamage { return damage(path, error.description) }
    if error is StateDamage || error is DecodingError || error is RowDecodingError {
      return damage(path, "its content does not read")
    }
    guard let error = error as? DatabaseError else {
      return EngineError(.runtime, "\(path): cannot be \(doing): \(error)")
    }
    let message = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL:
      return EngineError(.runtime, "\(path): no space left on the device; make room, nothing is lost meanwhile")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      return damage(path, message)
    // What a damaged schema leads to: a table or column that is not there, a value of another kind.
    case .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT, .SQLITE_SCHEMA, .SQLITE_FORMAT, .SQLITE_TOOBIG:
      return damage(path, message)
    default:
      return EngineError(
        .runtime, "\(path): cannot be \(doing): \(message) (\(error.extendedResultCode.rawValue)); look at the disk")
    }
  }

  static func damage(_ path: String, _ what: String) -> EngineError {
    EngineError(
      .runtime,
      "\(path): damaged (\(what)); it is left as it is. Put back a copy, or give another directory with --state")
  }
}
