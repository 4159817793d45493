import Configuration
import Dashboard
import Dispatch
import Engine
import Foundation
import Notation
import Readings
import Synchronization

/// A dashboard's own engine on a thread of its own: it hands over pictures of itself.
///
/// `@unchecked Sendable`: the engine is touched by the thread that runs ``run()`` alone; all else is behind the mutex.
final class OwnEngine: SnapshotSource, @unchecked Sendable {
  private let engine: LiveEngine
  private let events: EventQueue
  private let isStopped = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  init(configuration: WatchConfiguration, stateDirectory: String, events: EventQueue) throws {
    let baseline = try BaselineFile.read(from: configuration.baseline)
    engine = try LiveEngine(
      configuration: configuration, baseline: baseline, historyLimit: HistoryLimit.points,
      record: AgentRecord(stateDirectory: stateDirectory))
    self.events = events
  }

  /// The picture after all that there is now has been read.
  func snapshotOfAll() -> Snapshot {
    engine.readAll(now: wallClock)
    return engine.snapshot(now: wallClock())
  }

  func start() {
    let thread = Thread { [self] in run() }
    thread.name = "leeway engine"
    thread.stackSize = 8 << 20
    thread.qualityOfService = .utility
    thread.start()
  }

  /// Ends the thread and waits for it.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    ended.wait()
  }

  private func run() {
    defer { ended.signal() }
    giveWay()
    var publishedAt = ContinuousClock.now - .seconds(1)
    while !isStopped.load(ordering: .relaxed) {
      engine.look(now: wallClock())
      var isBusy = true
      while isBusy, !isStopped.load(ordering: .relaxed) {
        isBusy = engine.step(now: wallClock())
        guard ContinuousClock.now - publishedAt > .milliseconds(isBusy ? 250 : 500), !events.holdsSnapshot else {
          continue
        }
        events.add(.snapshot(engine.snapshot(now: wallClock())))
        publishedAt = ContinuousClock.now
      }
      // After a change a little more is let come, so that lines are not read one by one.
      if engine.wait(upTo: TimeSpan(microseconds: 200_000)) { Thread.sleep(forTimeInterval: 0.02) }
    }
  }
}

/// Lets the threads that draw go first where there are few processors: reading at full speed must not keep a key
/// waiting. Threads that this one starts do so, too. (On Linux the priority is a thread's own, and a thread's quality of
/// service means nothing.)
private func giveWay() {
  #if canImport(Glibc)
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
  #endif
}
