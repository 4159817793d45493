import Foundation

/// The bell of the terminal from which the agent was started.
struct TerminalBell {
  private let path: String

  init(path: String = "/dev/tty") {
    self.path = path
  }

  /// Rings once. Returns why it could not; a service, say, has no terminal. Does not block, and works from the
  /// background, too, where a terminal may otherwise stop who writes.
  func ring() -> String? {
    let terminal = Descriptor(open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
    guard terminal.number >= 0 else { return "there is no terminal: \(ProcessSpawn.text(errno))" }
    var stop = sigset_t()
    sigemptyset(&stop)
    sigaddset(&stop, SIGTTOU)
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, &stop, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    var bell: UInt8 = 7
    let count = write(terminal.number, &bell, 1)
    return count == 1 ? nil : "the terminal does not take it: \(ProcessSpawn.text(errno))"
  }
}
