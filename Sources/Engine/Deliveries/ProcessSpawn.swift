import Foundation

/// Starts a program in a process group of its own, which `Foundation.Process` cannot.
///
/// The child has default signal dispositions, an empty signal mask, and no descriptors but the three given ones.
enum ProcessSpawn {
  enum Outcome {
    /// The child's id, which is its group's too.
    case started(pid_t)
    case failed(String)
  }

  /// How often a program that somebody is just writing is tried again, a tenth of a second apart.
  private static let busyRetries = 20

  /// - Parameters:
  ///   - arguments: the program, by its path or by a name to be looked for in `PATH`, and what it is given.
  ///   - environment: `NAME=value`, all of it.
  ///   - output: for standard output and standard error together.
  static func start(
    _ arguments: [String], environment: [String], directory: String, input: Descriptor, output: Descriptor
  ) -> Outcome {
    guard let program = arguments.first, !program.isEmpty else { return .failed("no program is given") }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let closing = Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      let closing: Int32 = 0
    #endif
    guard posix_spawn_file_actions_init(&actions) == 0 else { return .failed("no memory") }
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard posix_spawnattr_init(&attributes) == 0 else { return .failed("no memory") }
    defer { posix_spawnattr_destroy(&attributes) }

    var steps = [
      posix_spawn_file_actions_adddup2(&actions, input.number, 0),
      posix_spawn_file_actions_adddup2(&actions, output.number, 1),
      posix_spawn_file_actions_adddup2(&actions, output.number, 2),
      directory.withCString { addChangeOfDirectory(&actions, $0) },
    ]
    #if !canImport(Darwin)
      // Descriptors of libraries, which may lack the close-on-exec flag.
      if let closeFrom { steps.append(closeFrom(&actions, 3)) }
    #endif
    var mask = sigset_t()
    sigemptyset(&mask)
    var defaults = sigset_t()
    sigfillset(&defaults)
    sigdelset(&defaults, SIGKILL)
    sigdelset(&defaults, SIGSTOP)
    let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | closing
    steps += [
      posix_spawnattr_setpgroup(&attributes, 0), posix_spawnattr_setsigmask(&attributes, &mask),
      posix_spawnattr_setsigdefault(&attributes, &defaults), posix_spawnattr_setflags(&attributes, Int16(flags)),
    ]
    if let code = steps.first(where: { $0 != 0 }) { return .failed("cannot prepare \(program): \(text(code))") }

    var pid: pid_t = 0
    let code = withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        var code = posix_spawnp(&pid, program, &actions, &attributes, arguments, environment)
        for _ in 0..<busyRetries where code == ETXTBSY {
          usleep(100_000)
          code = posix_spawnp(&pid, program, &actions, &attributes, arguments, environment)
        }
        return code
      }
    }
    return code == 0 ? .started(pid) : .failed(reason(code, program: program, directory: directory))
  }

  static func text(_ code: Int32) -> String { String(cString: strerror(code)) }

  private static func reason(_ code: Int32, program: String, directory: String) -> String {
    var isDirectory: ObjCBool = false
    if !FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) || !isDirectory.boolValue {
      return "cannot run in \(directory): not a directory"
    }
    let hint =
      switch code {
      case ENOEXEC: " (does the script begin with #!?)"
      case ENOENT where FileManager.default.fileExists(atPath: program): " (the interpreter after its #!)"
      default: ""
      }
    return "cannot run \(program): \(text(code))\(hint)"
  }

  /// Both arrays of `posix_spawn` end with a null pointer.
  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      var none: UnsafeMutablePointer<CChar>?
      guard let base = buffer.baseAddress else { return body(&none) }
      return body(base)
    }
  }

  #if canImport(Darwin)
    private static func addChangeOfDirectory(
      _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t?>, _ path: UnsafePointer<CChar>
    ) -> Int32 {
      posix_spawn_file_actions_addchdir_np(actions, path)
    }
  #else
    private typealias FileActions = UnsafeMutablePointer<posix_spawn_file_actions_t>

    /// The C library has these two, but declares them only for `_GNU_SOURCE`, which Swift's import does without.
    private static let changeDirectory = symbol(
      "posix_spawn_file_actions_addchdir_np", as: (@convention(c) (FileActions, UnsafePointer<CChar>) -> Int32).self)
    private static let closeFrom = symbol(
      "posix_spawn_file_actions_addclosefrom_np", as: (@convention(c) (FileActions, Int32) -> Int32).self)

    private static func symbol<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(nil, name).map { unsafeBitCast($0, to: type) }
    }

    private static func addChangeOfDirectory(_ actions: FileActions, _ path: UnsafePointer<CChar>) -> Int32 {
      changeDirectory?(actions, path) ?? ENOSYS
    }
  #endif
}
