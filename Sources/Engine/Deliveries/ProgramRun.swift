import Alerting
import Foundation
import Notation

/// A program that has been started: feeds it, listens to it, and waits for its end. Used by one thread.
final class ProgramRun {
  private enum Phase {
    case running
    /// TERM has been sent.
    case terminating
    /// KILL has been sent.
    case killed
  }

  /// How long output is still read after the program ended, when something else keeps the pipe open.
  private static let linger = Duration.milliseconds(250)
  private static let endByte = UInt8(ascii: "e")

  private let pid: pid_t
  private let input: Descriptor
  private let output: Descriptor
  private let wake: (read: Descriptor, write: Descriptor)
  private var payload: ArraySlice<UInt8>
  private var collected = ProgramOutput()
  private var phase = Phase.running
  private var hasEnded = false
  private var wasStopped = false
  private var grace = Duration.zero
  /// When the phase is over; `nil` when all that is left is to wait.
  private var deadline: ContinuousClock.Instant?

  init(
    pid: pid_t, payload: String, input: Descriptor, output: Descriptor, wake: (read: Descriptor, write: Descriptor)
  ) {
    self.pid = pid
    self.payload = Array(payload.utf8)[...]
    self.input = input
    self.output = output
    self.wake = wake
    for end in [input, output, wake.read, wake.write] { end.makeNonBlocking() }
  }

  /// Blocks until the program has ended and has been reaped.
  func wait(timeout: TimeSpan, grace: TimeSpan, stop: ProgramStop) -> ProgramResult {
    self.grace = grace.duration
    deadline = .now + timeout.duration
    watchForEnd()
    stop.attach(wake.write.number)
    while !isOver {
      turn()
      passDeadline()
    }
    stop.detach(wake.write.number)
    readOutput()
    // Not reaped yet, so the group's number cannot be anybody else's.
    if phase != .running { kill(-pid, SIGKILL) }
    let outcome = reap()
    return ProgramResult(
      outcome: phase == .running ? outcome : .timedOut, output: collected, wasStopped: wasStopped)
  }

  private var isOver: Bool {
    hasEnded && (output.number < 0 || deadline.map { $0 <= .now } ?? false)
  }

  /// A thread of its own waits for the program's end and says so through the pipe, on which `poll` can wait together
  /// with everything else. It leaves the reaping to ``reap()``.
  private func watchForEnd() {
    let (pid, waker) = (pid, wake.write.number)
    Thread.detachNewThread {
      var info = siginfo_t()
      while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
      var byte = Self.endByte
      while write(waker, &byte, 1) < 0, errno == EINTR {}
    }
  }

  /// Waits for whatever comes first, and deals with it.
  private func turn() {
    if payload.isEmpty || hasEnded { input.close() }
    var ends = [
      pollfd(fd: output.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: input.number, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: wake.read.number, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&ends, nfds_t(ends.count), patience) > 0 else { return }
    if ends[0].revents != 0 { readOutput() }
    if ends[1].revents != 0 { writeInput() }
    if ends[2].revents != 0 { readWake() }
  }

  /// In milliseconds, rounded up.
  private var patience: Int32 {
    guard let deadline else { return 60_000 }
    let left = max(.zero, min(deadline - .now, .seconds(60)))
    return Int32(left / .milliseconds(1)) + 1
  }

  /// As much as there is, but not for ever: whoever writes faster than we read must not keep us here.
  private func readOutput() {
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    for _ in 0..<64 where output.number >= 0 {
      let count = read(output.number, &buffer, buffer.count)
      if count > 0 {
        collected.append(buffer[..<count])
      } else if count == 0 {
        output.close()
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        output.close()
      }
    }
  }

  private func writeInput() {
    let count = payload.withUnsafeBytes { write(input.number, $0.baseAddress, $0.count) }
    if count > 0 {
      payload = payload.dropFirst(count)
    } else if count < 0, errno != EAGAIN, errno != EINTR {
      // The program does not want the rest.
      payload = []
    }
  }

  private func readWake() {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = read(wake.read.number, &buffer, buffer.count)
    guard count > 0 else { return }
    if buffer[..<count].contains(Self.endByte) {
      hasEnded = true
      // While terminating, what else is in the group has its grace, for as long as it holds the output.
      if phase != .terminating { deadline = .now + Self.linger }
    } else if phase == .running, !hasEnded {
      wasStopped = true
      terminate()
    }
  }

  private func passDeadline() {
    guard !hasEnded, let deadline, deadline <= .now else { return }
    switch phase {
    case .running:
      terminate()
    case .terminating:
      kill(-pid, SIGKILL)
      phase = .killed
      self.deadline = nil
    case .killed:
      break
    }
  }

  private func terminate() {
    phase = .terminating
    deadline = .now + grace
    kill(-pid, SIGTERM)
    // A stopped process would not hear of it.
    kill(-pid, SIGCONT)
  }

  private func reap() -> ExecOutcome {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { return .notStarted("its exit status is lost: \(ProcessSpawn.text(errno))") }
    }
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
  }
}
