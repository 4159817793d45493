import Alerting
import Configuration
import Notation
import Readings

/// A test whose figures are written down.
///
/// Of what happens at the same moment, figures come first, then what is due by the clock, then decisions, then
/// expectations.
struct RuleTestSeriesRun {
  private let test: RuleTest
  private let interval: TimeSpan
  private let readings: [RuleTestReadings]
  private let judge: RuleTestJudge
  private var alerts: AlertBook
  private var dispatcher: Dispatcher
  private var people = PeopleBook()
  private var record = RuleTestRecord()
  private var findings = RuleTestFindings()
  /// The newest moment at which what is due by the clock was seen to.
  private var settledAt = Instant.distantPast

  init(_ test: RuleTest, series: [RuleTestSeries], interval: TimeSpan, configuration: WatchConfiguration) {
    self.test = test
    self.interval = interval
    readings = series.map { RuleTestReadings($0, configuration: configuration) }
    judge = RuleTestJudge(start: test.start, rules: configuration.rules)
    alerts = AlertBook(
      model: configuration.model, rules: configuration.rules, confidence: configuration.gradient.confidence)
    dispatcher = Dispatcher(
      actions: configuration.actions, inhibitions: configuration.inhibitions, policy: .act,
      maxAge: configuration.windowPlan.actionMaxAge)
  }

  mutating func run() -> [RuleTestFailure] {
    let end = test.end
    let moments = test.moments
    var step = 0
    var (decided, judged) = (0, 0)
    while true {
      let stepTime = interval * Int64(step)
      let times = [
        stepTime <= end ? stepTime : nil, decided < test.decisions.count ? test.decisions[decided].at : nil,
        judged < moments.count ? moments[judged].time : nil,
      ]
      guard let time = times.compactMap(\.self).min() else { break }
      let now = test.start + time
      letTimePass(to: now)
      if stepTime == time {
        evaluate(step: step, now: now)
        step += 1
      }
      settle(now: now)
      while decided < test.decisions.count, test.decisions[decided].at == time {
        decide(test.decisions[decided], now: now)
        settle(now: now)
        decided += 1
      }
      while judged < moments.count, moments[judged].time == time {
        let failures = judge.judge(
          moments[judged].expectation, alerts: alerts.instances, people: people, record: record, moment: now)
        findings.add(failures, place: moments[judged].place)
        judged += 1
      }
    }
    test.concludingFailures(judge, record: record, into: &findings)
    return findings.inOrder
  }

  private mutating func evaluate(step: Int, now: Instant) {
    let readings = readings.compactMap { $0.reading(step: step, at: now) }
    let transitions = alerts.evaluate(readings, now: now, people: people, clock: now)
    for transition in transitions { record.take(transition) }
    _ = people.take(transitions, now: now)
    note(dispatcher.take(transitions, alerts: alerts, people: people, now: now))
  }

  // MARK: - The clock

  /// Sees to what is due before `now`, each at its time.
  private mutating func letTimePass(to now: Instant) {
    while let due = [dispatcher.nextDue, people.nextEnd].compactMap(\.self).min(), due < now {
      // What stays due although it was seen to waits for the next figures.
      guard due > settledAt else { return }
      settle(now: due)
    }
  }

  private mutating func settle(now: Instant) {
    settledAt = max(settledAt, now)
    _ = people.expire(now: now)
    note(dispatcher.advance(alerts: alerts, people: people, now: now))
  }

  private mutating func note(_ deliveries: [Delivery]) {
    for delivery in deliveries { record.take(delivery) }
  }

  // MARK: - People

  private mutating func decide(_ decision: RuleTestDecision, now: Instant) {
    let kinds = kinds(of: decision, now: now)
    var refusal: DecisionError? = kinds.isEmpty ? DecisionError("there is nothing that it could be about") : nil
    for kind in kinds where refusal == nil {
      do throws(DecisionError) {
        let outcome = try people.decide(
          Decision(kind, by: decision.by, reason: decision.reason), alerts: alerts, dispatcher: &dispatcher, now: now)
        note(outcome.deliveries)
      } catch {
        refusal = error
      }
    }
    guard (refusal != nil) != decision.isRefused else { return }
    let time = RuleTestExpectation.Time.at(decision.at).text(start: test.start)
    let failure = RuleTestFailure(
      location: decision.location, time: time,
      wanted: refusal.map { "the decision was turned down: \($0.description)" }
        ?? "the decision should have been turned down, and was not",
      found: [])
    findings.add([failure], place: -1)
  }

  private func kinds(of decision: RuleTestDecision, now: Instant) -> [Decision.Kind] {
    switch decision.kind {
    case .acknowledge(let pattern, let isFalseAlarm):
      openAlerts(pattern, now: now).map { .acknowledge($0, isFalseAlarm: isFalseAlarm) }
    case .silence(let matchers, let span): [.silence(matchers, until: now + span)]
    case .endSilences: people.silences.filter { $0.isActive(at: now) }.map { .endSilence(id: $0.id) }
    case .approve(let pattern): waiting(pattern).map { .approve(delivery: $0) }
    case .reject(let pattern): waiting(pattern).map { .reject(delivery: $0) }
    case .override(let matchers, let level, let span): [.override(matchers, level, until: now + span)]
    case .endOverrides: people.overrides.filter { $0.isActive(at: now) }.map { .endOverride(id: $0.id) }
    }
  }

  private func openAlerts(_ pattern: RuleTestPattern, now: Instant) -> [AlertIdentity] {
    alerts.instances.filter { instance in
      guard let rule = judge.rules[instance.identity.rule] else { return false }
      let facts = RuleTestFacts(instance, rule: rule, people: people, start: test.start, moment: now)
      return facts.isState([.firing, .recovering, .nodata, .error]) && pattern.matches(facts.facts)
    }.map(\.identity).sorted()
  }

  private func waiting(_ pattern: RuleTestPattern) -> [String] {
    dispatcher.waiting.values.filter { pattern.matches(RuleTestFacts($0, start: test.start).facts) }
      .map(\.id).sorted()
  }
}
