import Foundation
import Notation
import Readings
import Synchronization

/// An agent as a dashboard has it: a thread of its own receives what the agent sends, and looks for it again when it is
/// gone, each second, until ``stop()``, which has to be called: the thread keeps this alive.
///
/// `@unchecked Sendable`: all that changes is behind the mutex.
package final class AttachedAgent: @unchecked Sendable {
  package enum Event: Sendable {
    /// The newest picture; older ones that nobody took are left out.
    case snapshot(Snapshot)
    /// Pictures come, from now on or again.
    case attached(AttachGreeting)
    /// No pictures come, for this reason. Told once for each reason.
    case lost(String)
  }

  private struct State {
    var isStarted = false
    var isStopped = false
    /// Where a picture that waits stands in it, the next one takes its place.
    var events: [Event] = []
    /// Why there are none; `nil` while there are.
    var trouble: String?
    /// What to cut to end promptly.
    var channel: LineChannel?
  }

  private let directory: String
  private let state = Mutex(State())
  private let wake: (read: Descriptor, write: Descriptor)?
  private let ending = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Between two attempts to reach the agent.
  private static let pause = DispatchTimeInterval.seconds(1)
  /// An engine that has not moved for so long stands still.
  static let standstill = TimeSpan(seconds: 15)

  /// - Parameter directory: where the agent keeps its state.
  package init(directory: String) {
    self.directory = directory
    wake = Descriptor.pipe()
    wake?.read.makeNonBlocking()
    wake?.write.makeNonBlocking()
  }

  /// Whether an agent runs on a directory and can be reached.
  package static func isThere(_ directory: String) -> Bool {
    StateLock.holder(of: directory) != nil && (try? ControlSocket.connect(directory)) != nil
  }

  /// The agent's picture with its past, as it is now.
  package static func snapshot(
    of directory: String, patience: Duration = .seconds(30)
  ) throws(EngineError) -> Snapshot {
    let deadline = ContinuousClock.now + patience
    do throws(AgentLink.Failure) {
      var link = try AgentLink(directory)
      while ContinuousClock.now < deadline {
        if case .whole = try link.next(), let snapshot = link.snapshot { return snapshot }
      }
      throw AgentLink.Failure("the agent (process \(link.greeting.process)) sent no whole picture in time")
    } catch {
      throw EngineError(.runtime, "\(directory): \(error.text)")
    }
  }

  /// Readable when there are events; −1 where no descriptor is left.
  package var wakeDescriptor: Int32 { wake?.read.number ?? -1 }

  /// What has happened since it was last asked, in order.
  package func takeEvents() -> [Event] {
    if let wake {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(wake.read.number, &bytes, bytes.count) > 0 {}
    }
    return state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }

  package func start() {
    let isFirst = state.withLock { state in
      defer { state.isStarted = true }
      return !state.isStarted && !state.isStopped
    }
    guard isFirst else { return }
    let thread = Thread { [self] in
      run()
      ended.signal()
    }
    thread.name = "leeway attached"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Ends the connection and waits for the thread.
  package func stop() {
    let mustWait = state.withLock { state in
      defer { state.isStopped = true }
      state.channel?.cut()
      return state.isStarted && !state.isStopped
    }
    guard mustWait else { return }
    ending.signal()
    ended.wait()
  }

  private func run() {
    while !state.withLock({ $0.isStopped }) {
      do throws(AgentLink.Failure) {
        var link = try AgentLink(directory) { channel in
          self.state.withLock { state in
            state.channel = channel
            if state.isStopped { channel?.cut() }
          }
        }
        try follow(&link)
      } catch {
        state.withLock { $0.channel = nil }
        tell(trouble: error.text)
      }
      _ = ending.wait(timeout: .now() + Self.pause)
    }
  }

  private func follow(_ link: inout AgentLink) throws(AgentLink.Failure) {
    var isMoving = false
    while !state.withLock({ $0.isStopped }) {
      switch try link.next() {
      case .change, .whole:
        if let snapshot = link.snapshot { tell(snapshot) }
      case .heartbeat(let beat):
        let isStill = beat.clock - beat.lastMove > Self.standstill
        if isStill {
          tell(
            trouble: "the engine of the agent (process \(link.greeting.process)) has stood still "
              + "since \(beat.lastMove.rfc3339); its log tells why")
        } else if !isMoving || state.withLock({ $0.trouble != nil }) {
          tell(.attached(link.greeting))
        }
        isMoving = !isStill
      }
    }
  }

  // MARK: - Events

  private func tell(_ event: Event) {
    state.withLock { state in
      state.trouble = nil
      state.events.append(event)
    }
    rouse()
  }

  private func tell(_ snapshot: Snapshot) {
    let older = state.withLock { state -> Event? in
      guard
        let place = state.events.firstIndex(where: { if case .snapshot = $0 { true } else { false } })
      else {
        state.events.append(.snapshot(snapshot))
        return nil
      }
      // Behind what was told since.
      defer { state.events.append(.snapshot(snapshot)) }
      return state.events.remove(at: place)
    }
    withExtendedLifetime(older) {}
    rouse()
  }

  private func tell(trouble: String) {
    let isNews = state.withLock { state in
      guard !state.isStopped, state.trouble != trouble else { return false }
      state.trouble = trouble
      state.events.append(.lost(trouble))
      return true
    }
    if isNews { rouse() }
  }

  private func rouse() {
    guard let wake else { return }
    // A full pipe wakes as well as one byte.
    _ = write(wake.write.number, [UInt8(1)], 1)
  }
}
