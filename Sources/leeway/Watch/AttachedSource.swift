import Dashboard
import Engine
import Foundation
import Notation
import Readings
import Synchronization

/// Snapshots of the agent that runs on a state directory, and whether it is there.
final class AttachedSource: SnapshotSource, Sendable {
  private let directory: String
  private let agent: AttachedAgent
  private let events: EventQueue
  private let isStopped = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  init(directory: String, events: EventQueue) {
    self.directory = directory
    self.events = events
    agent = AttachedAgent(directory: directory)
  }

  func start() {
    events.add(.link(.connecting(since: wallClock())))
    agent.start()
    let thread = Thread { [self] in forward() }
    thread.name = "leeway attached"
    thread.start()
  }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
    agent.stop()
    ended.wait()
  }

  /// Hands over what the agent's side has, as the dashboard knows it.
  private func forward() {
    defer { ended.signal() }
    var lostSince: Instant?
    while !isStopped.load(ordering: .relaxed) {
      var entry = pollfd(fd: agent.wakeDescriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&entry, 1, 200)
      for event in agent.takeEvents() {
        switch event {
        case .snapshot(let snapshot): events.add(.snapshot(snapshot))
        case .attached:
          lostSince = nil
          events.add(.link(.attached(to: directory)))
        case .lost(let reason):
          // Since when it is away does not change with every attempt to find it again; what is known of it may.
          let since = lostSince ?? wallClock()
          lostSince = since
          events.add(.link(.lost(since: since, reason: reason)))
        }
      }
    }
  }
}
