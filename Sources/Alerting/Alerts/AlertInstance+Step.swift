import Notation
import Readings

extension AlertInstance {
  /// Moves the alert of a rule about single series on by one evaluation and returns the transition, if there was one.
  ///
  /// - Parameters:
  ///   - reading: the newest of the series, or `nil` if it has none any more.
  ///   - now: event time, later than at the step before.
  ///   - confidence: what has to be past a bound that the rule itself gives.
  package mutating func step(
    _ reading: Reading?, rule: Rule, now: Instant, confidence: Gradient.Confidence = .interval
  ) -> AlertTransition? {
    step(Observation(reading, rule: rule, confidence: confidence), rule: rule, now: now)
  }

  /// Moves the alert on by one evaluation and returns the transition, if there was one.
  ///
  /// Timers run on event time and only between evaluations that tell something new: a figure of labels whose window is
  /// over is judged again when more labels change it, but does not let time pass. The way from `unknown` or `resolved`
  /// to `green` is silent.
  mutating func step(_ seen: Observation, rule: Rule, now: Instant) -> AlertTransition? {
    switch seen.kind {
    case .graded:
      noDataSince = nil
      guard seen.restsOnLabels, hasSeenWindow(of: seen) else { return advance(seen, rule: rule, now: now) }
      let isNews = !hasSeenFigures(of: seen)
      let transition = isNews ? advance(seen, rule: rule, now: now) : nil
      freeze(now: now)
      return transition
    case .insufficient:
      noDataSince = nil
      freeze(now: now)
      return nil
    case .error:
      noDataSince = nil
      return interrupt(.error, .error, seen, rule: rule, now: now)
    case .noData:
      guard let noData = rule.noData else {
        freeze(now: now)
        return nil
      }
      let start = noDataSince ?? now
      noDataSince = start
      guard now - start >= noData.after else {
        freeze(now: now)
        return nil
      }
      switch noData.state {
      case .keep:
        freeze(now: now)
        return nil
      case .nodata:
        return interrupt(.nodata, .nodata, seen, rule: rule, now: now)
      case .green, .red:
        return advance(seen.held(at: noData.state == .red ? .red : .green), rule: rule, now: now)
      }
    }
  }

  /// Ends what is open because no rule is about the series any more; `nil` if nothing is open.
  mutating func abandon(now: Instant) -> AlertTransition? {
    guard episodeLevel != nil else { return nil }
    yellow = LevelClock()
    red = LevelClock()
    noDataSince = nil
    return move(to: .resolved, .green, figures: AlertFigures(because: "no rule is about this any more"), now: now)
  }

  /// The alert after it was resolved for good.
  func ended(at now: Instant) -> AlertInstance {
    var ended = self
    (ended.state, ended.level, ended.since, ended.figures) = (.green, .green, now, AlertFigures())
    return ended
  }

  private func hasSeenWindow(of seen: Observation) -> Bool {
    guard let end = figures.windowEnd else { return false }
    return [seen.yellow, seen.red].contains { $0?.figures.windowEnd == end }
  }

  private func hasSeenFigures(of seen: Observation) -> Bool {
    [seen.yellow, seen.red].contains { finding in
      guard let other = finding?.figures else { return false }
      return other.windowEnd == figures.windowEnd && other.n == figures.n && other.value == figures.value
        && other.low == figures.low && other.high == figures.high
    }
  }

  private mutating func freeze(now: Instant) {
    yellow.freeze(now: now)
    red.freeze(now: now)
  }

  /// Goes to `nodata` or `error`, once. What was pending or recovering has to begin anew.
  private mutating func interrupt(
    _ state: AlertStatus.State, _ level: Level, _ seen: Observation, rule: Rule, now: Instant
  ) -> AlertTransition? {
    yellow = LevelClock()
    red = LevelClock()
    let described = episodeLevel ?? (rule.yellow == nil ? .red : .yellow)
    return move(to: state, level, figures: seen.figures(described), now: now)
  }

  private mutating func advance(_ seen: Observation, rule: Rule, now: Instant) -> AlertTransition? {
    // A rule may have lost a condition since the clock started.
    if let finding = seen.yellow { yellow.take(finding.ruling, now: now) } else { yellow = LevelClock() }
    if let finding = seen.red { red.take(finding.ruling, now: now) } else { red = LevelClock() }
    let target = episodeLevel.map { openTarget($0, rule: rule, now: now) } ?? closedTarget(rule: rule, now: now)
    let described = target.level.isAlert ? target.level : episodeLevel ?? (rule.yellow == nil ? .red : .yellow)
    return move(
      to: target.state, target.level, figures: seen.figures(described), keepsFigures: seen.isHeld, now: now)
  }

  /// Where an alert without an open episode belongs.
  private func closedTarget(rule: Rule, now: Instant) -> (state: AlertStatus.State, level: Level) {
    if red.hasHeld(for: rule.red?.holdFor, now: now) { return (.firing, .red) }
    if yellow.hasHeld(for: rule.yellow?.holdFor, now: now) { return (.firing, .yellow) }
    if red.pastSince != nil { return (.pending, .red) }
    if yellow.pastSince != nil { return (.pending, .yellow) }
    return (.green, .green)
  }

  /// Where an alert with an open episode of this level belongs.
  private func openTarget(_ level: Level, rule: Rule, now: Instant) -> (state: AlertStatus.State, level: Level) {
    // A rule may have lost a condition since the episode began; the one that is left then ends it.
    let yellowEnd = rule.yellow.map { (clock: yellow, keep: $0.keepFiringFor) }
    let redEnd = rule.red.map { (clock: red, keep: $0.keepFiringFor) }
    let ends = [yellowEnd, level == .red || rule.yellow == nil ? redEnd : nil].compactMap(\.self)
    if ends.allSatisfy({ $0.clock.clearSince != nil }) {
      let isOver = ends.allSatisfy { $0.clock.hasBeenClear(for: $0.keep, now: now) }
      return isOver ? (.resolved, .green) : (.recovering, level)
    }
    guard level == .red else {
      return (.firing, red.hasHeld(for: rule.red?.holdFor, now: now) ? .red : level)
    }
    let hasLeftRed = redEnd.map { $0.clock.hasBeenClear(for: $0.keep, now: now) } ?? true
    return (.firing, hasLeftRed && rule.yellow != nil ? .yellow : .red)
  }

  private mutating func move(
    to newState: AlertStatus.State, _ newLevel: Level, figures: AlertFigures, keepsFigures: Bool = false,
    now: Instant
  ) -> AlertTransition? {
    let (oldState, oldLevel) = (state, episodeLevel ?? level)
    let isChange = newState != oldState || (newState == .firing && newLevel != oldLevel)
    self.figures = newState == .green && !keepsFigures ? AlertFigures() : figures
    level = newLevel
    if isChange {
      state = newState
      since = now
      if newState == .firing {
        if episodeLevel == nil {
          episode += 1
          episodeSince = now
        }
        episodeLevel = newLevel
      } else if newState == .resolved {
        episodeLevel = nil
        episodeSince = nil
      }
    }
    if episodeLevel == nil {
      yellow.forgetClear()
      red.forgetClear()
    }
    guard isChange, newState != .green || (oldState != .unknown && oldState != .resolved) else { return nil }
    return AlertTransition(
      at: now, identity: identity, episode: episode, from: oldState, to: newState, level: newLevel,
      previousLevel: oldLevel, figures: figures)
  }
}

extension Level {
  /// Whether an alert can be pending or firing at this level.
  var isAlert: Bool { self == .yellow || self == .red }
}
