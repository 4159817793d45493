import Alerting
import Foundation
import Notation
import Readings

/// What an agent has on record of the alerts that a dashboard shows: what people decided, what was done, and how the
/// alerts came to where they stand. Read from the agent's store, which need not be there.
package final class AgentRecord {
  private let inspection: StateInspection
  private var readAt = Instant.distantPast
  private var stamp: [Stamp?] = []
  private var past: [AlertIdentity: StateInspection.AlertPast] = [:]
  /// Deliveries that are still to be made.
  private var open: [Delivery]?
  /// What people decided and still stands.
  private(set) var people = PeopleBook()
  /// Steps of the alerts that were looked at, and what people decided about them.
  private(set) var trail = AlertTrail()
  /// Counts what was read.
  private(set) var revision = 0

  /// Between two looks at the store.
  private static let interval = TimeSpan(seconds: 2)

  /// By which a change to a file shows.
  private struct Stamp: Equatable {
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  package init(stateDirectory: String) {
    inspection = StateInspection(directory: stateDirectory)
  }

  /// Looks again, if it is time and the store has changed. What cannot be read counts as not there.
  func refresh(now: Instant) {
    guard now - readAt >= Self.interval || now < readAt else { return }
    readAt = now
    // The store and its log: what is committed shows in one of them.
    let present = [inspection.path, inspection.path + "-wal"].map(Self.stamp)
    guard present != stamp else { return }
    revision &+= 1
    past = [:]
    trail = AlertTrail()
    guard present[0] != nil else {
      stamp = present
      people = PeopleBook()
      open = nil
      return
    }
    do {
      people = try inspection.people()
      open = try inspection.openDeliveries()
      for entry in try inspection.newestEntries(limit: AlertTrail.entryLimit) { trail.note(entry) }
      stamp = present
    } catch {
      // Of the last look, until one succeeds.
      stamp = []
    }
  }

  /// Reads what is on record of alerts, those that are known by now left out.
  func look(at identities: [AlertIdentity]) {
    guard stamp.first.flatMap(\.self) != nil else { return }
    let new = identities.filter { past[$0] == nil }
    guard !new.isEmpty else { return }
    guard let found = try? inspection.past(of: new) else {
      // Not again before the next look.
      stamp = []
      return
    }
    revision &+= 1
    past.merge(found) { _, new in new }
    for (identity, past) in found { trail.set(past.steps, of: identity) }
  }

  /// The deliveries of an alert's newest episode that the agent knows of, oldest first.
  func deliveries(of identity: AlertIdentity) -> [Delivery] { past[identity]?.deliveries ?? [] }

  /// What waits for each action; empty where no agent has stored anything.
  ///
  /// - Parameter names: of all actions.
  func actions(_ names: [String]) -> [ActionStatus] { open.map { ActionStatus.list(names, open: $0) } ?? [] }

  private static func stamp(of path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    return Stamp(
      size: Int64(status.st_size), seconds: Int(modified.tv_sec), nanoseconds: Int(modified.tv_nsec))
  }
}
