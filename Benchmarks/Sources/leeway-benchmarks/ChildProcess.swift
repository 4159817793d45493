import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What one run of a program cost.
struct Cost {
  /// Wall time.
  var seconds: Double
  /// User and system time of the child.
  var processorSeconds: Double
  /// The child's greatest resident size.
  var peakBytes: Int
  var exitCode: Int32
}

struct BenchmarkError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Runs a program to its end, its standard output thrown away, and says what it cost.
///
/// - Parameter accepted: exit codes that do not count as failure.
func measure(_ arguments: [String], accepting accepted: Set<Int32> = [0]) throws -> Cost {
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
  #else
    var actions = posix_spawn_file_actions_t()
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)

  var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }

  let start = ContinuousClock.now
  var pid: pid_t = 0
  let code = posix_spawnp(&pid, arguments[0], &actions, nil, pointers, environ)
  guard code == 0 else { throw BenchmarkError("\(arguments[0]): \(String(cString: strerror(code)))") }

  var status: Int32 = 0
  var usage = rusage()
  while wait4(pid, &status, 0, &usage) < 0 {
    guard errno == EINTR else { throw BenchmarkError("\(arguments[0]): \(String(cString: strerror(errno)))") }
  }
  let elapsed = ContinuousClock.now - start
  let exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
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

/// Whether a program of that name is in the search path.
func isInstalled(_ program: String) -> Bool {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
}

extension Duration {
  fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension timeval {
  fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
