import Foundation

/// A program that a test started; killed at the end of the test if it still runs.
///
/// Unlike with `Foundation.Process` the child starts with no signal blocked, whatever thread the test happens to be on.
/// What it writes goes to files, so that no pipe can fill up.
final class ChildProcess {
  /// How a child ended.
  enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let pid: pid_t
  private let directory: TestDirectory
  private let files: TestDirectory
  private var end: End?

  /// - Parameters:
  ///   - arguments: The program by its path, or by a name to look for in `PATH`, and what it is given.
  ///   - folder: The working directory, below the test's.
  ///   - environment: Added to the tests' own; an empty text takes a variable away.
  init(
    _ arguments: [String], in directory: TestDirectory, folder: String = ".", environment: [String: String] = [:]
  ) throws {
    self.directory = directory
    files = try TestDirectory()
    var variables = ProcessInfo.processInfo.environment
    for name in ["NO_COLOR", "COLUMNS", "LINES", "TMUX", "TMUX_PANE"] { variables[name] = nil }
    variables["LC_ALL"] = "C.UTF-8"
    variables.merge(environment) { _, new in new }
    let settings = variables.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }.sorted()
    // The shell changes the directory and makes way: the child keeps its process id.
    let shell = ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory.file(folder)]
    pid = try Self.spawn(shell + arguments, settings, output: files.file("out"), errors: files.file("err"))
  }

  deinit {
    guard end == nil else { return }
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  var output: String { files.text("out") }
  var errors: String { files.text("err") }

  func send(_ signal: Int32) { if end == nil { kill(pid, signal) } }

  /// How it ended, or `nil` while it runs.
  func poll() -> End? {
    if let end { return end }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    // The macros WIFEXITED, WEXITSTATUS and WTERMSIG, which Swift does not import.
    end = status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
    return end
  }

  func ended(within seconds: Double = 120) async throws -> End {
    try await eventually("process \(pid) to end; it said: \(errors.suffix(2000))", within: seconds) { poll() }
  }

  /// Waits until it has written a text to standard error.
  func hasLogged(_ text: String) async throws {
    _ = try await eventually("'\(text)' in the log") { () -> Bool? in
      if errors.contains(text) { return true }
      if let end = poll() { throw Failure(description: "ended with \(end) before '\(text)': \(errors.suffix(2000))") }
      return nil
    }
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String], output: String, errors: String
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var mask = sigset_t()
    sigemptyset(&mask)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    var argumentPointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var environmentPointers: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &argumentPointers, &environmentPointers)
    guard code == 0 else { throw Failure(description: "cannot start \(arguments): \(String(cString: strerror(code)))") }
    return pid
  }
}

/// What a program that has ended left.
struct Outcome {
  var end: ChildProcess.End
  var output: String
  var errors: String
}

/// Runs a program to its end.
func run(
  _ arguments: [String], in directory: TestDirectory, folder: String = ".", environment: [String: String] = [:]
) async throws -> Outcome {
  let child = try ChildProcess(arguments, in: directory, folder: folder, environment: environment)
  let end = try await child.ended()
  return Outcome(end: end, output: child.output, errors: child.errors)
}

/// Runs leeway to its end.
func leeway(
  _ arguments: String..., in directory: TestDirectory, environment: [String: String] = [:]
) async throws -> Outcome {
  try await run([LeewayBinary.path()] + arguments, in: directory, environment: environment)
}

/// Asks again and again until there is an answer. Generous, since the machine may be busy with something else.
func eventually<Value>(
  _ what: @autoclosure () -> String, within seconds: Double = 60, _ probe: () throws -> Value?
) async throws -> Value {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while true {
    if let value = try probe() { return value }
    guard ContinuousClock.now < deadline else {
      throw ChildProcess.Failure(description: "waited \(seconds) s in vain for \(what())")
    }
    try await Task.sleep(for: .milliseconds(8))
  }
}
