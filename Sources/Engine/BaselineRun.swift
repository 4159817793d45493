import Configuration
import Crypto
import Foundation
import Ingest
import Notation
import Records
import Windows

/// `leeway baseline`: reads the reference logs and their labels and makes the profile.
package struct BaselineRun {
  /// What was read, for the person who ran it.
  package struct Outcome: Sendable {
    package var file: BaselineFile
    package var bad: [LineDefect.Reason: Int]
    /// Labels whose id is in no reference row.
    package var unmatchedLabels: Int
    package var deadLetters: [DeadLetter]
  }

  private let configuration: WatchConfiguration

  package init(configuration: WatchConfiguration) {
    self.configuration = configuration
  }

  /// - Parameters:
  ///   - predictions: files (not globs) of the reference log.
  ///   - labels: files of its labels.
  package func run(predictions: [String], labels: [String]) throws(EngineError) -> Outcome {
    let decoder = RecordDecoder(schema: configuration.schema, categories: [], learnsCategories: true)
    var builder = BaselineBuilder(
      schema: configuration.schema, labelKPIs: configuration.labelSchema?.kpis ?? [], plan: configuration.cellPlan,
      decoder: decoder)
    var bad: [LineDefect.Reason: Int] = [:]
    var examples: [DeadLetter] = []
    var sources: [BaselineFile.Source] = []
    func note(_ line: RejectedLine, in path: String) {
      bad[line.defect.reason, default: 0] += 1
      guard examples.count < 5 else { return }
      examples.append(
        DeadLetter(
          path: path, offset: line.offset, defect: line.defect, head: String(decoding: line.head, as: UTF8.self)))
    }
    func read(
      _ paths: [String], _ kind: LogKind, decode: (LineBlock, (RejectedLine) -> Void) -> Int
    ) throws(EngineError) {
      for path in paths {
        var lines = 0
        try readBlocks(of: path, kind: kind) { block in lines += decode(block) { note($0, in: path) } }
        sources.append(
          .init(path: configuration.paths.configured(path), sha256: try Self.digest(of: path), lines: lines))
      }
    }
    var batch = decoder.emptyBatch()
    try read(predictions, .predictions) { block, reject in
      defer { batch.removeAll() }
      let lines = decoder.decode(block, into: &batch, reject: reject)
      builder.add(batch)
      return lines
    }
    if let schema = configuration.labelSchema {
      let labelDecoder = LabelDecoder(schema: schema)
      var labelBatch = LabelBatch(kpiCount: schema.kpis.count)
      try read(labels, .labels) { block, reject in
        defer { labelBatch.removeAll() }
        let lines = labelDecoder.decode(block, into: &labelBatch, reject: reject)
        builder.add(labelBatch)
        return lines
      }
    }
    let baseline: Baseline
    do {
      baseline = try builder.build()
    } catch {
      throw EngineError(.runtime, "\(predictions.joined(separator: ", ")): \(error)")
    }
    let range = builder.range ?? (0, 0)
    let joined = baseline.cell(named: "all").cell.labels[CellLayout.labelled]
    let file = BaselineFile(
      model: configuration.model, sources: sources, rows: builder.rows, labelled: Int(joined),
      from: Instant(microseconds: range.first).rfc3339, to: Instant(microseconds: range.last).rfc3339,
      baseline: baseline)
    return Outcome(
      file: file, bad: bad, unmatchedLabels: max(0, builder.labelled - Int(joined)), deadLetters: examples)
  }

  /// Hands over a whole file, block by block.
  private func readBlocks(of path: String, kind: LogKind, _ body: (LineBlock) -> Void) throws(EngineError) {
    var options = Tailer.Options()
    options.lineLimit = configuration.inputs.lineLimit
    options.endOfInput = true
    options.labelFormat = configuration.labels.format
    let tailer = Tailer(inputs: [Tailer.Input(kind: kind, pattern: path)], options: options)
    let changes = tailer.look(now: .distantPast)
    for trouble in changes.troubles { throw EngineError(.runtime, trouble.description) }
    guard !changes.opened.isEmpty else {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw EngineError(.runtime, "\(path): \(isThere ? "is empty" : "no such file"); check the path")
    }
    do throws(IngestError) {
      for file in changes.opened {
        while let block = try file.nextBlock() { body(block) }
      }
    } catch {
      throw EngineError(.runtime, error.description)
    }
  }

  /// SHA-256 of a file's bytes in hexadecimal.
  private static func digest(of path: String) throws(EngineError) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw EngineError(.runtime, "\(path): cannot be opened again to take its checksum")
    }
    defer { try? handle.close() }
    var hash = SHA256()
    do {
      while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
    } catch {
      throw EngineError(.runtime, "\(path): cannot be read: \(error.localizedDescription)")
    }
    return hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
