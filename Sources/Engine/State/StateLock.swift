import Foundation

/// Holds a state directory for one process: two engines on one state would count everything twice.
///
/// An advisory lock on a file of its own; the system lets go of it when the process ends, however that happens.
final class StateLock {
  private let descriptor: Int32

  /// Throws an error that names the process that has the directory.
  init(directory: String) throws(EngineError) {
    let path = directory + "/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw EngineError(.runtime, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
      close(descriptor)
      throw EngineError(
        .runtime, "\(directory): in use by process \(holder ?? "?"); stop it, or give another directory with --state")
    }
    let text = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit { close(descriptor) }
}
