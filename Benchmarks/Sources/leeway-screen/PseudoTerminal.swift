import Foundation
import Measuring

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program in a terminal of its own: what it writes is counted and thrown away.
final class PseudoTerminal {
  /// What a program sent to its terminal.
  struct Output {
    var bytes = 0
    var frames = 0
    var largestFrame = 0
  }

  let pid: pid_t
  /// `POSIX_SPAWN_SETSID` of <spawn.h>, which is not imported.
  private static let newSession: Int16 = 0x80
  private let descriptor: Int32

  /// Starts a program on a terminal of so many cells.
  ///
  /// - Parameter settings: environment variables that differ from this program's.
  init(_ arguments: [String], columns: UInt16, rows: UInt16, settings changes: [String: String] = [:]) throws {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    guard openpty(&ends.master, &ends.slave, nil, nil, &size) == 0, let name = ttyname(ends.slave) else {
      throw BenchmarkError("no pseudo terminal: \(String(cString: strerror(errno)))")
    }
    descriptor = ends.master
    // This end stays open until the program has its own, or there would be nobody at the other side.
    defer { close(ends.slave) }
    _ = fcntl(ends.slave, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Opened by the leader of a new session, it becomes the session's controlling terminal.
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    var variables = ProcessInfo.processInfo.environment
    // One that marks frames (synchronised output), so that they can be told apart.
    variables["TERM"] = "xterm-256color"
    variables["TERM_PROGRAM"] = "WezTerm"
    variables["LANG"] = "C.UTF-8"
    variables["LC_ALL"] = "C.UTF-8"
    for name in ["NO_COLOR", "TMUX", "STY"] { variables[name] = nil }
    variables.merge(changes) { $1 }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, &settings)
    guard code == 0 else { throw BenchmarkError("\(arguments[0]): \(String(cString: strerror(code)))") }
    self.pid = pid
  }

  deinit {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    close(descriptor)
  }

  func type(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Reads for so long, and counts.
  func watch(seconds: Double) -> Output {
    var counter = FrameCounter()
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if let bytes = read(within: 0.005) { counter.add(bytes, at: .now) }
    }
    return counter.output
  }

  /// Seconds until a text has been written; `nil` if it does not come.
  func wait(for text: String, within limit: Double) -> Double? {
    let start = ContinuousClock.now
    let wanted = Array(text.utf8)
    var seen: [UInt8] = []
    while (ContinuousClock.now - start).inSeconds < limit {
      guard let bytes = read(within: 0.05) else { continue }
      seen += bytes
      if seen.firstRange(of: wanted) != nil { return (ContinuousClock.now - start).inSeconds }
    }
    return nil
  }

  /// What comes within so many seconds; `nil` if nothing does.
  private func read(within seconds: Double) -> [UInt8]? {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(seconds * 1000)) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Foundation.read(descriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}
