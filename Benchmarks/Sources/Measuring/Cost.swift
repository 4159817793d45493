import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What one run of a program cost.
package struct Cost: Sendable {
  /// Wall time.
  package var seconds: Double
  /// User and system time of the child, of all its threads.
  package var processorSeconds: Double
  /// The child's greatest resident size.
  package var peakBytes: Int
  package var exitCode: Int32
}

package struct BenchmarkError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// Runs a program to its end, its standard output thrown away, and says what it cost.
///
/// - Parameter accepted: exit codes that do not count as failure.
package func measure(_ arguments: [String], accepting accepted: Set<Int32> = [0]) throws -> Cost {
  let start = ContinuousClock.now
  let child = try Child(arguments)
  let (exitCode, usage) = try child.wait()
  let elapsed = ContinuousClock.now - start
  guard accepted.contains(exitCode) else {
    throw BenchmarkError("\(arguments.joined(separator: " ")) ended with \(exitCode)")
  }
  #if canImport(Darwin)
    let peak = usage.ru_maxrss
  #else
    let peak = usage.ru_maxrss * 1024
  #endif
  return Cost(
    seconds: elapsed.inSeconds, processorSeconds: usage.ru_utime.inSeconds + usage.ru_stime.inSeconds,
    peakBytes: Int(peak), exitCode: exitCode)
}

/// A program that runs beside this one.
package struct Child {
  package let pid: pid_t
  private let name: String

  /// - Parameters:
  ///   - output: where standard output goes.
  ///   - errors: where standard error goes; this program's own if `nil`.
  package init(_ arguments: [String], output: String = "/dev/null", errors: String? = nil) throws {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if let errors {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, arguments[0], &actions, nil, pointers, environ)
    guard code == 0 else { throw BenchmarkError("\(arguments[0]): \(String(cString: strerror(code)))") }
    self.pid = pid
    name = arguments[0]
  }

  package func send(_ signal: Int32) { kill(pid, signal) }

  /// Its exit code, 128 and the signal if a signal ended it.
  package func wait() throws -> (exitCode: Int32, usage: rusage) {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw BenchmarkError("\(name): \(String(cString: strerror(errno)))") }
    }
    return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F, usage)
  }
}

/// Whether a program of that name is in the search path.
package func isInstalled(_ program: String) -> Bool {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
}

extension Duration {
  package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension timeval {
  fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
