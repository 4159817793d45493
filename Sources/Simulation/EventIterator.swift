import Notation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One pass over the events of a scenario; see `EventSequence`.
package struct EventIterator: IteratorProtocol {
  private let scenario: Scenario
  private let incidents: [ResolvedIncident]
  private let population: PopulationSampler
  private let scoring: ScoringProcess
  private let arrival = RandomStream.Purpose("arrival")
  private let presence = RandomStream.Purpose("presence")
  private let labelling = RandomStream.Purpose("labelling")
  private let overriding = RandomStream.Purpose("overriding")

  private var remaining: Int
  /// Of the latest request that arrived, or would have.
  private var number: UInt64 = 0
  private var clock: TimeSpan = .zero
  private var pending: PredictionRow?
  private var pendingLabel: LabelRow?
  private var labels = LabelQueue()

  init(_ scenario: Scenario, limit: Int?) {
    self.scenario = scenario
    remaining = limit ?? .max
    incidents = scenario.incidents.map { ResolvedIncident($0, scenario: scenario) }
    population = PopulationSampler(scenario, incidents: incidents)
    scoring = ScoringProcess(scenario, incidents: incidents)
  }

  package mutating func next() -> LogEvent? {
    if pending == nil { prepareNext() }
    if let label = labels.earliest, pending.map({ label.time <= $0.time }) ?? true {
      return labels.pop().map(LogEvent.label)
    }
    guard let row = pending else { return nil }
    pending = nil
    if let label = pendingLabel { labels.push(label) }
    return .prediction(row)
  }

  private mutating func prepareNext() {
    while remaining > 0, let offset = nextArrival() {
      let applicant = population.draw(number: number, offset: offset)
      if staysAway(offset: offset, segment: applicant.segment) { continue }
      let outcome = scoring.outcome(of: applicant, number: number, offset: offset)
      let time = (scenario.start + offset).floored(to: TimeSpan(microseconds: 1000))
      pending = PredictionRow(
        number: number, time: time, version: outcome.version, features: applicant.seen, segment: applicant.segment,
        score: outcome.score, prediction: outcome.prediction, latencyMilliseconds: outcome.latencyMilliseconds,
        override: outcome.prediction == nil ? nil : override(of: outcome.label))
      pendingLabel =
        outcome.prediction == nil ? nil : label(outcome.label, offset: offset, segment: applicant.segment)
      remaining -= 1
      return
    }
  }

  /// Moves the clock to the next request; `nil` past the end.
  private mutating func nextArrival() -> TimeSpan? {
    guard clock < scenario.duration, scenario.traffic.rate > 0 else { return nil }
    number += 1
    var stream = RandomStream(seed: scenario.seed, purpose: arrival, index: number)
    let perMicrosecond = currentRate() / 3.6e9
    let gap = stream.exponential() / max(perMicrosecond, 1e-18)
    let rest = scenario.duration - clock
    clock = gap < Double(rest.microseconds) ? clock + TimeSpan(microseconds: max(1, Int64(gap))) : scenario.duration
    return clock < scenario.duration ? clock : nil
  }

  /// Rows an hour.
  private func currentRate() -> Double {
    let traffic = scenario.traffic
    guard traffic.swing > 0 else { return traffic.rate }
    let midnight = (scenario.start + clock).floored(to: .days(1))
    let sinceMidnight = scenario.start + clock - midnight
    let phase = (sinceMidnight - traffic.peak).seconds / 86_400
    return traffic.rate * max(0.01, 1 + min(traffic.swing, 1) * cos(2 * .pi * phase))
  }

  private func staysAway(offset: TimeSpan, segment: [String]) -> Bool {
    var kept = 1.0
    for incident in incidents {
      if case .trafficDrop(let share) = incident.kind {
        kept *= 1 - share * incident.strength(at: offset, segment: segment)
      }
    }
    guard kept < 1 else { return false }
    var stream = RandomStream(seed: scenario.seed, purpose: presence, index: number)
    return stream.uniform() >= kept
  }

  /// What a person serves of the latest request, of which the true class is known; `nil` if nobody does.
  private func override(of label: Int) -> Int? {
    guard let overrides = scenario.overrides else { return nil }
    var stream = RandomStream(seed: scenario.seed, purpose: overriding, index: number)
    guard stream.uniform() < overrides.rate else { return nil }
    return stream.uniform() < overrides.accuracy ? label : 1 - label
  }

  /// The label of the latest request with the time at which it comes; `nil` if it never does.
  private func label(_ value: Int, offset: TimeSpan, segment: [String]) -> LabelRow? {
    var stream = RandomStream(seed: scenario.seed, purpose: labelling, index: number)
    guard stream.uniform() < scenario.labels.coverage else { return nil }
    var due = offset + scenario.labels.delay(at: stream.uniform())
    for incident in incidents {
      guard case .labelDelay(let delay) = incident.kind else { continue }
      let strength = incident.strength(at: offset, segment: segment)
      due = due + TimeSpan(microseconds: Int64(delay.seconds * strength * 1e6))
    }
    for incident in incidents {
      guard case .labelOutage(let catchUp, let lost) = incident.kind, incident.strength(at: due, segment: segment) > 0
      else { continue }
      if lost { return nil }
      let outage = incident.incident
      let progress = (due - outage.from).seconds / max((outage.until - outage.from).seconds, 1e-6)
      due = outage.until + TimeSpan(microseconds: Int64(catchUp.seconds * progress * 1e6))
    }
    let microseconds = (scenario.start + due).microseconds + 999_999
    let time = Instant(microseconds: microseconds).floored(to: TimeSpan(seconds: 1))
    return LabelRow(number: number, time: time, label: value)
  }
}
