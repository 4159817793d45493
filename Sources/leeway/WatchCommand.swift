import ArgumentParser
import Dashboard
import Engine
import Foundation
import Notation
import Readings
import Synchronization
import Terminal

/// `leeway watch`: the dashboard, on an engine of its own.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show the live dashboard.",
    discussion: """
      Reads the logs that the configuration's inputs match, from their beginning, and follows them as they grow. The \
      dashboard acts on nothing: webhooks and scripts are the agent's. Where an agent keeps its state, the alerts show \
      what it did about them and what people decided. Press ? for the keys.

      --once reads what there is, prints one screen as text and ends: for pipes, cron and chat.

      Exit codes: 0 fine, 1 with --once if a level is red, 2 usage or configuration, 3 runtime.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(
    name: .long,
    help: ArgumentHelp("Where an agent keeps its state; .leeway beside the configuration.", valueName: "dir"))
  var state: String?

  @Flag(name: .long, help: "Print one screen as text and end.")
  var once = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let configuration = try options.load()
    let baseline = try BaselineFile.read(from: configuration.baseline)
    let engine = try LiveEngine(
      configuration: configuration, baseline: baseline, historyLimit: HistoryLimit.points,
      record: AgentRecord(stateDirectory: state ?? configuration.paths.absolute(".leeway")))
    if once { return try printOnce(engine) }
    let runner = LiveRunner(engine: engine)
    let thread = Thread { runner.run() }
    thread.stackSize = 8 << 20
    thread.start()
    let exit: DashboardExit
    do {
      exit = try runDashboard(
        options: display.terminal, environment: ProcessInfo.processInfo.environment, now: wallClock,
        nextSnapshot: { runner.takeSnapshot() }, send: { _ in })
    } catch let error {
      throw EngineError(.runtime, "\(error)")
    }
    runner.stop()
    if case .signal(let number) = exit { Foundation.exit(128 + number) }
  }

  private func printOnce(_ engine: LiveEngine) throws {
    engine.readAll(now: wallClock)
    let snapshot = engine.snapshot(now: wallClock())
    let environment = ProcessInfo.processInfo.environment
    let width = environment["COLUMNS"].flatMap(Int.init) ?? 120
    let height = environment["LINES"].flatMap(Int.init) ?? 36
    let text = renderOnce(
      snapshot: snapshot, width: min(max(width, 40), 400), height: min(max(height, 10), 200), unicode: !display.ascii)
    print(text, terminator: "")
    if snapshot.ingest.records == 0, snapshot.ingest.lines > 0 {
      for line in snapshot.log where line.severity == .error { StandardError.write("leeway watch: \(line.message)\n") }
      throw ExitCode(3)
    }
    if snapshot.readings.values.contains(where: { $0.level == .red }) { throw ExitCode(1) }
  }
}

/// The live engine's thread and the picture that it last made.
///
/// `@unchecked Sendable`: the engine is touched by the thread that runs ``run()`` alone; all else is behind the mutex.
private final class LiveRunner: @unchecked Sendable {
  private let engine: LiveEngine
  private let shared = Mutex((snapshot: Snapshot?.none, isStopped: false))
  private let ended = DispatchSemaphore(value: 0)

  init(engine: LiveEngine) {
    self.engine = engine
  }

  func takeSnapshot() -> Snapshot? {
    shared.withLock { state in
      defer { state.snapshot = nil }
      return state.snapshot
    }
  }

  /// Ends the thread and waits for it.
  func stop() {
    shared.withLock { $0.isStopped = true }
    ended.wait()
  }

  func run() {
    defer { ended.signal() }
    var publishedAt = ContinuousClock.now - .seconds(1)
    while !shared.withLock({ $0.isStopped }) {
      let now = wallClock()
      engine.look(now: now)
      var isBusy = true
      while isBusy, !shared.withLock({ $0.isStopped }) {
        isBusy = engine.step(now: wallClock())
        let isDue = ContinuousClock.now - publishedAt > .milliseconds(isBusy ? 250 : 500)
        if isDue, shared.withLock({ $0.snapshot == nil }) {
          let snapshot = engine.snapshot(now: wallClock())
          shared.withLock { $0.snapshot = snapshot }
          publishedAt = ContinuousClock.now
        }
      }
      // After a change a little more is let come, so that lines are not read one by one.
      if engine.wait(upTo: TimeSpan(microseconds: 200_000)) { Thread.sleep(forTimeInterval: 0.02) }
    }
  }
}
