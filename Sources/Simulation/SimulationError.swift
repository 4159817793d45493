#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A log file that could not be written.
package struct SimulationError: Error, Hashable, CustomStringConvertible {
  package enum Operation: String, Hashable, Sendable {
    case createDirectory = "create directory"
    case open
    case write = "write to"
    case close
    case rename
    case list
  }

  package var operation: Operation
  package var path: String
  package var reason: String

  package var description: String { "cannot \(operation.rawValue) \(path): \(reason)" }

  /// The failure that `errno` tells of.
  static func system(_ operation: Operation, _ path: String) -> SimulationError {
    let code = errno
    return SimulationError(operation: operation, path: path, reason: String(cString: strerror(code)))
  }
}
