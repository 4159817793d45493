import Configuration
import Dashboard
import Terminal

/// Where a live dashboard's snapshots come from.
protocol SnapshotSource: AnyObject {
  func start()
  /// Ends it and waits for that.
  func stop()
}

/// Ties a live dashboard to its engine or agent, to the desk where decisions go, and to the place where its view is kept.
final class WatchFeed: DashboardFeed {
  private let events: EventQueue
  private let errands: Errands
  private let views: ViewStore

  init(configuration: WatchConfiguration, stateDirectory: String, views: ViewStore, events: EventQueue) {
    self.events = events
    self.views = views
    errands = Errands(configuration: configuration, stateDirectory: stateDirectory, answers: events)
  }

  var wakeDescriptor: Int32 { events.wakeDescriptor }

  func takeEvents() -> [DashboardEvent] { events.takeAll() }

  func carryOut(_ effect: DashboardEffect) { errands.carryOut(effect) }

  func save(_ view: SavedView) { views.save(view) }

  /// What a person has decided is carried out before the program ends, and what came of it said where they see it: the
  /// terminal has been given back.
  func finish() {
    let isDone = errands.finish()
    for case .answer(let answer) in events.takeAll() { StandardError.write("leeway watch: \(answer.text)\n") }
    if !isDone {
      StandardError.write("leeway watch: no answer has come so far; 'leeway audit' tells whether it was done\n")
    }
  }
}
