import Foundation
import Ingest
import Notation

/// `dead-letters.jsonl` of an agent: every line that was set aside, once. Bounded in size by keeping one older file.
///
/// Lines wait in memory for the next checkpoint. Then they are written behind what the last checkpoint knows of, and the
/// new length is part of the transaction; so after a crash whatever is behind it is cut off, and its lines come again
/// with those of the log. A new file begins under a name of its own and takes the place of the full one only when the
/// transaction is stored.
final class DeadLetterFile {
  /// What a checkpoint knows of the file.
  struct Mark: Codable, Equatable, Sendable {
    /// How many files there were before this one.
    var generation = 0
    var length: Int64 = 0
  }

  /// Bytes of a file.
  static let fileLimit: Int64 = 16 << 20
  /// Bytes that wait; what comes on top of them is only counted.
  static let waitingLimit = 4 << 20

  private let path: String
  private let fileLimit: Int64
  private let waitingLimit: Int
  private var mark: Mark
  private var waiting = JSONText()
  private var leftOut = 0
  /// The file of ``mark`` is still to be renamed.
  private var isRenaming = false

  /// Brings the file into the state of the last checkpoint.
  ///
  /// - Parameter mark: what that knew.
  init(
    path: String, mark: Mark, fileLimit: Int64 = DeadLetterFile.fileLimit,
    waitingLimit: Int = DeadLetterFile.waitingLimit
  ) throws(EngineError) {
    self.path = path
    self.fileLimit = fileLimit
    self.waitingLimit = waitingLimit
    self.mark = mark
    let folder = (path as NSString).deletingLastPathComponent
    let prefix = (path as NSString).lastPathComponent + ".next."
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    where name.hasPrefix(prefix) {
      if name == prefix + String(self.mark.generation) {
        isRenaming = true
      } else if unlink(folder + "/" + name) != 0, errno != ENOENT {
        throw failure("removed")
      }
    }
    try finishRenaming()
    if let size = Self.size(of: path), size > self.mark.length, truncate(path, off_t(self.mark.length)) != 0 {
      throw failure("shortened")
    }
  }

  func append(_ letter: DeadLetter) {
    guard waiting.bytes.count < waitingLimit else {
      leftOut += 1
      return
    }
    letter.write(to: &waiting)
  }

  /// Writes what waits, before the transaction that is to hold the mark. After an error everything still waits.
  func write() throws(EngineError) -> Mark {
    try finishRenaming()
    var bytes = waiting.bytes
    if leftOut > 0 {
      var note = JSONText()
      note.object { $0.field("left_out", leftOut) }
      note.newline()
      bytes += note.bytes
    }
    guard !bytes.isEmpty else { return mark }
    // Shorter than it was: somebody has emptied it.
    let length = min(mark.length, Self.size(of: path) ?? 0)
    if length > 0, length + Int64(bytes.count) > fileLimit {
      let next = Mark(generation: mark.generation + 1, length: Int64(bytes.count))
      try write(bytes, to: nextPath(next), at: 0)
      return next
    }
    try write(bytes, to: path, at: length)
    return Mark(generation: mark.generation, length: length + Int64(bytes.count))
  }

  /// The transaction with the mark is stored.
  func settle(_ mark: Mark) {
    isRenaming = mark.generation != self.mark.generation
    self.mark = mark
    waiting.removeAll()
    leftOut = 0
    // If this fails it is tried again before anything else is written.
    try? finishRenaming()
  }

  private func nextPath(_ mark: Mark) -> String { "\(path).next.\(mark.generation)" }

  private func finishRenaming() throws(EngineError) {
    guard isRenaming else { return }
    let next = nextPath(mark)
    if Self.size(of: next) != nil {
      if rename(path, path + ".1") != 0, errno != ENOENT { throw failure("renamed") }
      if rename(next, path) != 0 { throw failure("renamed") }
    }
    isRenaming = false
  }

  private func write(_ bytes: [UInt8], to path: String, at offset: Int64) throws(EngineError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("opened") }
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(offset)) == 0 else { throw failure("shortened") }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset) + off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("written") }
      done += count
    }
    // Before the transaction, or a power cut could leave a length that is longer than the file.
    guard fsync(descriptor) == 0 else { throw failure("written") }
  }

  private static func size(of path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  private func failure(_ what: String) -> EngineError {
    EngineError(.runtime, "\(path): cannot be \(what): \(String(cString: strerror(errno)))")
  }
}
