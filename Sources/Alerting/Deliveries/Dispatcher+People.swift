import Notation
import Readings

extension Dispatcher {
  /// Somebody has acknowledged an alert: tells the systems that know of acknowledgements. Of a group they are told once
  /// everything in it that fires is acknowledged, since to them it is one incident.
  package mutating func acknowledge(
    _ acknowledgement: Acknowledgement, alerts: AlertBook, now: Instant
  ) -> [Delivery] {
    let occasion = Occasion(alerts: alerts, people: PeopleBook(), now: now)
    var made: [Delivery] = []
    for key in places[acknowledgement.identity] ?? [] {
      guard var group = open(key) else { continue }
      defer { close(group) }
      guard let action = actions[group.action], case .pagerduty = action.kind,
        let index = group.position(of: acknowledgement.identity, episode: acknowledgement.episode),
        group.members[index].isStanding, !group.members[index].isAcknowledged
      else { continue }
      group.members[index].isAcknowledged = true
      let standing = group.members.filter(\.isStanding)
      guard standing.allSatisfy(\.isAcknowledged) else { continue }
      let items = standing.compactMap { member in
        member.told.map { standingItem(member, level: $0, in: group, occasion) }
      }
      let id = group.messageID(.acknowledged, part: 0, news: items.map(\.transition))
      made.append(
        message(
          .acknowledged, id: id, Array(items.sorted(by: Notice.Item.worstFirst).prefix(Self.itemLimit)),
          omitted: max(0, items.count - Self.itemLimit), of: group, action: action, state: planner.messageState,
          now: now, by: acknowledgement.by))
      group.sent += 1
    }
    return made
  }

  /// The alerts that an action has told and that still fire, or still have no figure: what an Alertmanager has to keep
  /// hearing of, silenced or not, or it would take them to be over. In the order of their groups.
  /// Complexity: O(*n* log *n*).
  package func standing(action: String, alerts: AlertBook) -> [Notice.Item] {
    let occasion = Occasion(alerts: alerts, people: PeopleBook(), now: .distantPast)
    return groups.lazy.filter { $0.action == action }.flatMap { group in
      group.members.flatMap { member in
        var items: [Notice.Item] = []
        if member.isStanding, let level = member.told {
          items.append(standingItem(member, level: level, in: group, occasion))
        }
        if let gap = member.toldGap {
          items.append(
            Notice.Item(
              transition: member.transition(gap), rule: rule(of: member.identity, in: group, occasion),
              startedAt: member.startedAt))
        }
        return items
      }
    }
  }

  // MARK: - Programs

  /// Why a delivery that waits for approval cannot be made now, whoever asks for it: another run of its action since it
  /// was planned, and the action's cooldown or bound per day. It goes on waiting. That an `unknown` run is repeated is
  /// for people alone to judge.
  func objection(toApproving delivery: Delivery, now: Instant) -> Delivery.Suppression? {
    guard delivery.state == .awaitingApproval, case .exec(let exec)? = actions[delivery.action]?.kind else {
      return nil
    }
    var others = ledger
    others.withdraw(delivery)
    return others.objection(to: exec, action: delivery.action, now: now)
  }

  /// A person says that a waiting delivery is to be made. `nil` if none of that id waits. If it is too late for it, it
  /// is given up: the state of what is returned says so.
  package mutating func approve(_ id: String, now: Instant) -> Delivery? {
    guard var delivery = waiting.removeValue(forKey: id) else { return nil }
    if delivery.hasExpired(now: now) { return giveUp(delivery, .expired, now: now) }
    ledger.withdraw(delivery)
    delivery.approve(now: now)
    ledger.record(delivery)
    return delivery
  }

  /// A person says that it is not. `nil` if none of that id waits.
  package mutating func reject(_ id: String, now: Instant) -> Delivery? {
    waiting.removeValue(forKey: id).map { giveUp($0, .rejected, now: now) }
  }

  /// A program that was planned did not run after all, so it must not count against its guards; unless it may have run
  /// earlier, and a person then had it planned again.
  package mutating func withdraw(_ delivery: Delivery) {
    if !delivery.hasBegun { ledger.withdraw(delivery) }
  }

  mutating func expireApprovals(now: Instant) -> [Delivery] {
    let late = waiting.values.filter { $0.hasExpired(now: now) }.sorted { $0.id < $1.id }
    return late.map { delivery in
      waiting[delivery.id] = nil
      return giveUp(delivery, .expired, now: now)
    }
  }

  private mutating func giveUp(_ delivery: Delivery, _ reason: Delivery.Suppression, now: Instant) -> Delivery {
    var delivery = delivery
    withdraw(delivery)
    delivery.suppress(reason, now: now)
    return delivery
  }
}

extension Delivery {
  /// Whether nobody has approved it in time.
  fileprivate func hasExpired(now: Instant) -> Bool {
    state == .awaitingApproval && expiresAt.map { $0 <= now } ?? false
  }
}

extension Notice.Item {
  fileprivate static func worstFirst(_ a: Notice.Item, _ b: Notice.Item) -> Bool {
    let (one, other) = (a.transition, b.transition)
    if one.level.severity != other.level.severity { return one.level.severity > other.level.severity }
    return one.identity != other.identity ? one.identity < other.identity : one.episode < other.episode
  }
}
