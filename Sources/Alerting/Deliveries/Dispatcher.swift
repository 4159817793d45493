import Notation
import Readings

/// From what happens to alerts to what is to be done about it: messages in groups, programs behind their guards; held
/// back by silences, inhibitions and acknowledgements. A plain value: it decides, and does nothing.
///
/// - A **message** is told once for each transition that asks for it (``DeliveryPlanner/wanted(_:rule:)``), or, where
///   the action has a ``Grouping``, together with others of its group. What is silenced or inhibited is held back: the
///   ledger says so once for each transition and action, and it is told later if it is then still untold and true.
///   What somebody acknowledged is not told again at that level or a milder one. That an alert is over is told once
///   to those who have been told that it fires, however old that is by then.
/// - A **program** runs at most once per action, alert and episode. What is held back when it is planned is given up.
///
/// Everything here that has to outlive the process is in ``groups`` and in the deliveries.
package struct Dispatcher: Sendable {
  /// By name. Names that a rule has and this has not are passed over; `leeway check` reports them.
  package let actions: [String: Action]
  package let inhibitions: [Inhibition]
  /// Transitions older than this on the engine's clock are recorded, but no longer acted upon.
  package var maxAge: TimeSpan { planner.maxAge }
  package var policy: DeliveryPlanner.Policy { planner.policy }
  /// Those that wait for a person: for approval, or as `unknown`. By id.
  package internal(set) var waiting: [String: Delivery] = [:]

  let planner: DeliveryPlanner
  var ledger: DeliveryLedger
  /// By key.
  var book: [String: NoticeGroup] = [:]
  /// The keys of the groups that an alert is in, in order.
  var places: [AlertIdentity: [String]] = [:]
  var schedule = DueSchedule()
  /// The keys of the groups that hold something back.
  var holding: Set<String> = []
  var sources: InhibitionIndex
  /// As they were when what is held back was last looked at; `nil` after a restart.
  var silences: [Silence]?
  /// Whether what was stored has been held against the alerts.
  var isPrepared = false

  /// What a decision goes by.
  struct Occasion {
    let alerts: AlertBook
    let people: PeopleBook
    /// The engine's clock.
    let now: Instant
  }

  /// - Parameters:
  ///   - groups: as stored.
  ///   - deliveries: as stored: what guards and people may ask for.
  package init(
    actions: [String: Action], inhibitions: [Inhibition] = [], policy: DeliveryPlanner.Policy, maxAge: TimeSpan,
    groups: [NoticeGroup] = [], deliveries: [Delivery] = []
  ) {
    self.actions = actions
    self.inhibitions = inhibitions
    planner = DeliveryPlanner(policy: policy, maxAge: maxAge)
    sources = InhibitionIndex(inhibitions)
    ledger = DeliveryLedger(deliveries)
    for delivery in deliveries where delivery.state == .awaitingApproval || delivery.state == .unknown {
      waiting[delivery.id] = delivery
    }
    for group in groups {
      for member in group.members { addPlace(group.key, of: member.identity) }
      close(group)
    }
  }

  // MARK: - What is stored

  /// What is to be stored, in the order of the keys. Complexity: O(*n* log *n*).
  package var groups: [NoticeGroup] { book.values.sorted { $0.key < $1.key } }

  // MARK: - Time

  /// When ``advance(alerts:people:now:)`` next has something to do; `nil` if nothing waits. That people decide
  /// something is not foreseen here: it has to be called then, too. Complexity: O(1), beside what waits for approval.
  package var nextDue: Instant? {
    if !isPrepared, !book.isEmpty { return .distantPast }
    let expiry = waiting.values.compactMap { $0.state == .awaitingApproval ? $0.expiresAt : nil }.min()
    return [schedule.first, expiry].compactMap(\.self).min()
  }

  /// What is due by the clock alone, or has become due by what people decided: groups that have waited, repetitions,
  /// what was held back and is so no longer, approvals that nobody gave in time.
  ///
  /// - Parameter now: the engine's clock.
  /// - Returns: deliveries that are new, or whose state has changed. All are to be stored.
  package mutating func advance(alerts: AlertBook, people: PeopleBook, now: Instant) -> [Delivery] {
    let occasion = Occasion(alerts: alerts, people: people, now: now)
    var made = prepare(occasion)
    if hasNewSilences(people) { made += lookAgain(occasion) }
    guard let due = nextDue, due <= now else { return made }
    made += expireApprovals(now: now)
    for key in schedule.takeDue(now: now) { made += wake(key, occasion) }
    return made
  }

  // MARK: - Groups

  /// Takes a group out to be changed, so that it is not copied; to be given back by ``close(_:)``.
  mutating func open(_ key: String) -> NoticeGroup? { book.removeValue(forKey: key) }

  mutating func close(_ group: NoticeGroup) {
    let key = group.key
    guard !group.members.isEmpty else {
      holding.remove(key)
      schedule.set(key, nil)
      return
    }
    schedule.set(key, group.next(actions[group.action]?.grouping))
    if group.isHolding { holding.insert(key) } else { holding.remove(key) }
    book[key] = group
  }

  mutating func addPlace(_ key: String, of identity: AlertIdentity) {
    var keys = places[identity] ?? []
    guard !keys.contains(key) else { return }
    keys.insert(key, at: keys.firstIndex { $0 > key } ?? keys.count)
    places[identity] = keys
  }

  /// Lets go the members at these positions, in ascending order.
  mutating func remove(_ positions: [Int], from group: inout NoticeGroup) {
    guard !positions.isEmpty else { return }
    let identities = positions.map { group.members[$0].identity }
    if positions.count == 1 {
      group.members.remove(at: positions[0])
    } else {
      let gone = Set(positions)
      group.members = group.members.indices.filter { !gone.contains($0) }.map { group.members[$0] }
    }
    for identity in identities where group.positions(of: identity).isEmpty {
      places[identity]?.removeAll { $0 == group.key }
      if places[identity]?.isEmpty == true { places[identity] = nil }
    }
  }
}
