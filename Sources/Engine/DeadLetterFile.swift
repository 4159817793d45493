import Foundation
import Ingest
import Notation

/// `dead-letters.jsonl` of an agent: every line that was set aside, appended; bounded in size by keeping one older file.
final class DeadLetterFile {
  static let limit = 16 << 20

  private let path: String
  private var handle: FileHandle?
  private var size: UInt64 = 0

  init(path: String) {
    self.path = path
  }

  /// Appends a line. A file that cannot be written is tried again with the next line.
  func append(_ letter: DeadLetter) {
    var json = JSONText()
    letter.write(to: &json)
    if size + UInt64(json.bytes.count) > UInt64(Self.limit) { rotate() }
    guard let handle = handle ?? opened() else { return }
    if (try? handle.write(contentsOf: Data(json.bytes))) != nil { size += UInt64(json.bytes.count) }
  }

  private func opened() -> FileHandle? {
    if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    handle = FileHandle(forWritingAtPath: path)
    size = (try? handle?.seekToEnd()) ?? 0
    return handle
  }

  private func rotate() {
    try? handle?.close()
    handle = nil
    try? FileManager.default.removeItem(atPath: path + ".1")
    try? FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    size = 0
  }
}
