import Alerting
import Foundation
import GRDB
import Windows

/// What `leeway state check` found.
package struct StateVerdict {
  /// What is wrong, one a line.
  package fileprivate(set) var findings: [String] = []
  /// What there is, for whoever wonders.
  package fileprivate(set) var notes: [String] = []
}

extension StateInspection {
  /// Reads every row: SQLite's own check of the file, checksums, the manifest, and whether it all decodes.
  package func check() throws(EngineError) -> StateVerdict {
    var verdict = StateVerdict()
    let holder = StateLock.holder(of: directory)
    verdict.notes.append(holder.map { "in use by process \($0)" } ?? "no process has it")
    let log = Self.size(of: path + "-wal") ?? 0
    verdict.notes.append(
      log == 0
        ? "the write-ahead log is empty"
        : "the write-ahead log has \(log) bytes" + (holder == nil ? "; the next agent takes them up" : ""))
    do {
      try StateFile.reading(path) { database in
        try check(database, &verdict)
      }
    } catch {
      // Damage is what was looked for; that there is no store is another matter.
      guard error.code == .runtime else { throw error }
      verdict.findings.append(error.description)
    }
    return verdict
  }

  private func check(_ database: Database, _ verdict: inout StateVerdict) throws {
    for finding in try String.fetchAll(database, sql: "PRAGMA integrity_check") where finding != "ok" {
      verdict.findings.append("SQLite: \(finding)")
    }
    var index = StateIndex()
    func attempt(_ body: () throws -> Void) {
      do {
        try body()
      } catch {
        verdict.findings.append(StateFile.failure(path, error, doing: "read").description)
      }
    }
    var manifest: StateManifest?
    var labelWidth = 0
    attempt { manifest = try StateMeta.value(database, StateMeta.manifest, as: StateManifest.self) }
    guard let manifest else {
      if verdict.findings.isEmpty { verdict.findings.append("\(path): the manifest is missing") }
      return
    }
    attempt {
      let contents = try StateContents.read(database, index: &index)
      labelWidth = contents?.header.labelWidth ?? 0
      verdict.notes.append("\(manifest.checkpoints) checkpoints, \(contents?.parts.count ?? 0) parts of the windows")
    }
    func count(_ name: String, _ forEach: (inout Int) throws -> Void) {
      attempt {
        var count = 0
        try forEach(&count)
        verdict.notes.append("\(count) \(name)")
      }
    }
    count("blocks of readings") { count in
      try StateExport.forEachReadings(database, expected: manifest.reading) { _ in count += 1 }
    }
    count("transitions") { count in
      try StateExport.forEachTransition(database, expected: manifest.transition) { line in
        guard (try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil else {
          throw StoreDamage("a transition is not JSON")
        }
        count += 1
      }
    }
    count("deliveries") { count in
      try StateExport.forEachDelivery(database, expected: manifest.delivery) { _ in count += 1 }
    }
    count("outputs of programs") { count in
      try StateExport.forEachOutput(database, expected: manifest.output) { _, _ in count += 1 }
    }
    attempt {
      let audit = try Self.verdict(database, expected: nil)
      verdict.notes.append("\(audit.head.count) entries of the audit log")
      if let finding = audit.finding { return verdict.findings.append("\(path): audit log: \(finding)") }
      var tally = StateTally()
      try StateExport.forEachAudit(database) {
        tally.add(AuditChain.mark(of: $0.hash), bytes: $0.line.utf8.count)
      }
      try StateContents.check("entries of the audit log", tally, manifest.audit)
    }
    count("panes") { count in
      try StateExport.forEachPane(
        database, cells: index.cells, labelWidth: labelWidth, expected: manifest.pane
      ) { _, _ in count += 1 }
    }
  }
}
