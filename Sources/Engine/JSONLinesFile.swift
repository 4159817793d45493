import Foundation
import Notation

/// A file of JSON lines that is written from the start, through a buffer.
final class JSONLinesFile {
  private let path: String
  private let handle: FileHandle
  private var buffer = JSONText()
  private var failure: EngineError?

  init(path: String) throws(EngineError) {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
    else { throw EngineError(.runtime, "\(path): cannot be written; check that the directory exists and is yours") }
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// Appends what `body` writes. Errors come to light in ``close()``.
  func append(_ body: (inout JSONText) -> Void) {
    body(&buffer)
    if buffer.bytes.count > 1 << 18 { flush() }
  }

  private func flush() {
    guard failure == nil else { return buffer.removeAll() }
    do {
      try handle.write(contentsOf: Data(buffer.bytes))
    } catch {
      failure = EngineError(.runtime, "\(path): cannot be written further: \(error.localizedDescription)")
    }
    buffer.removeAll()
  }

  func close() throws(EngineError) {
    flush()
    if let failure { throw failure }
  }
}
