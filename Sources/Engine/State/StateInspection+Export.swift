import Alerting
import Foundation
import GRDB
import Notation
import Windows

extension StateInspection {
  /// Writes what the store keeps into files of a directory: readings, alerts and deliveries as a replay writes them, the
  /// audit log, and one line for each closed pane and part with its counts. The same history gives the same bytes.
  ///
  /// Counts are sparse as in a baseline profile: index, value, index, value …
  ///
  /// - Returns: lines by file, in order.
  package func export(to directory: String) throws(EngineError) -> [(file: String, lines: Int)] {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw EngineError(.runtime, "\(directory): cannot be made: \(error.localizedDescription)")
    }
    return try StateFile.reading(path) { database in
      var index = StateIndex()
      let contents = try StateContents.read(database, index: &index)
      let manifest = index.manifest
      var files: [(file: String, lines: Int)] = []
      func write(_ name: String, _ body: (ExportFile) throws -> Void) throws {
        let file = try ExportFile(path: directory + "/" + name)
        try body(file)
        try file.close()
        files.append((name, file.lines))
      }
      try write("readings.jsonl") { file in
        try StateExport.forEachReadings(database, expected: manifest.reading) { try file.append($0) }
      }
      try write("alerts.jsonl") { file in
        try StateExport.forEachTransition(database, expected: manifest.transition) {
          try file.append(Array($0.utf8) + [UInt8(ascii: "\n")])
        }
      }
      try write("deliveries.jsonl") { file in
        try StateExport.forEachDelivery(database, expected: manifest.delivery) { delivery in
          var json = JSONText()
          delivery.write(to: &json)
          try file.append(json.bytes)
        }
      }
      try write("audit.jsonl") { file in
        try StateExport.forEachAudit(database) { try file.append(Array($0.line.utf8) + [UInt8(ascii: "\n")]) }
      }
      try write("panes.jsonl") { file in
        let width = TimeSpan(microseconds: contents?.header.pane ?? 0)
        try StateExport.forEachPane(
          database, cells: index.cells, labelWidth: contents?.header.labelWidth ?? 0, expected: manifest.pane
        ) { number, rows in
          try file.append(Self.lines(number, width: width, rows: rows, cells: index.cells))
        }
      }
      return files
    }
  }

  private static func lines(
    _ number: Int, width: TimeSpan, rows: [Int: StateExport.PaneRow], cells: [PartName]
  ) -> [UInt8] {
    var json = JSONText()
    let start = Instant(microseconds: Int64(number).multipliedReportingOverflow(by: width.microseconds).partialValue)
    let named: [(name: PartName, row: StateExport.PaneRow)] = rows.map { (cells[$0.key], $0.value) }
    let sorted = named.sorted { a, b in
      let (x, y) = (a.name, b.name)
      if x.segment == y.segment { return x.version < y.version }
      return x.segment == "all" || (y.segment != "all" && x.segment < y.segment)
    }
    for (name, row) in sorted {
      json.object { json in
        json.field("start", start)
        json.field("end", start + width)
        json.field("version", name.version)
        json.field("segment", name.segment)
        for (key, counts) in [("traffic", row.traffic), ("labels", row.labels)] {
          json.array(key) { json in
            for (index, value) in counts.sorted(by: { $0.key < $1.key }) where value != 0 {
              json.element(index)
              json.element(Int(value))
            }
          }
        }
      }
      json.newline()
    }
    return json.bytes
  }
}

/// A file that is written from its start.
private final class ExportFile {
  private(set) var lines = 0
  private let path: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []

  init(path: String) throws {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
    else { throw EngineError(.runtime, "\(path): cannot be written; check that the directory exists and is yours") }
    self.handle = handle
  }

  func append(_ bytes: [UInt8]) throws {
    lines += bytes.count { $0 == UInt8(ascii: "\n") }
    buffer += bytes
    if buffer.count > 1 << 20 { try flush() }
  }

  func close() throws {
    try flush()
    try handle.close()
  }

  private func flush() throws {
    do {
      try handle.write(contentsOf: Data(buffer))
    } catch {
      throw EngineError(.runtime, "\(path): cannot be written further: \(error.localizedDescription)")
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
