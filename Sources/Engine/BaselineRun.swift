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
    let decoder = RecordDecoder(schema: configuration.schema, categories: [])
    var builder = BaselineBuilder(schema: configuration.schema, plan: configuration.cellPlan, decoder: decoder)
    var bad: [LineDefect.Reason: Int] = [:]
    var examples: [DeadLetter] = []
    var sources: [BaselineFile.Source] = []
    func reject(_ letter: DeadLetter) {
      bad[letter.defect.reason, default: 0] += 1
      if examples.count < 5 { examples.append(letter) }
    }
    do {
      var batch = decoder.emptyBatch()
      for path in predictions {
        let log = try LogFile(path: path, kind: .predictions)
        var isDrained = false
        while !isDrained {
          isDrained = try log.read(into: &batch, with: decoder, limit: 16_384, endOfInput: true, reject: reject)
          builder.add(batch)
          batch.removeAll()
        }
        sources.append(
          .init(path: configuration.paths.configured(path), sha256: try Self.digest(of: path), lines: log.lines))
      }
      if let schema = configuration.labelSchema {
        let labelDecoder = LabelDecoder(schema: schema)
        var labelBatch = LabelBatch()
        for path in labels {
          let log = try LogFile(path: path, kind: .labels)
          var isDrained = false
          while !isDrained {
            isDrained = try log.read(
              into: &labelBatch, with: labelDecoder, limit: 16_384, endOfInput: true, reject: reject)
            builder.add(labelBatch)
            labelBatch.removeAll()
          }
          sources.append(
            .init(path: configuration.paths.configured(path), sha256: try Self.digest(of: path), lines: log.lines))
        }
      }
    } catch let error as IngestError {
      throw EngineError(.runtime, error.description)
    } catch {
      throw EngineError(.runtime, "\(error)")
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
