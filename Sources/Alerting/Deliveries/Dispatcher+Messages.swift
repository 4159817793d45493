import Notation
import Readings

extension Dispatcher {
  /// So many alerts have a place in one message; what is new goes before what still fires, worst first. An Alertmanager
  /// gets further messages with the rest, since it knows only what it is told.
  static let itemLimit = 200

  /// Tells what is new in a group and not held back, and what still fires.
  ///
  /// - Parameter isRepeat: whether what still fires is to be told though nothing is new.
  mutating func flush(
    _ group: inout NoticeGroup, action: Action, isRepeat: Bool, _ occasion: Occasion
  ) -> [Delivery] {
    var made: [Delivery] = []
    let news = sift(&group, into: &made, occasion)
    let before = made.count
    if group.isAlone {
      for index in news.alarms { made += tellAlone(group.members[index].alarm, at: index, in: &group, occasion) }
      if news.alarms.isEmpty, isRepeat { made += tellTogether([], in: &group, action: action, occasion) }
      for index in news.gaps { made += tellAlone(group.members[index].gap, at: index, in: &group, occasion) }
    } else {
      if isRepeat || !news.alarms.isEmpty {
        made += tellTogether(news.alarms, in: &group, action: action, occasion)
      }
      for state in [AlertStatus.State.nodata, .error] {
        made += tellGaps(news.gaps.filter { group.members[$0].gap?.to == state }, in: &group, action: action, occasion)
      }
    }
    settle(news, in: &group)
    if made.count > before { group.toldAt = occasion.now }
    if isRepeat || !news.alarms.isEmpty { group.repeatedAt = occasion.now }
    return made
  }

  /// Holds back what has to be, and gives the positions of what is to be told.
  private mutating func sift(
    _ group: inout NoticeGroup, into made: inout [Delivery], _ occasion: Occasion
  ) -> (alarms: [Int], gaps: [Int]) {
    group.dueAt = nil
    group.heldUntil = nil
    group.isHolding = false
    var news: (alarms: [Int], gaps: [Int]) = ([], [])
    for index in group.members.indices {
      for slot in [\NoticeGroup.Member.alarm, \.gap] {
        guard let pending = group.members[index][keyPath: slot] else { continue }
        guard let hold = hold(on: pending, of: group.members[index], in: group, occasion) else {
          if slot == \.alarm { news.alarms.append(index) } else { news.gaps.append(index) }
          continue
        }
        if !pending.isRecorded { made += record(pending, hold.reason, of: group.members[index], in: group, occasion) }
        // The end of what was never told is not worth telling later.
        let isIdle = pending.to == .resolved && group.members[index].told == nil
        if slot == \.alarm, !isIdle { group.members[index].heldBy = hold.reason }
        if hold.reason == .acknowledged || isIdle {
          group.members[index][keyPath: slot] = nil
        } else {
          group.members[index][keyPath: slot]?.isRecorded = true
          group.keep(hold)
        }
      }
    }
    return news
  }

  /// What follows for the members from what has been told, or let go.
  private mutating func settle(_ news: (alarms: [Int], gaps: [Int]), in group: inout NoticeGroup) {
    for index in news.alarms {
      guard let alarm = group.members[index].alarm else { continue }
      group.members[index].alarm = nil
      group.members[index].heldBy = nil
      group.members[index].told = alarm.to == .resolved ? nil : alarm.level
      group.members[index].isAcknowledged = false
    }
    let keepsIncidents = actions[group.action]?.keepsIncidents ?? false
    for index in news.gaps {
      if keepsIncidents { group.members[index].toldGap = group.members[index].gap }
      group.members[index].gap = nil
    }
    remove(group.members.indices.filter { group.members[$0].isSettled }, from: &group)
  }

  // MARK: - Messages

  /// Its name is that of its transition, unless that is on the ledger already as held back.
  private func tellAlone(
    _ pending: NoticeGroup.Pending?, at index: Int, in group: inout NoticeGroup, _ occasion: Occasion
  ) -> [Delivery] {
    guard let pending, let action = actions[group.action] else { return [] }
    let item = item(pending, of: group.members[index], in: group, occasion)
    let kind = Notice.Kind(item.transition)
    let id =
      pending.isRecorded
      ? group.messageID(kind, part: 0, news: [item.transition])
      : Delivery.id(for: item.transition, action: group.action)
    group.sent += 1
    return [message(kind, id: id, [item], of: group, action: action, state: planner.messageState, now: occasion.now)]
  }

  /// What is new at these positions, with all that still fires.
  private func tellTogether(
    _ positions: [Int], in group: inout NoticeGroup, action: Action, _ occasion: Occasion
  ) -> [Delivery] {
    let fires =
      group.members.contains(where: \.keepsIncident) || positions.contains { group.members[$0].alarm?.to == .firing }
    let news = positions.compactMap { index in group.members[index].alarm.map { (group.members[index], $0) } }
    var entries = news.map { Entry(member: $0, pending: $1, level: $1.level) }
    entries.sort(by: Entry.worstFirst)
    var standing: [Entry] = []
    for member in group.members where member.isStanding && member.alarm == nil {
      guard let level = member.told, !hasBecomeMilder(member, occasion),
        hold(on: member, told: level, in: group, occasion) == nil
      else { continue }
      standing.append(Entry(member: member, pending: nil, level: level))
    }
    guard !entries.isEmpty || !standing.isEmpty else { return [] }
    standing.sort(by: Entry.worstFirst)
    return messages(fires ? .firing : .resolved, entries + standing, in: &group, action: action, occasion)
  }

  /// Whether what was told last is no longer true, though its action is not told of milder levels: it waits for the end.
  private func hasBecomeMilder(_ member: NoticeGroup.Member, _ occasion: Occasion) -> Bool {
    guard let told = member.told, let instance = occasion.alerts.instance(member.identity),
      instance.episode == member.episode, let level = instance.episodeLevel
    else { return false }
    return level.severity < told.severity
  }

  private func tellGaps(
    _ positions: [Int], in group: inout NoticeGroup, action: Action, _ occasion: Occasion
  ) -> [Delivery] {
    let entries = positions.compactMap { index in
      group.members[index].gap.map { Entry(member: group.members[index], pending: $0, level: $0.level) }
    }
    guard let first = entries.first?.pending else { return [] }
    return messages(
      first.to == .nodata ? .nodata : .error, entries.sorted(by: Entry.worstFirst), in: &group, action: action,
      occasion)
  }

  /// One message, or for an Alertmanager as many as are needed.
  private func messages(
    _ kind: Notice.Kind, _ entries: [Entry], in group: inout NoticeGroup, action: Action, _ occasion: Occasion
  ) -> [Delivery] {
    var isSplit = false
    if case .alertmanager = action.kind { isSplit = true }
    let news = entries.compactMap { entry in entry.pending.map { entry.member.transition($0) } }
    // Ends first, so that none of them comes after a message that says that the alert fires again.
    let ordered = isSplit ? entries.filter(\.isEnd) + entries.filter { !$0.isEnd } : entries
    var made: [Delivery] = []
    for (part, start) in stride(from: 0, to: entries.count, by: Self.itemLimit).enumerated() {
      guard part == 0 || isSplit else { break }
      let page = ordered[start..<min(start + Self.itemLimit, ordered.count)].sorted(by: Entry.worstFirst)
      let items = page.map { entry in
        entry.pending.map { item($0, of: entry.member, in: group, occasion) }
          ?? standingItem(entry.member, level: entry.level, in: group, occasion)
      }
      made.append(
        message(
          kind, id: group.messageID(kind, part: part, news: news), items,
          omitted: isSplit ? 0 : entries.count - items.count, of: group, action: action, state: planner.messageState,
          now: occasion.now))
    }
    group.sent += 1
    return made
  }

  /// Tells a PagerDuty that an alert has figures again, once nothing else keeps the incident open that it was told of:
  /// it would stay open, and swallow the next one. An Alertmanager hears it by no longer hearing of the gap.
  ///
  /// - Parameter member: as it was before that.
  func tellMended(
    _ member: NoticeGroup.Member, at time: Instant, in group: inout NoticeGroup, _ occasion: Occasion
  ) -> [Delivery] {
    guard let gap = member.toldGap, let action = actions[group.action], case .pagerduty = action.kind,
      group.rules[member.identity.rule]?.tellsEnd == true, !group.members.contains(where: \.keepsIncident)
    else { return [] }
    let end = AlertTransition(
      at: time, identity: member.identity, episode: member.episode, from: gap.to, to: .green, level: .green,
      previousLevel: gap.level, figures: AlertFigures())
    let rule = rule(of: member.identity, in: group, occasion)
    let id = group.messageID(.resolved, part: 0, news: [end])
    group.sent += 1
    return [
      message(
        .resolved, id: id, [Notice.Item(transition: end, rule: rule, startedAt: gap.at)], of: group, action: action,
        state: planner.messageState, now: occasion.now)
    ]
  }

  // MARK: - Deliveries

  /// Says on the ledger that something is not told, and why.
  func record(
    _ pending: NoticeGroup.Pending, _ reason: Delivery.Suppression, of member: NoticeGroup.Member,
    in group: NoticeGroup, _ occasion: Occasion
  ) -> [Delivery] {
    guard let action = actions[group.action] else { return [] }
    let item = Notice.Item(
      transition: member.transition(pending), rule: rule(of: member.identity, in: group, occasion),
      startedAt: member.startedAt, toldLevel: member.outdatedLevel(by: pending))
    return [
      message(
        Notice.Kind(item.transition), id: Delivery.id(for: item.transition, action: group.action), [item], of: group,
        action: action, state: .suppressed(reason), now: occasion.now)
    ]
  }

  func message(
    _ kind: Notice.Kind, id: String, _ items: [Notice.Item], omitted: Int = 0, of group: NoticeGroup, action: Action,
    state: Delivery.State, now: Instant, by person: String? = nil
  ) -> Delivery {
    let notice = Notice(
      id: id, kind: kind, groupKey: group.key, groupLabels: group.labels.map { ($0.name, $0.value) }, items: items,
      omitted: omitted, at: now, by: person)
    var delivery = Delivery(
      id: id, transition: items[0].transition, action: action, thread: group.key, state: state, now: now,
      payload: NoticePayload.text(notice, for: action))
    delivery.alertCount = items.count + omitted
    return delivery
  }

  private func item(
    _ pending: NoticeGroup.Pending, of member: NoticeGroup.Member, in group: NoticeGroup, _ occasion: Occasion
  ) -> Notice.Item {
    let transition =
      pending.isRecorded
      ? member.transition(pending, asOf: occasion.alerts.instance(member.identity)) : member.transition(pending)
    return Notice.Item(
      transition: transition, rule: rule(of: member.identity, in: group, occasion), startedAt: member.startedAt,
      toldLevel: member.outdatedLevel(by: pending))
  }

  func standingItem(
    _ member: NoticeGroup.Member, level: Level, in group: NoticeGroup, _ occasion: Occasion
  ) -> Notice.Item {
    Notice.Item(
      transition: member.standing(at: level, asOf: occasion.alerts.instance(member.identity)),
      rule: rule(of: member.identity, in: group, occasion), startedAt: member.startedAt)
  }

  /// An alert that has a place in a message: with something new, or as one that still fires.
  private struct Entry {
    var member: NoticeGroup.Member
    var pending: NoticeGroup.Pending?
    var level: Level

    var isEnd: Bool { pending?.to == .resolved }

    static func worstFirst(_ a: Entry, _ b: Entry) -> Bool {
      if a.level.severity != b.level.severity { return a.level.severity > b.level.severity }
      if a.member.identity != b.member.identity { return a.member.identity < b.member.identity }
      return a.member.episode < b.member.episode
    }
  }
}

extension Notice.Kind {
  init(_ transition: AlertTransition) {
    self =
      switch transition.to {
      case .resolved: .resolved
      case .nodata: .nodata
      case .error: .error
      case .firing, .unknown, .green, .pending, .recovering: .firing
      }
  }
}
