import Configuration
import Foundation
import GRDB
import Ingest
import Notation
import Readings

/// A state directory as a person looks at it: shown, checked, exported, all without changing anything, whether an agent
/// runs on it or not; and compacted, which needs it for itself.
package struct StateInspection {
  let directory: String
  /// The database file.
  package var path: String { directory + "/" + StateFile.name }

  package init(directory: String) {
    self.directory = directory
  }

  /// What the store holds, in figures.
  package func report() throws(EngineError) -> StateReport {
    let path = path
    var report = StateReport(path: path)
    report.holder = StateLock.holder(of: directory)
    report.size = Self.size(of: path)
    report.logSize = Self.size(of: path + "-wal")
    try StateFile.reading(path) { database in
      guard let manifest = try StateMeta.value(database, StateMeta.manifest, as: StateManifest.self) else {
        throw StoreDamage("the manifest is missing")
      }
      report.manifest = manifest
      guard manifest.checkpoints > 0 else { return }
      guard let header = try StateMeta.value(database, StateMeta.checkpoint, as: StateCheckpoint.Header.self) else {
        throw StoreDamage("the checkpoint is not whole")
      }
      report.header = header
      report.summary = header.summary
      var index = StateIndex()
      index.manifest = manifest
      report.sources = try StateContents.sources(database, index: &index)
      report.alerts = try StateContents.alerts(database, index: &index)
      let rows = try Row.fetchAll(database, sql: "SELECT \(DeliveryRow.columns) FROM delivery")
      report.openDeliveries = try rows.filter { try !DeliveryRow($0).ended }.count
    }
    return report
  }

  /// Removes history that is past its time or too much, and gives back what the file does not need.
  ///
  /// - Returns: rows removed, and the file's size before and after.
  package func compact(_ retention: StateRetention) throws(EngineError) -> (removed: Int, before: Int64, after: Int64) {
    guard let before = Self.size(of: path) else {
      throw EngineError(
        .configuration, "\(path): no state here yet; 'leeway agent' makes it, --state names another directory")
    }
    let lock = try StateLock(directory: directory)
    defer { withExtendedLifetime(lock) {} }
    var contents: StateContents?
    let store = try StateStore.open(path: path, contents: &contents)
    let removed = try store.compact(retention, time: contents?.header.time ?? .min)
    return (removed, before, Self.size(of: path) ?? 0)
  }

  static func size(of path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }
}
