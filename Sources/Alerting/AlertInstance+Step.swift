import Notation
import Readings

extension AlertInstance {
  /// Moves the alert on by one evaluation and returns the transition, if there was one.
  ///
  /// Timers run on event time and only between evaluations, so it makes no difference how often the same reading is
  /// handed in; a time that is not after the newest evaluation changes nothing. The way from `unknown` or `resolved`
  /// to `green` is silent.
  ///
  /// - Parameters:
  ///   - reading: the newest of the series, or `nil` if it has none any more.
  ///   - confidence: what has to be past a bound that the rule itself gives.
  package mutating func step(
    _ reading: Reading?, rule: Rule, now: Instant, confidence: Gradient.Confidence = .interval
  ) -> AlertTransition? {
    if let evaluatedAt, now <= evaluatedAt { return nil }
    evaluatedAt = now
    switch Observation(reading, rule: rule, confidence: confidence) {
    case .graded(let yellow, let red):
      noDataSince = nil
      thaw(now: now)
      return advance(yellow: yellow, red: red, reading: reading, rule: rule, now: now)
    case .insufficient:
      noDataSince = nil
      freeze(now: now)
      return nil
    case .error:
      noDataSince = nil
      return interrupt(.error, .error, reading: reading, rule: rule, now: now)
    case .noData:
      let start = noDataSince ?? now
      noDataSince = start
      guard let noData = rule.noData, now - start >= noData.after else {
        freeze(now: now)
        return nil
      }
      switch noData.state {
      case .keep:
        freeze(now: now)
        return nil
      case .nodata:
        return interrupt(.nodata, .nodata, reading: reading, rule: rule, now: now)
      case .green, .red:
        let isPast = noData.state == .red
        thaw(now: now)
        return advance(
          yellow: rule.yellow.map { _ in Standing(isPast: isPast, isClear: !isPast) },
          red: rule.red.map { _ in Standing(isPast: isPast, isClear: !isPast) }, reading: reading, rule: rule, now: now)
      }
    }
  }

  private mutating func freeze(now: Instant) {
    if frozenSince == nil { frozenSince = now }
  }

  private mutating func thaw(now: Instant) {
    guard let start = frozenSince else { return }
    frozenSince = nil
    let pause = max(.zero, now - start)
    yellowSince = yellowSince.map { $0 + pause }
    redSince = redSince.map { $0 + pause }
    yellowClearSince = yellowClearSince.map { $0 + pause }
    redClearSince = redClearSince.map { $0 + pause }
  }

  /// Goes to `nodata` or `error`, once. What was pending or recovering has to begin anew.
  private mutating func interrupt(
    _ state: AlertStatus.State, _ level: Level, reading: Reading?, rule: Rule, now: Instant
  ) -> AlertTransition? {
    frozenSince = nil
    yellowSince = nil
    redSince = nil
    yellowClearSince = nil
    redClearSince = nil
    return move(to: state, level, figures: figures(of: reading, rule: rule, level: nil), now: now)
  }

  private mutating func advance(
    yellow: Standing?, red: Standing?, reading: Reading?, rule: Rule, now: Instant
  ) -> AlertTransition? {
    func clock(_ isRunning: Bool?, _ since: Instant?) -> Instant? { isRunning == true ? since ?? now : nil }
    yellowSince = clock(yellow?.isPast, yellowSince)
    redSince = clock(red?.isPast, redSince)
    yellowClearSince = clock(yellow?.isClear, yellowClearSince)
    redClearSince = clock(red?.isClear, redClearSince)

    let target = episodeLevel.map { openTarget($0, rule: rule, now: now) } ?? closedTarget(rule: rule, now: now)
    let described = target.level.isAlert ? target.level : episodeLevel
    return move(
      to: target.state, target.level, figures: figures(of: reading, rule: rule, level: described), now: now)
  }

  /// Where an alert without an open episode belongs.
  private func closedTarget(rule: Rule, now: Instant) -> (state: AlertStatus.State, level: Level) {
    if hasHeld(redSince, rule.red?.holdFor, now) { return (.firing, .red) }
    if hasHeld(yellowSince, rule.yellow?.holdFor, now) { return (.firing, .yellow) }
    if redSince != nil { return (.pending, .red) }
    if yellowSince != nil { return (.pending, .yellow) }
    return (.green, .green)
  }

  /// Where an alert with an open episode of this level belongs.
  private func openTarget(_ level: Level, rule: Rule, now: Instant) -> (state: AlertStatus.State, level: Level) {
    // A rule may have lost a condition since the episode began; the one that is left then ends it.
    let yellowEnd = rule.yellow.map { (since: yellowClearSince, keep: $0.keepFiringFor) }
    let redEnd = rule.red.map { (since: redClearSince, keep: $0.keepFiringFor) }
    let ends = [yellowEnd, level == .red || rule.yellow == nil ? redEnd : nil].compactMap(\.self)
    if ends.allSatisfy({ $0.since != nil }) {
      return ends.allSatisfy { hasHeld($0.since, $0.keep, now) } ? (.resolved, .green) : (.recovering, level)
    }
    guard level == .red else { return (.firing, hasHeld(redSince, rule.red?.holdFor, now) ? .red : level) }
    let hasLeftRed = redEnd.map { hasHeld($0.since, $0.keep, now) } ?? true
    return (.firing, hasLeftRed && rule.yellow != nil ? .yellow : .red)
  }

  private func hasHeld(_ since: Instant?, _ span: TimeSpan?, _ now: Instant) -> Bool {
    guard let since, let span else { return false }
    return now - since >= span
  }

  private func figures(of reading: Reading?, rule: Rule, level: Level?) -> AlertFigures {
    let bound = level ?? episodeLevel ?? (rule.yellow == nil ? .red : .yellow)
    guard let reading else { return AlertFigures() }
    let isGraded = reading.level.isGraded
    return AlertFigures(
      value: isGraded ? reading.value : nil, n: reading.n, low: isGraded ? reading.low : nil,
      high: isGraded ? reading.high : nil, floor: isGraded ? reading.floor : nil,
      threshold: rule.limit(bound, for: reading), windowStart: reading.windowStart, windowEnd: reading.windowEnd)
  }

  private mutating func move(
    to newState: AlertStatus.State, _ newLevel: Level, figures: AlertFigures, now: Instant
  ) -> AlertTransition? {
    let (oldState, oldLevel) = (state, episodeLevel ?? level)
    let isChange = newState != oldState || (newState == .firing && newLevel != oldLevel)
    self.figures = figures
    level = newLevel
    guard isChange else { return nil }
    state = newState
    since = now
    switch newState {
    case .firing:
      if episodeLevel == nil { episode += 1 }
      episodeLevel = newLevel
    case .resolved:
      episodeLevel = nil
    case .unknown, .green, .pending, .recovering, .nodata, .error:
      break
    }
    if newState == .green, oldState == .unknown || oldState == .resolved { return nil }
    return AlertTransition(
      at: now, identity: identity, episode: episode, from: oldState, to: newState, level: newLevel,
      previousLevel: oldLevel, figures: figures)
  }
}

extension Level {
  /// Whether an alert can be pending or firing at this level.
  var isAlert: Bool { self == .yellow || self == .red }
}
