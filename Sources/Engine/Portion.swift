import Ingest
import Notation
import Records
import Windows

/// One block of lines, decoded and ready to be counted.
struct Portion: Sendable {
  enum Content: Sendable {
    case predictions(RecordBatch, EncodedTraffic)
    case labels(LabelBatch)
  }

  var content: Content
  /// What it was made of; tells how far the file has been read.
  var block: LineBlock
  /// Lines that are not blank, bad ones too.
  var lines: Int
  var rejected: [DeadLetter]
  /// The file's modification time when the block was read, in microseconds: nothing in it can be from much later.
  var writtenBy: Int64

  /// The lines of rows that claim a time beyond what the file can hold.
  func letters(fromTheFuture rows: [Int], path: String) -> [DeadLetter] {
    rows.map { row in
      let offset =
        switch content {
        case .predictions(let batch, _): batch.offsets[row]
        case .labels(let batch): batch.offsets[row]
        }
      let line = block.content.dropFirst(Int(offset)).prefix(200).prefix { $0 != UInt8(ascii: "\n") }
      return DeadLetter(
        path: path, offset: block.start + Int64(offset), defect: LineDefect(.inTheFuture),
        head: String(decoding: line, as: UTF8.self))
    }
  }

  /// The time of the first line that has one.
  var firstTime: Int64? {
    switch content {
    case .predictions(let batch, _): batch.timestamps.first
    case .labels(let batch): batch.timestamps.first { $0 != .min }
    }
  }

  func time(ofRow row: Int) -> Instant {
    switch content {
    case .predictions(let batch, _): Instant(microseconds: batch.timestamps[row])
    case .labels(let batch): Instant(microseconds: batch.timestamps[row])
    }
  }
}
