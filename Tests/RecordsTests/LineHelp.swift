import Records

func path(_ text: String) -> FieldPath? { FieldPath(text) }

/// A block with these bytes. What lies behind them is the beginning of another line, so that reading on would show.
func block(_ bytes: [UInt8], start: Int64 = 0) -> LineBlock {
  let block = LineBlock(capacity: bytes.count)
  let following = Array(repeating: Array("\n9,\"x\":{[".utf8), count: linePadding).joined().prefix(linePadding)
  block.memory.copyBytes(from: bytes)
  UnsafeMutableRawBufferPointer(rebasing: block.memory[bytes.count...]).copyBytes(from: Array(following))
  block.count = bytes.count
  block.start = start
  block.end = start + Int64(bytes.count)
  return block
}

func block(_ text: String) -> LineBlock { block(Array(text.utf8)) }

/// A line that was set aside, with a copy of its beginning.
struct Rejection: Equatable {
  var defect: LineDefect
  var offset: Int64
  var head: [UInt8]

  init(_ line: RejectedLine) {
    defect = line.defect
    offset = line.offset
    head = Array(line.head)
  }
}

extension RecordDecoder {
  /// Decodes one line and returns its defect, `nil` for a good one.
  func defect(_ line: String, into batch: inout RecordBatch) -> LineDefect? {
    defect(Array(line.utf8), into: &batch)
  }

  func defect(_ line: [UInt8], into batch: inout RecordBatch) -> LineDefect? {
    var defect: LineDefect?
    _ = decode(block(line), into: &batch) { defect = $0.defect }
    return defect
  }
}

/// A row as it reads in full, whatever its codes are.
struct ReadableRow: Equatable {
  var timestamp: Int64
  var id: IdentifierHash?
  var served: UInt8
  var score: UInt64
  var latency: Int64
  var failed: Bool
  var overridden: Bool?
  var override: UInt64?
  var classScores: [UInt64]
  var kpis: [UInt64]
  var numeric: [UInt64]
  var categories: [String]
  var combination: [String]
}

extension RecordBatch {
  /// The row in full; the bit patterns of its numbers, so that NaN and the sign of zero count.
  func readable(_ row: Int, decodedBy decoder: RecordDecoder) -> ReadableRow {
    let vocabularies = decoder.categories
    return ReadableRow(
      timestamp: timestamps[row], id: ids.isEmpty ? nil : ids[row], served: served[row],
      score: scores[row].bitPattern, latency: latencies[row], failed: failed[row],
      overridden: overridden.isEmpty ? nil : overridden[row],
      override: overrides.isEmpty ? nil : overrides[row].bitPattern,
      classScores: classScores.map { $0[row].bitPattern }, kpis: kpis.map { $0[row].bitPattern },
      numeric: numeric.map { $0[row].bitPattern },
      categories: categorical.enumerated().map { column, codes in
        switch codes[row] {
        case Vocabulary.missing: "missing"
        case Vocabulary.overflow: "overflow"
        default: "text " + vocabularies[column].texts[Int(codes[row])]
        }
      }, combination: table.texts[Int(combinations[row])])
  }
}
