import Foundation
import Notation

/// A file of JSON lines that is written from the start, through a buffer.
final class JSONLinesFile {
  private let path: String
  private let descriptor: Descriptor
  private var buffer = JSONText()
  private var failure: EngineError?

  /// Small enough to stay in the processor's cache until it is written.
  private static let bufferSize = 1 << 16

  init(path: String) throws(EngineError) {
    self.path = path
    descriptor = Descriptor(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666))
    guard descriptor.number >= 0 else {
      throw EngineError(.runtime, "\(path): cannot be written; check that the directory exists and is yours")
    }
  }

  /// Appends what `body` writes. Errors come to light in ``close()``.
  func append(_ body: (inout JSONText) -> Void) {
    body(&buffer)
    if buffer.bytes.count > Self.bufferSize { flush() }
  }

  private func flush() {
    defer { buffer.removeAll() }
    guard failure == nil else { return }
    buffer.bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = write(descriptor.number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written > 0 {
          rest = rest.dropFirst(written)
        } else if errno != EINTR {
          failure = EngineError(.runtime, "\(path): cannot be written further: \(String(cString: strerror(errno)))")
          return
        }
      }
    }
  }

  func close() throws(EngineError) {
    flush()
    if let failure { throw failure }
  }
}
