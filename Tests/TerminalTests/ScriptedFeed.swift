import Dashboard
import Foundation
import Synchronization
import Terminal

/// Gives its events all at once, and keeps what it is given.
final class ScriptedFeed: DashboardFeed, Sendable {
  private struct Kept {
    var events: [DashboardEvent]
    var effects: [DashboardEffect] = []
    var views: [SavedView] = []
    var asked = 0
  }

  let wakeDescriptor: Int32
  private let kept: Mutex<Kept>

  init(_ events: [DashboardEvent], wakeDescriptor: Int32 = -1) {
    kept = Mutex(Kept(events: events))
    self.wakeDescriptor = wakeDescriptor
  }

  var effects: [DashboardEffect] { kept.withLock(\.effects) }
  var views: [SavedView] { kept.withLock(\.views) }
  var asked: Int { kept.withLock(\.asked) }

  func add(_ event: DashboardEvent) { kept.withLock { $0.events.append(event) } }

  func takeEvents() -> [DashboardEvent] {
    var byte: UInt8 = 0
    if wakeDescriptor >= 0, asked > 0 { _ = read(wakeDescriptor, &byte, 1) }
    return kept.withLock { kept in
      defer { kept.events = [] }
      kept.asked += 1
      return kept.events
    }
  }

  func carryOut(_ effect: DashboardEffect) { kept.withLock { $0.effects.append(effect) } }
  func save(_ view: SavedView) { kept.withLock { $0.views.append(view) } }
}
