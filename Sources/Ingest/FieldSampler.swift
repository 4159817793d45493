import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the beginning of logs to find out which fields there are.
package enum FieldSampler {
  /// Visits every value of up to `limit` readable lines over all the files. Only files on disk are read: what a pipe
  /// holds can be read only once.
  ///
  /// - Parameters:
  ///   - format: how the files are written; without it by their names.
  ///   - visit: gets the dotted path of a JSON value, or the name of a CSV column.
  /// - Returns: the number of lines that were read as JSON objects or CSV records, and of those that were not.
  package static func visit(
    paths: [String], format: LabelFormat? = nil, limit: Int = 1000, _ visit: (String, LineVisitor.Value) -> Void
  ) throws(IngestError) -> (lines: Int, bad: Int) {
    var sample = Sample(limit: limit)
    for path in paths where !sample.isFull {
      let isCSV = (format ?? LabelFormat(path: path)) == .csv
      guard let reader = try reader(path, isCSV: isCSV) else { continue }
      while !sample.isFull, let block = try reader.next(expected: .max, endOfInput: true) {
        if block.isOverlong {
          sample.bad += 1
        } else if let header = block.header {
          sample.visitRecords(of: block, header: header, visit)
        } else {
          sample.visitLines(of: block, visit)
        }
      }
      // A header says what there is, even where nothing stands below it.
      if sample.lines == 0 {
        for name in reader.header ?? [] { visit(name, .null) }
      }
    }
    return (sample.lines, sample.bad)
  }

  /// How a label log is written: CSV if its name says so, or if its first line is the header of one.
  package static func labelFormat(ofFileAt path: String) throws(IngestError) -> LabelFormat {
    guard LabelFormat(path: path) == .jsonLines, let reader = try reader(path, isCSV: false),
      let block = try reader.next(expected: 1 << 14, endOfInput: true)
    else { return LabelFormat(path: path) }
    let separator = CSVText.separator(ofHeader: block.content)
    let names = CSVText.records(in: block.content, separator: separator, limit: 1).first ?? nil
    let isHeader = names.map { names in
      names.count > 1 && names.allSatisfy { $0.first.map { $0.isLetter || $0 == "_" } == true }
    }
    return isHeader == true ? .csv : .jsonLines
  }

  /// False for a pipe.
  package static func isOnDisk(_ path: String) -> Bool { FileStatus(path: path)?.type != .stream }

  /// `nil` for a pipe.
  private static func reader(_ path: String, isCSV: Bool) throws(IngestError) -> BlockReader? {
    guard isOnDisk(path) else { return nil }
    let options = Tailer.Options()
    return BlockReader(
      stream: try FileFormat(path: path).content(of: try FileStream(path: path)), offset: 0, recent: [],
      lineLimit: options.lineLimit, blockSize: options.blockSize, isCSV: isCSV)
  }
}

/// What has been looked at so far.
private struct Sample: ~Copyable {
  let limit: Int
  var lines = 0
  var bad = 0
  private let visitor = LineVisitor()

  init(limit: Int) {
    self.limit = limit
  }

  var isFull: Bool { lines + bad >= limit }

  mutating func visitLines(of block: LineBlock, _ visit: (String, LineVisitor.Value) -> Void) {
    var rest = block.content
    while !isFull, let line = Self.takeLine(&rest) {
      guard !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { continue }
      do throws(LineDefect) {
        try visitor.visit(line, visit)
        lines += 1
      } catch {
        bad += 1
      }
    }
  }

  mutating func visitRecords(of block: LineBlock, header: [String], _ visit: (String, LineVisitor.Value) -> Void) {
    let records = CSVText.records(in: block.content, separator: block.separator, limit: limit - lines - bad)
    for record in records {
      guard let record else {
        bad += 1
        continue
      }
      lines += 1
      for (name, text) in zip(header, record) { visit(name, LineVisitor.Value(csv: text)) }
    }
  }

  /// Takes the first line off, without its line end; `nil` when there are no more.
  private static func takeLine(_ rest: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard let base = rest.baseAddress, !rest.isEmpty else { return nil }
    let length = memchr(base, Int32(UInt8(ascii: "\n")), rest.count).map { UnsafeRawPointer($0) - base } ?? rest.count
    var line = UnsafeRawBufferPointer(rebasing: rest[0..<length])
    rest = UnsafeRawBufferPointer(rebasing: rest[min(length + 1, rest.count)...])
    if line.last == UInt8(ascii: "\r") { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
    return line
  }
}
