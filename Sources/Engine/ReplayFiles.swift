import Alerting
import Foundation
import Ingest
import Notation
import Readings

/// The files that a replay writes: readings, alerts, deliveries, dead letters; and later the summary.
final class ReplayFiles: PipelineOutput {
  private let directory: String
  private let readings: JSONLinesFile
  private var readingWriter: ReadingWriter
  private let alerts: JSONLinesFile
  private let deliveries: JSONLinesFile
  private let deadLetters: JSONLinesFile

  init(directory: String, model: String) throws(EngineError) {
    self.directory = directory
    readingWriter = ReadingWriter(model: model)
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw EngineError(.runtime, "\(directory): cannot be made: \(error.localizedDescription)")
    }
    // That of an earlier run would pass for the one of a run that does not come to its end.
    try? FileManager.default.removeItem(atPath: directory + "/summary.json")
    readings = try JSONLinesFile(path: directory + "/readings.jsonl")
    alerts = try JSONLinesFile(path: directory + "/alerts.jsonl")
    deliveries = try JSONLinesFile(path: directory + "/deliveries.jsonl")
    deadLetters = try JSONLinesFile(path: directory + "/dead-letters.jsonl")
  }

  func reading(_ reading: Reading, series: Int) {
    readings.append { readingWriter.write(reading, series: series, to: &$0) }
  }

  func transition(_ transition: AlertTransition) {
    alerts.append { transition.write(to: &$0) }
  }

  func delivery(_ delivery: Delivery) {
    deliveries.append { delivery.write(to: &$0) }
  }

  func deadLetter(_ letter: DeadLetter) {
    deadLetters.append { letter.write(to: &$0) }
  }

  func close(summary: ReplaySummary) throws(EngineError) {
    try readings.close()
    try alerts.close()
    try deliveries.close()
    try deadLetters.close()
    let file = try JSONLinesFile(path: directory + "/summary.json")
    file.append { summary.write(to: &$0) }
    try file.close()
  }
}

extension DeadLetter {
  /// Appends the line as a line of `dead-letters.jsonl`.
  func write(to json: inout JSONText) {
    json.object { json in
      json.field("file", path)
      json.field("offset", Int(offset))
      json.field("reason", defect.reason.rawValue)
      json.field("field", defect.field)
      json.field("head", head)
    }
    json.newline()
  }
}
