import Foundation

/// The Unix-domain socket of a state directory: how commands reach the agent that runs on it.
///
/// Its mode is 0600, so that nobody but the agent's own account, and root, can decide anything.
enum ControlSocket {
  /// The name within a state directory.
  static let name = "agent.sock"

  static func path(_ directory: String) -> String { directory + "/" + name }

  /// What the system said.
  struct Failure: Error, Equatable {
    var number: Int32

    var text: String { String(cString: strerror(number)) }
  }

  /// Makes the socket and listens on it, in place of what an agent that died may have left. The caller has the state
  /// directory's lock.
  static func listen(_ directory: String) throws(EngineError) -> Descriptor {
    let path = path(directory)
    var status = stat()
    if lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFSOCK else {
        throw EngineError(.runtime, "\(path): is no socket, but stands where the agent's has to be; move it away")
      }
      unlink(path)
    }
    do throws(Failure) {
      let descriptor = try make()
      try call(directory) { bind(descriptor.number, $0, $1) }
      // Before it listens nobody can connect, so it is never open to others.
      guard chmod(path, 0o600) == 0, Foundation.listen(descriptor.number, 128) == 0 else {
        throw Failure(number: errno)
      }
      return descriptor
    } catch {
      throw EngineError(.runtime, "\(path): no socket can be made here: \(reason(error))")
    }
  }

  static func connect(_ directory: String) throws(Failure) -> Descriptor {
    let descriptor = try make()
    try call(directory) { Foundation.connect(descriptor.number, $0, $1) }
    return descriptor
  }

  static func reason(_ failure: Failure) -> String {
    failure.number == ENAMETOOLONG
      ? "its path is longer than the \(capacity - 1) bytes that a socket's may have; choose a shorter --state"
      : failure.text
  }

  /// Not blocking, closed on exec, and without SIGPIPE where that is a matter of the socket.
  static func prepare(_ descriptor: Descriptor) {
    _ = fcntl(descriptor.number, F_SETFD, FD_CLOEXEC)
    descriptor.makeNonBlocking()
    #if canImport(Darwin)
      var isOn: Int32 = 1
      setsockopt(descriptor.number, SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  private static func make() throws(Failure) -> Descriptor {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #endif
    let descriptor = Descriptor(socket(AF_UNIX, kind, 0))
    guard descriptor.number >= 0 else { throw Failure(number: errno) }
    prepare(descriptor)
    return descriptor
  }

  /// Bytes of an address's path, with the NUL at its end.
  private static let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  /// Makes a system call with the socket's address.
  ///
  /// A path that does not fit is taken by way of the directory's descriptor, where the system offers that (Linux).
  private static func call(
    _ directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(Failure) {
    var path = path(directory)
    var place: Descriptor?
    if path.utf8.count >= capacity {
      #if os(Linux)
        let opened = Descriptor(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard opened.number >= 0 else { throw Failure(number: errno) }
        path = "/proc/self/fd/\(opened.number)/\(name)"
        place = opened
      #else
        throw Failure(number: ENAMETOOLONG)
      #endif
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    let number = errno
    withExtendedLifetime(place) {}
    guard result == 0 else { throw Failure(number: number) }
  }
}
