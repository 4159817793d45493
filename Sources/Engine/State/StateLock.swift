import Foundation

/// Holds a state directory for one process: two engines on one state would count everything twice.
///
/// An advisory lock on a file of its own; the system lets go of it when the process ends, however that happens.
final class StateLock {
  private let descriptor: Int32

  /// For who only looks whether there is a lock, and has it for that moment.
  private static let patience = 5
  private static let pause: UInt32 = 50_000

  /// Throws an error that names the process that has the directory.
  init(directory: String) throws(EngineError) {
    let path = Self.path(directory)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw EngineError(.runtime, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
    var isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    for _ in 0..<Self.patience where !isHeld {
      usleep(Self.pause)
      isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
    guard isHeld else {
      let holder = Self.text(path)
      close(descriptor)
      throw EngineError(
        .runtime, "\(directory): in use by process \(holder ?? "?"); stop it, or give another directory with --state")
    }
    // Only to be named by; a disk that is full is no reason to stop here.
    let text = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit { close(descriptor) }

  /// The process that has a directory; `nil` if none has.
  static func holder(of directory: String) -> String? {
    let path = path(directory)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? nil : text(path) ?? "?"
  }

  private static func path(_ directory: String) -> String { directory + "/lock" }

  private static func text(_ path: String) -> String? {
    let text = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    return text?.isEmpty == false ? text : nil
  }
}
