import Dashboard
import Engine
import Foundation

extension ViewExport {
  /// Writes the file, never over one that is there, and says so. What could not be written wholly is not left behind.
  func write() throws -> String {
    let path = (path as NSString).expandingTildeInPath
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      let code = errno
      guard code != EEXIST else {
        throw EngineError(.configuration, "\(path): is there already; choose another name")
      }
      throw EngineError(.runtime, "\(path): cannot be written: \(String(cString: strerror(code)))")
    }
    var rest = Array(contents.utf8)[...]
    var failure: Int32 = 0
    while !rest.isEmpty, failure == 0 {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        failure = count == 0 ? ENOSPC : errno
      }
    }
    if close(file) != 0, failure == 0 { failure = errno }
    guard failure == 0 else {
      unlink(path)
      throw EngineError(.runtime, "\(path): cannot be written: \(String(cString: strerror(failure)))")
    }
    return "wrote \(path)"
  }
}
