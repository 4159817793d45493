import Alerting
import Configuration
import Notation
import Readings

/// Holds expectations against what there is.
struct RuleTestJudge {
  let start: Instant
  let rules: [String: Rule]

  init(start: Instant, rules: [Rule]) {
    self.start = start
    self.rules = Dictionary(rules.map { ($0.alert, $0) }) { first, _ in first }
  }

  /// How things stand at a moment.
  ///
  /// - Parameter people: `nil` where nobody decides.
  func judge(
    _ expectation: RuleTestExpectation, alerts: [AlertInstance], people: PeopleBook?, record: RuleTestRecord,
    moment: Instant
  ) -> [RuleTestFailure] {
    let known = alerts.sorted { $0.identity < $1.identity }.compactMap { instance in
      rules[instance.identity.rule].map {
        RuleTestFacts(instance, rule: $0, people: people, start: start, moment: moment)
      }
    }
    return judge(
      expectation, alerts: known, openStates: [.firing, .recovering, .nodata, .error],
      deliveries: record.deliveries.map { RuleTestFacts($0, start: start) })
  }

  /// What happened within a span of time.
  func judge(_ expectation: RuleTestExpectation, from: TimeSpan, to: TimeSpan, record: RuleTestRecord)
    -> [RuleTestFailure]
  {
    let range = (start + from)...(start + to)
    return judge(
      expectation, alerts: steps(record).filter { range.contains($0.at) }.map(\.facts), openStates: [.firing],
      deliveries: record.deliveries.filter { range.contains($0.plannedAt) }.map { RuleTestFacts($0, start: start) })
  }

  /// What must not have happened at all.
  func judge(never patterns: [RuleTestPattern], record: RuleTestRecord) -> [RuleTestFailure] {
    let alerts = steps(record).map(\.facts)
    let deliveries = record.deliveries.map { RuleTestFacts($0, start: start) }
    return patterns.flatMap {
      absence(of: $0, among: $0.subject == .alert ? alerts : deliveries, openStates: [.firing], time: "at any time")
    }
  }

  private func steps(_ record: RuleTestRecord) -> [(at: Instant, facts: RuleTestFacts)] {
    record.transitions.compactMap { transition in
      rules[transition.identity.rule].map { (transition.at, RuleTestFacts(transition, rule: $0, start: start)) }
    }
  }

  private func judge(
    _ expectation: RuleTestExpectation, alerts: [RuleTestFacts], openStates: [AlertStatus.State],
    deliveries: [RuleTestFacts]
  ) -> [RuleTestFailure] {
    let time = expectation.time.text(start: start)
    var failures: [RuleTestFailure] = []
    for pattern in (expectation.alerts ?? []) + (expectation.deliveries ?? []) {
      failures += presence(
        of: pattern, among: pattern.subject == .alert ? alerts : deliveries, openStates: openStates, time: time)
    }
    for pattern in expectation.none {
      failures += absence(
        of: pattern, among: pattern.subject == .alert ? alerts : deliveries, openStates: openStates, time: time)
    }
    if let wanted = expectation.alerts, wanted.isEmpty || expectation.isComplete {
      let others = alerts.filter { alert in alert.isState(openStates) && !wanted.contains { $0.matches(alert.facts) } }
      let text = wanted.isEmpty ? "no alert may be open" : "no other alert may be open"
      failures += Self.surplus(others, text, at: expectation.location, time: time)
    }
    if expectation.deliveries?.isEmpty == true {
      let others = deliveries.filter { $0.facts["state"] != .text(Self.suppressed) }
      failures += Self.surplus(others, "there may be no delivery", at: expectation.location, time: time)
    }
    return failures
  }

  // MARK: - One pattern

  private static let suppressed = "suppressed"
  /// Lines of what there is instead.
  private static let shownLimit = 3

  /// Whether the pattern can be about this at all: where it says nothing of the state, alerts have to be open and
  /// deliveries not suppressed.
  private func isMeant(
    _ candidate: RuleTestFacts, by pattern: RuleTestPattern, openStates: [AlertStatus.State]
  ) -> Bool {
    if pattern.mentions("state") || pattern.mentions("reason") { return true }
    return pattern.subject == .alert
      ? candidate.isState(openStates) : candidate.facts["state"] != .text(Self.suppressed)
  }

  private func matches(
    of pattern: RuleTestPattern, among candidates: [RuleTestFacts], openStates: [AlertStatus.State]
  ) -> [RuleTestFacts] {
    candidates.filter { isMeant($0, by: pattern, openStates: openStates) && pattern.matches($0.facts) }
  }

  private func presence(
    of pattern: RuleTestPattern, among candidates: [RuleTestFacts], openStates: [AlertStatus.State], time: String
  ) -> [RuleTestFailure] {
    let found = matches(of: pattern, among: candidates, openStates: openStates)
    if pattern.count.map({ found.count == $0 }) ?? !found.isEmpty { return [] }
    let subject = pattern.subject == .alert ? "alert" : "delivery"
    if let count = pattern.count, !found.isEmpty {
      return [
        RuleTestFailure(
          location: pattern.location, time: time,
          wanted: "\(count) wanted, \(found.count) found of \(subject) \(pattern.text)", found: Self.shown(found))
      ]
    }
    let nearest = candidates.enumerated().map { place, candidate in
      var reasons = pattern.mismatches(candidate.facts)
      if !isMeant(candidate, by: pattern, openStates: openStates) { reasons.append("state") }
      return (place: place, reasons: reasons, text: candidate.text)
    }.sorted { ($0.reasons.count, $0.place) < ($1.reasons.count, $1.place) }
    let lines = nearest.prefix(Self.shownLimit).map { "found \($0.text) [other \($0.reasons.joined(separator: ", "))]" }
    return [
      RuleTestFailure(
        location: pattern.location, time: time, wanted: "missing \(subject) \(pattern.text)",
        found: lines.isEmpty ? ["found nothing at all"] : lines)
    ]
  }

  private func absence(
    of pattern: RuleTestPattern, among candidates: [RuleTestFacts], openStates: [AlertStatus.State], time: String
  ) -> [RuleTestFailure] {
    let found = matches(of: pattern, among: candidates, openStates: openStates)
    let subject = pattern.subject == .alert ? "alert" : "delivery"
    return Self.surplus(found, "there may be no \(subject) \(pattern.text)", at: pattern.location, time: time)
  }

  private static func surplus(
    _ found: [RuleTestFacts], _ text: String, at location: SourceLocation, time: String
  ) -> [RuleTestFailure] {
    guard !found.isEmpty else { return [] }
    return [RuleTestFailure(location: location, time: time, wanted: text, found: shown(found))]
  }

  private static func shown(_ found: [RuleTestFacts]) -> [String] {
    let rest = found.count - shownLimit
    return found.prefix(shownLimit).map { "found \($0.text)" } + (rest > 0 ? ["and \(rest) more"] : [])
  }
}
