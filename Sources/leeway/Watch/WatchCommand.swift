import ArgumentParser
import Configuration
import Dashboard
import Engine
import Foundation
import Notation
import Readings
import Terminal

/// `leeway watch`: the dashboard, of a running agent or on an engine of its own.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show the live dashboard.",
    discussion: """
      Where an agent runs on the state directory, the dashboard is attached to it: the first picture is there at once, \
      and when the agent is restarted the dashboard finds it again. Otherwise it reads the logs that the \
      configuration's inputs match by itself, from their beginning, and follows them as they grow. Webhooks and scripts \
      are always the agent's; alerts show what it did about them and what people decided. Press ? for the keys.

      The view is as it was left. --once prints one screen as text and ends: for pipes, cron and chat.

      Exit codes: 0 fine, 1 with --once if a level is red, 2 usage or configuration, 3 runtime.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(
    name: .long,
    help: ArgumentHelp("Where an agent keeps its state; .leeway beside the configuration.", valueName: "dir"))
  var state: String?

  @Flag(name: .long, help: "Be attached to an agent, and wait for one if there is none.")
  var attach = false

  @Flag(name: .long, help: "Read the logs here, though an agent runs.")
  var own = false

  @Option(
    name: .long, help: ArgumentHelp("Who decides, where you decide something: goes on record.", valueName: "name"))
  var by: String?

  @Flag(name: .long, help: "Print one screen as text and end.")
  var once = false

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if attach, own { throw ValidationError("--attach and --own cannot both be wished for") }
  }

  func run() throws {
    let configuration = try options.load()
    let directory = state ?? configuration.paths.absolute(".leeway")
    let isAttached = attach || (!own && AttachedAgent.isThere(directory))
    if once {
      let snapshot =
        isAttached
        ? try AttachedAgent.snapshot(of: directory)
        : try OwnEngine(configuration: configuration, stateDirectory: directory, events: EventQueue()).snapshotOfAll()
      return try printOnce(snapshot)
    }
    let events = EventQueue()
    let source: any SnapshotSource =
      isAttached
      ? AttachedSource(directory: directory, events: events)
      : try OwnEngine(configuration: configuration, stateDirectory: directory, events: events)
    let exit = try show(source, events, configuration, directory)
    if case .signal(let number) = exit { Foundation.exit(128 + number) }
  }

  private func show(
    _ source: any SnapshotSource, _ events: EventQueue, _ configuration: WatchConfiguration, _ directory: String
  ) throws -> DashboardExit {
    let section = CheckedDashboard(configuration.dashboard, into: Diagnostics())
    var dashboard = display.dashboard(section)
    dashboard.person = by ?? PeerAccount.own
    let views = ViewStore(configuration: configuration.paths.file)
    let feed = WatchFeed(configuration: configuration, stateDirectory: directory, views: views, events: events)
    source.start()
    defer {
      source.stop()
      feed.finish()
    }
    do {
      return try runDashboard(
        options: display.terminal(section), dashboard: dashboard, saved: views.load(),
        environment: ProcessInfo.processInfo.environment, now: wallClock, feed: feed)
    } catch {
      throw EngineError(.runtime, "\(error)")
    }
  }

  private func printOnce(_ snapshot: Snapshot) throws {
    let environment = ProcessInfo.processInfo.environment
    let width = environment["COLUMNS"].flatMap(Int.init) ?? 120
    let height = environment["LINES"].flatMap(Int.init) ?? 36
    let text = renderOnce(
      snapshot: snapshot, width: min(max(width, 40), 400), height: min(max(height, 10), 200),
      unicode: !display.ascii, screen: display.view ?? .overview, now: wallClock())
    print(text, terminator: "")
    if snapshot.ingest.records == 0, snapshot.ingest.lines > 0 {
      for line in snapshot.log where line.severity == .error { StandardError.write("leeway watch: \(line.message)\n") }
      throw ExitCode(3)
    }
    if snapshot.readings.values.contains(where: { $0.level == .red }) { throw ExitCode(1) }
  }
}
