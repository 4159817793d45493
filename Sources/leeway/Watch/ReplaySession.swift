import Dashboard
import Engine
import Foundation
import Notation
import Readings
import Synchronization
import Terminal

/// A replay in the dashboard: history on a virtual clock that the person can stop and speed up.
///
/// The replay runs on a thread of its own and hands over pictures of itself; the dashboard has this one.
final class ReplaySession {
  private let runner: Runner

  init(replay: Replay, speed: Double?) {
    runner = Runner(replay: replay, speed: speed)
  }

  /// Shows the dashboard until the person leaves. `nil` if the replay had not come to its end by then.
  func show(_ display: DisplayOptions, _ section: CheckedDashboard) throws -> ReplaySummary? {
    let runner = self.runner
    var dashboard = display.dashboard(section)
    dashboard.refusal = "a replay decides nothing: history is over"
    let thread = Thread { runner.run() }
    thread.stackSize = 8 << 20
    thread.start()
    defer { runner.stop() }
    let exit: DashboardExit
    do {
      exit = try runDashboard(
        options: display.terminal(section), dashboard: dashboard, saved: nil,
        environment: ProcessInfo.processInfo.environment, now: wallClock, feed: runner)
    } catch let error {
      throw EngineError(.runtime, "\(error)")
    }
    runner.stop()
    if let failure = runner.failure { throw failure }
    if case .signal(let number) = exit { Foundation.exit(128 + number) }
    return runner.summary
  }
}

/// The wall clock.
func wallClock() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }

/// The replay's thread: reads ahead of the virtual clock, but shows no pane before its time.
///
/// `@unchecked Sendable`: the replay is touched by the thread that runs ``run()`` alone; all else is behind the mutex.
private final class Runner: DashboardFeed, @unchecked Sendable {
  private struct Shared {
    var speed: Double?
    var isPaused = false
    var isStopped = false
    var isFinished = false
    var summary: ReplaySummary?
    var failure: EngineError?
    var shownMode: Snapshot.Mode?
    var shownTime: Instant?
  }

  private let replay: Replay
  private let shared: Mutex<Shared>
  private let events = EventQueue()
  private let ended = DispatchSemaphore(value: 0)

  init(replay: Replay, speed: Double?) {
    self.replay = replay
    shared = Mutex(Shared(speed: speed))
  }

  var summary: ReplaySummary? { shared.withLock { $0.summary } }
  var failure: EngineError? { shared.withLock { $0.failure } }

  var wakeDescriptor: Int32 { events.wakeDescriptor }

  func takeEvents() -> [DashboardEvent] { events.takeAll() }

  /// A replay begins as any other: what was on show at the end of the last one is no part of it.
  func save(_ view: SavedView) {}

  func carryOut(_ effect: DashboardEffect) {
    switch effect {
    case .setReplayPaused(let isPaused): shared.withLock { $0.isPaused = isPaused }
    case .setReplaySpeed(let speed): shared.withLock { $0.speed = speed }
    case .export(let export):
      DispatchQueue.global().async { [events] in events.add(.answer(Answer { try export.write() })) }
    default: break
    }
  }

  /// Ends the thread and waits for it.
  func stop() {
    let isFinished = shared.withLock { state in
      state.isStopped = true
      return state.isFinished
    }
    // A replay of standard input may be waiting for it; that thread ends with the program.
    if !isFinished { _ = ended.wait(timeout: .now() + 2) }
  }

  func run() {
    do throws(EngineError) {
      try play()
    } catch {
      shared.withLock { $0.failure = error }
    }
    shared.withLock { $0.isFinished = true }
    ended.signal()
  }

  private func play() throws(EngineError) {
    let start = ContinuousClock.now
    publish()
    let shouldStop = { self.shared.withLock { $0.isStopped } }
    var clock = VirtualClock(at: replay.findBeginning(shouldStop: shouldStop) ?? .distantPast)
    while !shouldStop() {
      let (speed, isPaused) = shared.withLock { ($0.speed, $0.isPaused) }
      let moment = clock.advance(speed: isPaused ? 0 : speed, step: replay.paneWidth)
      let goesOn = isPaused || replay.play(to: moment, shouldStop: shouldStop)
      publish(.replay(speed: speed, isPaused: isPaused))
      guard goesOn else { break }
      Thread.sleep(forTimeInterval: speed == nil && !isPaused ? 0 : 0.03)
    }
    guard !shouldStop() else { return }
    let summary = try replay.finish(seconds: (ContinuousClock.now - start).inSeconds)
    shared.withLock { $0.summary = summary }
    publish(.ended)
  }

  /// Hands over a new picture, but none that nobody has looked at yet.
  private func publish(_ mode: Snapshot.Mode = .replay(speed: nil, isPaused: false)) {
    guard
      mode == .ended
        || (!events.holdsSnapshot && shared.withLock { $0.shownMode != mode || $0.shownTime != replay.time })
    else { return }
    let snapshot = replay.snapshot(mode: mode, wallTime: wallClock())
    let time = replay.time
    shared.withLock { state in
      state.shownMode = mode
      state.shownTime = time
    }
    events.add(.snapshot(snapshot))
  }
}

/// History's clock: runs a number of times as fast as the wall's, or a pane at a time without a speed. Where reading
/// cannot keep up, or the program was suspended, it waits and does not leap.
private struct VirtualClock {
  private var moment: Instant
  private var wall = ContinuousClock.now

  /// Seconds.
  private static let longestTick = 0.25

  init(at moment: Instant) {
    self.moment = moment
  }

  mutating func advance(speed: Double?, step: TimeSpan) -> Instant {
    let now = ContinuousClock.now
    let elapsed = min((now - wall).inSeconds, Self.longestTick)
    wall = now
    moment = moment + (speed.map { TimeSpan(microseconds: Int64(elapsed * $0 * 1e6)) } ?? step)
    return moment
  }
}
