import Notation
import Readings

/// What stands for a while: silences and overrides.
extension PeopleBook {
  mutating func silence(
    _ matchers: LabelMatchers, until: Instant, _ decision: Decision, alerts: AlertBook, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    try check(matchers, until: until, now: now, what: "silence")
    let id = newID(["silence", matchers.text, until.rfc3339, decision.by, decision.reason], now: now)
    silences.append(
      Silence(id: id, matchers: matchers, from: now, until: until, by: decision.by, reason: decision.reason))
    let did = "silenced until \(until.rfc3339)"
    let muted = alerts.open(matching: matchers)
    let entry = AuditEntry(
      decision, .silence, subject: AuditEntry.Subject(matchers: matchers.text, id: id), at: now, recommended: muted,
      did: did)
    return DecisionOutcome(entry: entry, text: "\(did): \(muted) at the moment\(alerts.doubt(of: matchers))", id: id)
  }

  mutating func endSilence(
    _ id: String, _ decision: Decision, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    guard let index = silences.firstIndex(where: { $0.id == id && $0.until > now }) else {
      throw Self.unknown("silence", id, standing: silences.filter { $0.until > now }.map(\.id))
    }
    let silence = silences.remove(at: index)
    let entry = AuditEntry(
      decision, .silenceEnded, subject: AuditEntry.Subject(matchers: silence.matchers.text, id: id), at: now,
      recommended: "silenced by \(silence.by) until \(silence.until.rfc3339)", did: "ended early",
      span: now - silence.from)
    return DecisionOutcome(entry: entry, text: "silence \(id) ended; it stood for \((now - silence.from).roughText)")
  }

  mutating func override(
    _ matchers: LabelMatchers, _ level: Level, until: Instant, _ decision: Decision, alerts: AlertBook, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    guard level.isGraded else {
      throw DecisionError("a series can be held at green, yellow or red, not at \(level.rawValue)")
    }
    guard !matchers.list.contains(where: { $0.name == "level" }) else {
      throw DecisionError(
        "an override cannot go by level, which is what it changes; say which alert, segment, feature or version")
    }
    try check(matchers, until: until, now: now, what: "override")
    let fitting = alerts.fitting(matchers)
    if level == .yellow, let first = fitting.first, fitting.allSatisfy({ $0.rule.yellow == nil }) {
      throw DecisionError("\(first.rule.alert) has no yellow, so nothing can be held there; hold it at green or red")
    }
    let id = newID(
      ["override", matchers.text, level.rawValue, until.rfc3339, decision.by, decision.reason], now: now)
    overrides.append(
      LevelOverride(
        id: id, matchers: matchers, level: level, from: now, until: until, by: decision.by, reason: decision.reason))
    let did = "held at \(level.rawValue) until \(until.rfc3339)"
    let held = AlertBook.words(fitting.map(\.instance))
    let entry = AuditEntry(
      decision, .override, subject: AuditEntry.Subject(level: level, matchers: matchers.text, id: id), at: now,
      recommended: held, did: did)
    return DecisionOutcome(entry: entry, text: "\(did): \(held) at the moment\(alerts.doubt(of: matchers))", id: id)
  }

  mutating func endOverride(
    _ id: String, _ decision: Decision, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    guard let index = overrides.firstIndex(where: { $0.id == id && $0.until > now }) else {
      throw Self.unknown("override", id, standing: overrides.filter { $0.until > now }.map(\.id))
    }
    let override = overrides.remove(at: index)
    let entry = AuditEntry(
      decision, .overrideEnded,
      subject: AuditEntry.Subject(level: override.level, matchers: override.matchers.text, id: id), at: now,
      recommended: "held at \(override.level.rawValue) by \(override.by) until \(override.until.rfc3339)",
      did: "ended early", span: now - override.from)
    return DecisionOutcome(entry: entry, text: "override \(id) ended; it stood for \((now - override.from).roughText)")
  }

  private static let longestMatchers = 2000

  /// The last moment that can be written as RFC 3339.
  private static let lastMoment = Instant(seconds: 253_402_300_799)

  private func check(
    _ matchers: LabelMatchers, until: Instant, now: Instant, what: String
  ) throws(DecisionError) {
    guard !matchers.list.allSatisfy({ $0.fits("") }) else {
      // An empty variable of a script must not silence everything that happens to lack the label.
      throw DecisionError(
        "without a matcher that asks for something the \(what) would be about every alert, or about all that lack a "
          + "label; say which, for example alert=\"FeatureDrift\"")
    }
    guard matchers.text.count <= Self.longestMatchers else {
      throw DecisionError("the matchers are longer than \(Self.longestMatchers) characters")
    }
    guard until > now else {
      // Outside the years that have a name the text would mislead.
      throw DecisionError(
        until.microseconds < 0
          ? "the end has to be in the future; now it is \(now.rfc3339)"
          : "\(until.rfc3339) is over; the end has to be in the future, and now it is \(now.rfc3339)")
    }
    guard until <= Self.lastMoment else { throw DecisionError("the end is past the year 9999") }
  }

  private static func unknown(_ what: String, _ id: String, standing: [String]) -> DecisionError {
    DecisionError(
      "there is no \(what) '\(id)' that stands"
        + (standing.isEmpty ? "; none does" : "; there are: \(standing.joined(separator: ", "))"))
  }

  /// Eight hexadecimal digits that follow from content and time, and that nothing else in the book has.
  private func newID(_ content: [String], now: Instant) -> String {
    let taken = Set(silences.map(\.id) + overrides.map(\.id))
    var attempt = 0
    while true {
      let parts = content + [String(now.microseconds), String(attempt)]
      let hash = Delivery.fnv1a(parts.joined(separator: "\u{1F}"))
      let folded = UInt32(truncatingIfNeeded: hash >> 96 ^ hash >> 64 ^ hash >> 32 ^ hash)
      let digits = String(folded, radix: 16)
      let id = String(repeating: "0", count: 8 - digits.count) + digits
      if !taken.contains(id) { return id }
      attempt += 1
    }
  }
}

extension AlertBook {
  /// The alerts with an open episode that matchers fit, in words: `3 open alerts, 1 of them red`.
  ///
  /// Cost: the labels of each open alert.
  fileprivate func open(matching matchers: LabelMatchers) -> String {
    let levels = standing.compactMap { instance -> Level? in
      guard let level = instance.episodeLevel, let rule = rule(named: instance.identity.rule),
        matchers.matches(AlertLabels(instance.identity, rule: rule, level: level))
      else { return nil }
      return level
    }
    let red = levels.count { $0 == .red }
    switch levels.count {
    case 0: return "no open alert"
    case 1: return "1 open alert, \(levels[0].rawValue)"
    default: return "\(levels.count) open alerts, \(red) of them red"
    }
  }

  /// All alerts that matchers fit, open or not. Cost: the labels of each alert.
  fileprivate func fitting(_ matchers: LabelMatchers) -> [(instance: AlertInstance, rule: Rule)] {
    instances.compactMap { instance in
      guard let rule = rule(named: instance.identity.rule),
        matchers.matches(AlertLabels(instance.identity, rule: rule, level: instance.level))
      else { return nil }
      return (instance, rule)
    }
  }

  /// Alerts in words: `3 alerts, 1 of them red`.
  fileprivate static func words(_ instances: [AlertInstance]) -> String {
    switch instances.count {
    case 0: return "no alert fits"
    case 1: return "1 alert, \(instances[0].level.rawValue)"
    default: return "\(instances.count) alerts, \(instances.count { $0.level == .red }) of them red"
    }
  }

  /// A word on matchers that ask for a rule that there is not; else empty.
  fileprivate func doubt(of matchers: LabelMatchers) -> String {
    let missing = matchers.list.first { $0.name == "alert" && $0.comparison == .equal && rule(named: $0.value) == nil }
    return missing.map { "; there is no rule '\($0.value)'" } ?? ""
  }
}
