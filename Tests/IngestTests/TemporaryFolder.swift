import Foundation
import Ingest
import Records

/// A folder that goes when the test is over.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "leeway ingest \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ content: [UInt8] = []) throws -> String {
    let path = self.path + "/" + name
    try Data(content).write(to: URL(fileURLWithPath: path))
    return path
  }

  func file(_ name: String, _ content: String) throws -> String { try file(name, Array(content.utf8)) }

  func append(_ content: String, to path: String) throws {
    guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(content.utf8))
  }
}

/// Reads label lines `{"id":…,"y":…}` and says which ids came through and what was set aside.
final class LabelLog {
  let log: LogFile
  private(set) var count = 0
  private(set) var letters: [DeadLetter] = []
  private let decoder: LabelDecoder
  private var batch = LabelBatch()
  private(set) var ids: [IdentifierHash] = []

  init(_ path: String, offset: Int64 = 0, lineLimit: Int = 1000, chunk: Int = 1 << 12) throws {
    log = try LogFile(path: path, kind: .labels, offset: offset, lineLimit: lineLimit, chunk: chunk)
    guard let id = FieldPath("id"), let value = FieldPath("y") else { throw CocoaError(.featureUnsupported) }
    decoder = LabelDecoder(schema: LabelSchema(id: id, value: value, timestamp: nil, positive: "1"))
  }

  /// Reads to the present end, in portions; the number of good lines so far.
  @discardableResult
  func read(limit: Int = 1000, endOfInput: Bool = false) throws -> Int {
    var isDrained = false
    while !isDrained {
      isDrained = try step(limit: limit, endOfInput: endOfInput)
    }
    return count
  }

  /// One portion; true if there is no more at the moment.
  func step(limit: Int, endOfInput: Bool = false) throws -> Bool {
    defer {
      count += batch.count
      ids += batch.ids
      batch.removeAll()
    }
    return try log.read(into: &batch, with: decoder, limit: limit, endOfInput: endOfInput) { letters.append($0) }
  }

  static func line(_ index: Int) -> String { "{\"id\":\"\(index)\",\"y\":\(index % 2)}" }
  static func lines(_ range: Range<Int>, end: String = "\n") -> String { range.map { line($0) + end }.joined() }
}
