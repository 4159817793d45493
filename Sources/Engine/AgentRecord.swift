import Alerting
import Foundation
import Notation

/// What an agent has on record of the alerts that a dashboard shows: what people decided, and what was done. Read from
/// the agent's store, which need not be there.
package final class AgentRecord {
  private let inspection: StateInspection
  private var readAt = Instant.distantPast
  private var cached: [AlertIdentity: [Delivery]] = [:]
  /// What people decided and still stands.
  private(set) var people = PeopleBook()

  /// Between two looks at the store.
  private static let interval = TimeSpan(seconds: 2)

  package init(stateDirectory: String) {
    inspection = StateInspection(directory: stateDirectory)
  }

  /// Looks again, if it is time. What cannot be read counts as not there.
  func refresh(now: Instant) {
    guard now - readAt >= Self.interval || now < readAt else { return }
    readAt = now
    cached = [:]
    people =
      FileManager.default.fileExists(atPath: inspection.path) ? (try? inspection.people()) ?? people : PeopleBook()
  }

  /// The deliveries of an alert's newest episode that the agent knows of, oldest first.
  func deliveries(of identity: AlertIdentity) -> [Delivery] {
    if let known = cached[identity] { return known }
    guard FileManager.default.fileExists(atPath: inspection.path) else { return [] }
    let all = (try? inspection.deliveries(of: identity)) ?? []
    let newest = all.map(\.episode).max()
    let found = all.filter { $0.episode == newest }
    cached[identity] = found
    return found
  }
}
