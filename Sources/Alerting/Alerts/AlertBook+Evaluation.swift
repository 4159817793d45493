import Notation
import Readings

extension AlertBook {
  /// A transition, and where its rule stands among the rules.
  typealias Change = (rule: Int, transition: AlertTransition)

  /// Steps every alert once, those without a reading too, and returns what changed: in the order of the rules, and of
  /// the series within a rule, whatever the order of the readings. A time that is not after the newest evaluation changes
  /// nothing.
  ///
  /// - Parameters:
  ///   - readings: the newest of each series that still has one; cheapest if the order hardly ever changes.
  ///   - now: event time.
  ///   - people: whose overrides hold alerts at a level.
  ///   - clock: the engine's, which people's times go by; `nil` is `now`.
  package mutating func evaluate(
    _ readings: [Reading], now: Instant, people: PeopleBook = PeopleBook(), clock: Instant? = nil
  ) -> [AlertTransition] {
    if let evaluatedAt, now <= evaluatedAt { return [] }
    evaluatedAt = now
    evaluation += 1
    hold(people, at: clock ?? now)
    var changes: [Change] = []
    for place in readings.indices {
      let number = number(of: readings[place].key, at: place, now: now)
      guard series[number].seen != evaluation else { continue }
      series[number].seen = evaluation
      series[number].place = place
      stepAlerts(of: number, readings[place], now: now, into: &changes)
    }
    for number in series.indices where series[number].seen != evaluation {
      for pair in series[number].pairs ?? 0..<0 where !pairs[pair].isIdle || mindsSilence(pair) {
        step(pair, plainObservation(of: nil, pair), now: now, into: &changes)
      }
    }
    for alert in composites { step(alert, readings, now: now, into: &changes) }
    remember(readings)
    resolveOrphans(now: now, into: &changes)
    return sorted(changes)
  }

  /// Tells the alerts whose rules mind it, and those that somebody holds, that nothing has come until `now`, and returns
  /// what changed.
  ///
  /// Silence is judged by the engine's clock, which may be ahead of the events that are still to come: ``evaluatedAt`` is
  /// not moved, so that what comes late is evaluated all the same.
  package mutating func evaluateSilence(
    now: Instant, people: PeopleBook = PeopleBook(), clock: Instant? = nil
  ) -> [AlertTransition] {
    guard evaluatedAt.map({ now > $0 }) ?? true else { return [] }
    hold(people, at: clock ?? now)
    var changes: [Change] = []
    for pair in pairs.indices where pairs[pair].isHeld || mindsSilence(pair) {
      step(pair, plainObservation(of: nil, pair), now: now, into: &changes)
    }
    resolveOrphans(now: now, into: &changes)
    return sorted(changes)
  }

  private func mindsSilence(_ pair: Int) -> Bool { tests[Int(pairs[pair].rule)].mindsSilence }

  private func sorted(_ changes: [Change]) -> [AlertTransition] {
    changes.sorted { a, b in
      a.rule != b.rule ? a.rule < b.rule : a.transition.identity < b.transition.identity
    }.map(\.transition)
  }

  private mutating func number(of key: SeriesKey, at place: Int, now: Instant) -> Int {
    if place < order.count, series[order[place]].key == key { return order[place] }
    let number = number(of: key)
    introduce(number, since: now)
    if place < order.count { order[place] = number } else { order.append(number) }
    return number
  }

  // MARK: - Single alerts

  private mutating func stepAlerts(of number: Int, _ reading: Reading, now: Instant, into changes: inout [Change]) {
    let (value, n, level, baseline) = (reading.value, reading.n, reading.level, reading.limits?.baseline)
    var earlier: (against: TimeSpan?, figure: SeasonalMemory.Figure?) = (nil, nil)
    for pair in series[number].pairs ?? 0..<0 {
      if pairs[pair].isIdle {
        let rule = Int(pairs[pair].rule)
        var answer = QuietTest.Answer.unclear
        if !tests[rule].needsPast {
          answer = tests[rule].answer(to: value, n: n, level: level, baseline: baseline)
        } else {
          if earlier.against != rules[rule].against {
            earlier = (rules[rule].against, self.earlier(number, for: reading, rule: rule))
          }
          if let past = earlier.figure {
            answer = tests[rule].answer(to: value, n: n, level: level, baseline: past.value)
          }
        }
        switch answer {
        case .insufficient: continue
        case .green where pairs[pair].isQuiet: continue
        case .green where pairs[pair].place < 0:
          becomeGreen(pair, now: now)
          continue
        case .green, .unclear: break
        }
      }
      step(pair, plainObservation(of: reading, pair), now: now, into: &changes)
    }
  }

  /// What the machine would do with the first reading within bounds: nothing is told of it.
  private mutating func becomeGreen(_ pair: Int, now: Instant) {
    pairs[pair].since = now
    pairs[pair].isQuiet = true
    guard !pairs[pair].isChanged else { return }
    pairs[pair].isChanged = true
    changed.append(pair)
  }

  /// What the rule of a pair sees in a reading of the pair's series.
  private func plainObservation(of reading: Reading?, _ pair: Int) -> Observation {
    let rule = Int(pairs[pair].rule)
    let past = reading.flatMap { earlier(Int(pairs[pair].series), for: $0, rule: rule) }
    return Observation(reading, rule: rules[rule], confidence: confidence, past: past)
  }

  mutating func step(_ pair: Int, _ seen: Observation, now: Instant, into changes: inout [Change]) {
    let rule = Int(pairs[pair].rule)
    let before = instance(at: pair)
    var instance = before
    let seen = pairs[pair].isHeld ? held[pair].map(seen.held(by:)) ?? seen : seen
    let transition = instance.step(seen, rule: rules[rule], now: now)
    if instance != before { put(instance, at: pair) }
    if let transition { changes.append((rule, transition)) }
  }

  private mutating func resolveOrphans(now: Instant, into changes: inout [Change]) {
    for place in orphans.indices where orphans[place].state != .green {
      changedOrphans = true
      if let transition = orphans[place].abandon(now: now) {
        changes.append((rules.count, transition))
      } else {
        // As any alert is green after it was resolved.
        orphans[place] = orphans[place].ended(at: now)
      }
    }
  }

  // MARK: - Composite alerts

  private mutating func step(
    _ alert: CompositeAlert, _ readings: [Reading], now: Instant, into changes: inout [Change]
  ) {
    let index = Int(pairs[alert.pair].rule)
    if pairs[alert.pair].isQuiet, pairs[alert.pair].isIdle, let terms = terms[index],
      leavesQuiet(terms.yellow, alert.yellow, readings), leavesQuiet(terms.red, alert.red, readings)
    {
      return
    }
    let judge = Judge(rule: rules[index], confidence: confidence)
    let yellow = alert.yellow.map { witnesses(of: $0, readings, rule: index) }
    let red = alert.red.map { witnesses(of: $0, readings, rule: index) }
    if pairs[alert.pair].isIdle {
      let rulings = [(rules[index].yellow, yellow, Level.yellow), (rules[index].red, red, .red)].compactMap {
        condition, witnesses, level in
        condition.flatMap { condition in witnesses.map { judge.ruling(of: condition, level, $0) } }
      }
      let isWithin = rulings.allSatisfy { $0 == .clear || $0 == .unknown }
      if isWithin, pairs[alert.pair].isQuiet || !rulings.contains(.clear) { return }
    }
    var seen = Observation()
    if let condition = rules[index].red, let red {
      seen.red = judge.finding(of: condition, .red, red, isPastHigher: false)
    }
    if let condition = rules[index].yellow, let yellow {
      let isRed = seen.red?.ruling == .past
      seen.yellow = judge.finding(of: condition, .yellow, yellow, isPastHigher: isRed)
    }
    let found = ((yellow ?? []) + (red ?? [])).compactMap(\.reading)
    seen.restsOnLabels = !found.isEmpty && found.allSatisfy { $0.labels != nil }
    step(alert.pair, seen, now: now, into: &changes)
  }

  private func witnesses(of sight: CompositeAlert.Sight, _ readings: [Reading], rule: Int) -> [Witness] {
    let numbers =
      switch sight {
      case .series(let numbers): numbers
      case .group(let group): groups[group]
      }
    return numbers.map { number in
      let reading = series[number].seen == evaluation ? readings[series[number].place] : nil
      return Witness(
        key: series[number].key, reading: reading, past: reading.flatMap { earlier(number, for: $0, rule: rule) })
    }
  }

  // MARK: - The past

  /// The figure of a series that a rule's `against` asks for beside a reading.
  private func earlier(_ number: Int, for reading: Reading, rule: Int) -> SeasonalMemory.Figure? {
    guard let against = rules[rule].against, remembered.contains(number) else { return nil }
    let (then, overflow) = reading.windowEnd.microseconds.subtractingReportingOverflow(against.microseconds)
    return overflow ? nil : past.figure(of: series[number].key, at: Instant(microseconds: then))
  }

  private mutating func remember(_ readings: [Reading]) {
    guard let longestMemory, !remembered.isEmpty else {
      if !past.isEmpty, longestMemory == nil { past.forget(before: .distantFuture) }
      return
    }
    var oldest: Instant?
    var newest: Instant?
    for number in remembered.sorted() where series[number].seen == evaluation {
      let reading = readings[series[number].place]
      let figure =
        reading.level.isGraded
        ? reading.value.map { SeasonalMemory.Figure(value: $0, low: reading.low, high: reading.high) } : nil
      past.record(figure, of: series[number].key, at: reading.windowEnd)
      oldest = min(oldest ?? reading.windowEnd, reading.windowEnd)
      newest = max(newest ?? reading.windowEnd, reading.windowEnd)
    }
    guard let oldest, let newest else { return }
    // Figures of labels lag behind; those that no longer come must not hold back the rest for ever.
    let (lag, span) = (max(oldest.microseconds, newest.microseconds - Self.longestLag), longestMemory.microseconds)
    let (start, overflow) = lag.subtractingReportingOverflow(span)
    if !overflow { past.forget(before: Instant(microseconds: start)) }
  }

  private static let longestLag = TimeSpan.days(31).microseconds
}

extension Judge {
  /// How a condition of a composite rule stands, be it plain or a criterion.
  func ruling(of condition: Rule.Condition, _ level: Level, _ witnesses: [Witness]) -> Ruling {
    if let criterion = condition.criterion { return ruling(of: criterion, witnesses) }
    return finding(of: condition, level, witnesses, isPastHigher: false).ruling
  }

  func finding(
    of condition: Rule.Condition, _ level: Level, _ witnesses: [Witness], isPastHigher: Bool
  ) -> Finding {
    if let criterion = condition.criterion {
      var finding = finding(of: criterion, witnesses)
      if isPastHigher { finding.ruling = .past }
      return finding
    }
    let own = witnesses.first
    return finding(of: own?.reading, condition, level, past: own?.past, isPastHigher: isPastHigher)
  }
}
