import Notation
import Readings

extension Dispatcher {
  /// What the transitions of an evaluation ask for: in their order, and in the order of a rule's actions; then what
  /// they let go that was held back.
  ///
  /// - Parameters:
  ///   - alerts: as they stand after the transitions.
  ///   - now: the engine's clock.
  /// - Returns: deliveries that are new, or whose state has changed. All are to be stored.
  /// - Complexity: O(1) without transitions, but for the first call after a restart.
  package mutating func take(
    _ transitions: [AlertTransition], alerts: AlertBook, people: PeopleBook, now: Instant
  ) -> [Delivery] {
    let occasion = Occasion(alerts: alerts, people: people, now: now)
    var made = prepare(occasion)
    var isFreed = hasNewSilences(people)
    // All of them first: what fires from now on mutes its like in the same evaluation.
    for transition in transitions where note(source: transition, alerts: alerts) { isFreed = true }
    var touched: [String] = []
    for transition in transitions {
      guard let rule = alerts.rule(named: transition.identity.rule) else { continue }
      made += plan(transition, rule: rule, touched: &touched, occasion)
    }
    for key in touched where (book[key]?.dueAt).map({ $0 <= now }) ?? false { made += wake(key, occasion) }
    if isFreed { made += lookAgain(occasion) }
    return made
  }

  private mutating func plan(
    _ transition: AlertTransition, rule: Rule, touched: inout [String], _ occasion: Occasion
  ) -> [Delivery] {
    var (names, mayRun) = planner.wanted(transition, rule: rule)
    if transition.to == .resolved, rule.isRetired { names = owed(transition) }
    var made = supersede(by: transition, asking: names, occasion)
    for (index, name) in names.enumerated() where !names[..<index].contains(name) {
      guard let action = actions[name] else { continue }
      guard case .exec(let exec) = action.kind else {
        made += tell(transition, rule: rule, action: action, touched: &touched, occasion)
        continue
      }
      guard mayRun else { continue }
      let delivery = planner.program(
        exec, of: action, for: transition, rule: rule, hold: hold(on: transition, rule: rule, occasion)?.reason,
        ledger: ledger, now: occasion.now)
      ledger.record(delivery)
      if delivery.state == .awaitingApproval { waiting[delivery.id] = delivery }
      made.append(delivery)
    }
    return made
  }

  /// The actions that have told of an episode and tell of its end, now that its rule is no longer configured.
  private func owed(_ transition: AlertTransition) -> [String] {
    (places[transition.identity] ?? []).compactMap { key in
      guard let group = book[key], group.rules[transition.identity.rule]?.tellsEnd == true else { return nil }
      return group.action
    }.sorted()
  }

  /// What a transition makes untrue before it was told. The ledger says so, unless it has said already that it was
  /// held back.
  private mutating func supersede(
    by transition: AlertTransition, asking names: [String], _ occasion: Occasion
  ) -> [Delivery] {
    var made: [Delivery] = []
    for key in places[transition.identity] ?? [] {
      guard var group = open(key) else { continue }
      let isAsked = names.contains(group.action)
      var settled: [Int] = []
      var mended: NoticeGroup.Member?
      for index in group.positions(of: transition.identity) {
        if let gap = group.members[index].gap {
          if !gap.isRecorded { made += record(gap, .over, of: group.members[index], in: group, occasion) }
          group.members[index].gap = nil
        }
        if let told = group.members[index].toldGap, told.to != transition.to {
          mended = group.members[index]
          group.members[index].toldGap = nil
        }
        if let alarm = group.members[index].alarm, alarm.to == .firing, !isAsked,
          transition.to == .resolved || transition.to == .firing && transition.level != alarm.level
        {
          if !alarm.isRecorded { made += record(alarm, .over, of: group.members[index], in: group, occasion) }
          group.members[index].alarm = nil
          group.members[index].heldBy = group.members[index].heldBy ?? .over
        }
        let isEnd = transition.to == .resolved && transition.episode == group.members[index].episode
        if isEnd && !isAsked || group.members[index].isSettled { settled.append(index) }
      }
      if let mended, transition.to != .nodata, transition.to != .error {
        made += tellMended(mended, at: transition.at, in: &group, occasion)
      }
      remove(settled, from: &group)
      close(group)
    }
    return made
  }

  /// Has a message told: now, or with its group.
  private mutating func tell(
    _ transition: AlertTransition, rule: Rule, action: Action, touched: inout [String], _ occasion: Occasion
  ) -> [Delivery] {
    var group = group(of: transition, rule: rule, action: action)
    let known = group.position(of: transition.identity, episode: transition.episode)
    let isEndOfTold = transition.to == .resolved && known.map { group.members[$0].told != nil } ?? false
    let pending = NoticeGroup.Pending(transition)
    if !rule.isRetired || group.rules[rule.alert] == nil {
      group.rules[rule.alert] = NoticeGroup.RuleFacts(rule, action: action.name)
    }
    defer { close(group) }

    if planner.isStale(transition, now: occasion.now), !isEndOfTold {
      if transition.to == .resolved, let known {
        let reason = group.members[known].heldBy ?? .stale
        let made = record(pending, reason, of: group.members[known], in: group, occasion)
        remove([known], from: &group)
        return made
      }
      let index = insert(transition, into: &group)
      let made = record(pending, .stale, of: group.members[index], in: group, occasion)
      if transition.to == .firing {
        if group.members[index].told == nil { group.members[index].heldBy = .stale }
      } else if group.members[index].isSettled {
        remove([index], from: &group)
      }
      return made
    }

    var made: [Delivery] = []
    switch transition.to {
    case .resolved:
      if let known, let alarm = group.members[known].alarm, !alarm.isRecorded {
        made += record(alarm, .over, of: group.members[known], in: group, occasion)
        group.members[known].alarm = nil
        group.members[known].heldBy = .over
        if group.members[known].told == nil {
          remove([known], from: &group)
          return made
        }
      }
      if let known, !isEndOfTold {
        // Nobody was told that it fired.
        made += record(pending, group.members[known].heldBy ?? .over, of: group.members[known], in: group, occasion)
        remove([known], from: &group)
        return made
      }
      let index = insert(transition, into: &group)
      group.members[index].alarm = pending
    case .nodata, .error:
      let index = insert(transition, into: &group)
      group.members[index].gap = pending
    case .firing, .unknown, .green, .pending, .recovering:
      let index = insert(transition, into: &group)
      group.members[index].alarm = pending
    }
    group.schedule(action.grouping, now: occasion.now)
    if group.isAlone, let due = group.dueAt, due <= occasion.now {
      made += flush(&group, action: action, isRepeat: false, occasion)
    } else if touched.last != group.key {
      touched.append(group.key)
    }
    return made
  }

  /// The group in which an action tells of a transition, taken out: that in which it has told of the episode, or that
  /// of its labels now.
  private mutating func group(of transition: AlertTransition, rule: Rule, action: Action) -> NoticeGroup {
    let identity = transition.identity
    let known = places[identity]?.first { key in
      book[key].map { $0.action == action.name && $0.position(of: identity, episode: transition.episode) != nil }
        ?? false
    }
    if let known, let group = open(known) { return group }
    var labels: [NoticeGroup.Label] = []
    if let by = action.grouping?.by, !by.isEmpty {
      let values = AlertLabels(identity, rule: rule, level: transition.labelledLevel)
      labels = by.map { NoticeGroup.Label(name: $0, value: values[$0]) }
    }
    let key =
      labels.isEmpty
      ? NoticeGroup.key(of: identity, action: action.name) : NoticeGroup.key(of: labels, action: action.name)
    return open(key) ?? NoticeGroup(key: key, action: action.name, labels: labels)
  }

  /// The position of a transition's episode in a group.
  private mutating func insert(_ transition: AlertTransition, into group: inout NoticeGroup) -> Int {
    let identity = transition.identity
    if let index = group.position(of: identity, episode: transition.episode) { return index }
    // Another action may have heard of the episode earlier.
    let starts = (places[identity] ?? []).compactMap { key -> Instant? in
      guard let other = book[key], let index = other.position(of: identity, episode: transition.episode) else {
        return nil
      }
      return other.members[index].startedAt
    }
    addPlace(group.key, of: identity)
    return group.insert(
      identity, episode: transition.episode, startedAt: min(starts.min() ?? transition.at, transition.at))
  }
}

extension Rule {
  /// Whether it asks for nothing, as one that is no longer configured does: what its group knows of it then counts.
  var isRetired: Bool { actions == Actions() }
}

extension AlertTransition {
  /// The level that an alert's labels have: of the episode, where it ends with this.
  var labelledLevel: Level { to == .resolved ? previousLevel : level }
}
