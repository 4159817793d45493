import Notation
import Readings

/// Why nothing is told of an alert for now.
struct Hold {
  var reason: Delivery.Suppression
  /// When that ends by the clock, if it does.
  var until: Instant?
}

extension Dispatcher {
  func hold(on transition: AlertTransition, rule: Rule, _ occasion: Occasion) -> Hold? {
    hold(
      on: transition.identity, episode: transition.episode, rule: rule, level: transition.labelledLevel,
      isEnd: transition.to == .resolved, occasion)
  }

  /// - Parameters:
  ///   - level: that which is to be told; of the episode, if its end is.
  ///   - isEnd: whether it is to be told that the episode is over, which no acknowledgement holds back.
  func hold(
    on identity: AlertIdentity, episode: Int, rule: Rule, level: Level, isEnd: Bool, _ occasion: Occasion
  ) -> Hold? {
    if !occasion.people.silences.isEmpty || !sources.isEmpty {
      let labels = AlertLabels(identity, rule: rule, level: level)
      if let silence = occasion.people.silence(of: labels, at: occasion.now) {
        return Hold(reason: .silenced, until: silence.until)
      }
      if sources.mutes(identity, labels) { return Hold(reason: .inhibited) }
    }
    if !isEnd, let acknowledgement = occasion.people.acknowledgement(of: identity, episode: episode),
      level.severity <= acknowledgement.level.severity
    {
      return Hold(reason: .acknowledged)
    }
    return nil
  }

  func hold(
    on pending: NoticeGroup.Pending, of member: NoticeGroup.Member, in group: NoticeGroup, _ occasion: Occasion
  ) -> Hold? {
    hold(
      on: member.transition(pending), rule: rule(of: member.identity, in: group, occasion), occasion)
  }

  func hold(on member: NoticeGroup.Member, told level: Level, in group: NoticeGroup, _ occasion: Occasion) -> Hold? {
    hold(
      on: member.identity, episode: member.episode, rule: rule(of: member.identity, in: group, occasion), level: level,
      isEnd: false, occasion)
  }

  /// As configured; or what is left of it in the group.
  func rule(of identity: AlertIdentity, in group: NoticeGroup, _ occasion: Occasion) -> Rule {
    let configured = occasion.alerts.rule(named: identity.rule)
    if let configured, !configured.isRetired { return configured }
    return group.rules[identity.rule]?.rule(of: identity) ?? configured
      ?? Rule(alert: identity.rule, group: "", metric: identity.key.metric, window: identity.key.window)
  }

  // MARK: - What ends a hold

  /// Takes note of an alert as one that mutes others. Returns whether something is no longer muted by it.
  mutating func note(source transition: AlertTransition, alerts: AlertBook) -> Bool {
    guard !sources.isEmpty, let rule = alerts.rule(named: transition.identity.rule) else { return false }
    switch transition.to {
    case .firing:
      return sources.update(
        transition.identity, AlertLabels(transition.identity, rule: rule, level: transition.level))
    case .resolved:
      return sources.update(transition.identity, nil)
    case .unknown, .green, .pending, .recovering, .nodata, .error:
      return false
    }
  }

  /// Whether people have changed silences since this was last asked.
  mutating func hasNewSilences(_ people: PeopleBook) -> Bool {
    guard silences != people.silences else { return false }
    silences = people.silences
    return true
  }

  /// Has what is held back told, where nothing holds it any more.
  mutating func lookAgain(_ occasion: Occasion) -> [Delivery] {
    holding.sorted().flatMap { wake($0, occasion) }
  }

  /// Sees what a group has to do now, and does it.
  mutating func wake(_ key: String, _ occasion: Occasion) -> [Delivery] {
    guard var group = open(key) else { return [] }
    defer { close(group) }
    guard let action = actions[group.action] else { return [] }
    if group.isHolding { release(&group, action: action, occasion) }
    let isDue = group.dueAt.map { $0 <= occasion.now } ?? false
    let isRepeat = group.repeatAt(action.grouping).map { $0 <= occasion.now } ?? false
    return isDue || isRepeat ? flush(&group, action: action, isRepeat: isRepeat, occasion) : []
  }

  /// Schedules what was held back and is so no longer.
  private func release(_ group: inout NoticeGroup, action: Action, _ occasion: Occasion) {
    group.isHolding = false
    group.heldUntil = nil
    for index in group.members.indices {
      let member = group.members[index]
      for pending in [member.alarm, member.gap].compactMap(\.self) where pending.isRecorded {
        if let hold = hold(on: pending, of: member, in: group, occasion), hold.reason != .acknowledged {
          group.keep(hold)
        } else {
          // Also what is acknowledged by now: it is then let go.
          var grouping = action.grouping
          if group.toldAt == nil { grouping = nil }
          group.schedule(grouping, now: occasion.now)
        }
      }
    }
  }

  /// After a restart, once: which alerts mute others, and what was told of alerts that are watched no longer. Their end
  /// is due to be told from then on.
  mutating func prepare(_ occasion: Occasion) -> [Delivery] {
    guard !isPrepared else { return [] }
    isPrepared = true
    if !sources.isEmpty {
      for instance in occasion.alerts.standing {
        guard let level = instance.episodeLevel, let rule = occasion.alerts.rule(named: instance.identity.rule) else {
          continue
        }
        sources.update(instance.identity, AlertLabels(instance.identity, rule: rule, level: level))
      }
    }
    var made: [Delivery] = []
    for key in book.keys.sorted() {
      guard var group = open(key) else { continue }
      made += endUnwatched(in: &group, occasion)
      close(group)
    }
    return made
  }

  private mutating func endUnwatched(in group: inout NoticeGroup, _ occasion: Occasion) -> [Delivery] {
    guard let action = actions[group.action], !action.runsProgram else {
      remove(Array(group.members.indices), from: &group)
      return []
    }
    var made: [Delivery] = []
    var settled: [Int] = []
    var mended: NoticeGroup.Member?
    for index in group.members.indices where occasion.alerts.instance(group.members[index].identity) == nil {
      let member = group.members[index]
      for pending in [member.alarm, member.gap].compactMap(\.self) where pending.to != .resolved {
        if !pending.isRecorded { made += record(pending, .over, of: member, in: group, occasion) }
      }
      group.members[index].gap = nil
      group.members[index].toldGap = nil
      if member.toldGap != nil { mended = member }
      if member.alarm?.to == .resolved { continue }
      group.members[index].alarm = nil
      guard let level = member.told, group.rules[member.identity.rule]?.tellsEnd == true else {
        settled.append(index)
        continue
      }
      group.members[index].alarm = NoticeGroup.Pending(
        AlertTransition(
          at: occasion.now, identity: member.identity, episode: member.episode, from: .firing, to: .resolved,
          level: .green, previousLevel: level, figures: AlertFigures()))
      group.schedule(action.grouping, now: occasion.now)
    }
    if let mended { made += tellMended(mended, at: occasion.now, in: &group, occasion) }
    remove(settled, from: &group)
    return made
  }
}

extension NoticeGroup {
  /// Takes note that something is held back.
  mutating func keep(_ hold: Hold) {
    isHolding = true
    if let until = hold.until { heldUntil = heldUntil.map { min($0, until) } ?? until }
  }
}
