import Notation
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a log holds.
package enum LogKind: String, Codable, Sendable {
  case predictions
  case labels
}

/// A line that was set aside.
package struct DeadLetter: Equatable, Sendable {
  package var path: String
  /// Where the line begins, in bytes of the (uncompressed) content.
  package var offset: Int64
  package var defect: LineDefect
  /// The line's first bytes.
  package var head: String

  package init(path: String, offset: Int64, defect: LineDefect, head: String) {
    self.path = path
    self.offset = offset
    self.defect = defect
    self.head = head
  }
}

/// One log file that is read from an offset to its present end, again and again as it grows. An archive may grow, too:
/// one that ends in the middle of its data is read further once there is more.
///
/// The file stays the same whatever becomes of its name: after a rename the rest of it is still read. Truncation
/// (the file is shorter than what was read) starts it anew.
package final class LogFile {
  package let kind: LogKind
  package let path: String
  package let identity: FileIdentity
  /// The last line of a compressed file counts without a line end, too.
  package let isArchive: Bool
  /// Lines read, bad ones too.
  package private(set) var lines = 0
  /// Size in bytes as last seen, compressed if the file is.
  package private(set) var size: Int64 = 0

  private let reader: LineReader
  private let stream: any ByteStream
  private let file: FileStream

  package static let defaultLineLimit = 1 << 20

  package init(
    path: String, kind: LogKind, offset: Int64 = 0, lineLimit: Int = LogFile.defaultLineLimit, chunk: Int = 1 << 18
  ) throws(IngestError) {
    self.kind = kind
    self.path = path
    isArchive = path.hasSuffix(".gz")
    if isArchive {
      let archive = try GzipStream(path: path)
      try archive.skip(offset)
      (stream, file) = (archive, archive.file)
    } else {
      file = try FileStream(path: path, offset: offset)
      stream = file
    }
    let status = try file.status()
    identity = FileIdentity(status)
    size = Int64(status.st_size)
    reader = LineReader(stream: stream, offset: offset, lineLimit: lineLimit, chunk: chunk)
  }

  /// The offset behind the last line that was taken, in bytes of the (uncompressed) content.
  package var offset: Int64 { reader.offset }

  /// Bytes of the file on disk that have been read, compressed if the file is.
  package var bytesRead: Int64 { stream.position }

  /// Decodes up to `limit` lines into the batch. True if the file has no more at the moment.
  ///
  /// With `endOfInput` a last line without its line end counts, too; an archive always ends like that.
  package func read(
    into batch: inout RecordBatch, with decoder: RecordDecoder, limit: Int, endOfInput: Bool,
    reject: (DeadLetter) -> Void
  ) throws(IngestError) -> Bool {
    try read(limit: limit, endOfInput: endOfInput, reject: reject) { bytes throws(LineDefect) in
      try decoder.decode(bytes, into: &batch)
    }
  }

  package func read(
    into batch: inout LabelBatch, with decoder: LabelDecoder, limit: Int, endOfInput: Bool,
    reject: (DeadLetter) -> Void
  ) throws(IngestError) -> Bool {
    try read(limit: limit, endOfInput: endOfInput, reject: reject) { bytes throws(LineDefect) in
      try decoder.decode(bytes, into: &batch)
    }
  }

  private func read(
    limit: Int, endOfInput: Bool, reject: (DeadLetter) -> Void,
    decode: (UnsafeRawBufferPointer) throws(LineDefect) -> Void
  ) throws(IngestError) -> Bool {
    var count = 0
    let status = try reader.read(endOfInput: endOfInput || isArchive) { line in
      take(line, reject: reject, decode: decode)
      count += 1
      return count < limit
    }
    return status == .drained
  }

  private func take(
    _ line: LineReader.Line, reject: (DeadLetter) -> Void,
    decode: (UnsafeRawBufferPointer) throws(LineDefect) -> Void
  ) {
    lines += 1
    do throws(LineDefect) {
      if line.isOverlong { throw LineDefect(.lineTooLong) }
      try decode(line.bytes)
    } catch {
      let head = String(decoding: line.bytes.prefix(200), as: UTF8.self)
      reject(DeadLetter(path: path, offset: line.offset, defect: error, head: head))
    }
  }

  /// Looks whether the file was truncated or replaced since it was opened.
  package func checkForChange() throws(IngestError) -> Change {
    size = Int64(try file.status().st_size)
    if size < stream.position { return .truncated }
    return FileIdentity(path: path) == identity ? .none : .replaced
  }

  package enum Change {
    case none
    /// Shorter than what was read: its content is new from the start.
    case truncated
    /// Another file, or none, has its name now.
    case replaced
  }
}
