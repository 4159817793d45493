import Alerting
import Notation
import Readings

/// Minutes after 2026-03-01T12:00:00Z.
func minute(_ count: Int64) -> Instant { Instant(seconds: 1_772_366_400) + .minutes(count) }

let psiKey = SeriesKey(metric: .psi, segment: "region=apac", feature: "age", window: "1h")
let psiIdentity = AlertIdentity(rule: "FeatureDrift", model: "credit-risk", key: psiKey)

/// A PSI reading on the standard gradient's bounds.
func reading(
  _ level: Level, _ value: Double?, key: SeriesKey = psiKey, n: Int = 1000, at end: Instant = minute(0),
  evidence: Measurement.Evidence = .test(isBeyondChance: true), low: Double? = nil, high: Double? = nil,
  baseline: Double? = nil
) -> Reading {
  Reading(
    key: key, windowStart: end - .hours(1), windowEnd: end, value: value, n: n, low: low, high: high,
    evidence: evidence, level: level,
    limits: Limits(yellow: 0.1, red: 0.2, direction: .higherIsWorse, baseline: baseline))
}

func reading(_ level: Level, key: SeriesKey = psiKey, at end: Instant = minute(0)) -> Reading {
  switch level {
  case .green: reading(.green, 0.05, key: key, at: end)
  case .yellow: reading(.yellow, 0.15, key: key, at: end)
  case .red: reading(.red, 0.3, key: key, at: end)
  case .insufficient: reading(.insufficient, nil, key: key, n: 3, at: end)
  case .nodata: reading(.nodata, nil, key: key, n: 0, at: end)
  case .error: reading(.error, nil, key: key, at: end)
  }
}

func psiRule(
  yellow: Rule.Condition? = Rule.Condition(), red: Rule.Condition? = Rule.Condition(),
  noData: Rule.NoData? = nil, minSamples: Int? = nil, actions: Rule.Actions = Rule.Actions(),
  segments: [Pattern] = ["all", "region=*"]
) -> Rule {
  Rule(
    alert: "FeatureDrift", group: "credit-risk", metric: .psi, segments: segments, window: "1h", yellow: yellow,
    red: red, minSamples: minSamples, noData: noData, actions: actions)
}

func condition(
  at: String? = nil, clear: String? = nil, for hold: Int64 = 0, keep: Int64 = 0
) throws -> Rule.Condition {
  Rule.Condition(
    at: try at.map { try Threshold(parsing: $0) }, clear: try clear.map { try Threshold(parsing: $0) },
    holdFor: .minutes(hold), keepFiringFor: .minutes(keep))
}

/// A transition as the machine would make it.
func transition(
  to: AlertStatus.State = .firing, from: AlertStatus.State = .pending, level: Level = .red,
  previousLevel: Level? = nil, episode: Int = 1, at: Instant = minute(0), value: Double? = 0.2131,
  identity: AlertIdentity = psiIdentity
) -> AlertTransition {
  AlertTransition(
    at: at, identity: identity, episode: episode, from: from, to: to, level: level,
    previousLevel: previousLevel ?? level,
    figures: AlertFigures(
      value: value, n: 4812, low: 0.19, high: 0.24, floor: 0.004, threshold: 0.2, windowStart: at - .hours(1),
      windowEnd: at))
}

/// SplitMix64, for tests that draw.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// A reading of any metric, graded by what the test says; `nil` is a value that cannot be graded.
func figure(
  _ metric: Metric, _ value: Double?, _ level: Level = .green, feature: String? = nil, segment: String = "all",
  version: String = "*", window: String = "1h", n: Int = 1000, at end: Instant = minute(0),
  margin: Double? = nil, evidence: Measurement.Evidence = .value, baseline: Double? = nil, labels: LabelState? = nil
) -> Reading {
  Reading(
    key: SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window),
    windowStart: end - .hours(1), windowEnd: end, value: value, n: n,
    low: margin.flatMap { margin in value.map { $0 - margin } },
    high: margin.flatMap { margin in value.map { $0 + margin } }, evidence: evidence, level: level,
    limits: Limits(yellow: 0.1, red: 0.2, direction: metric.direction, baseline: baseline), labels: labels)
}

/// A rule of one composite condition.
func compositeRule(
  _ criterion: Criterion, metric: Metric = .psi, yellow: Rule.Condition? = nil, features: [Pattern] = ["*"],
  segments: [Pattern] = ["all"], minSamples: Int? = nil, noData: Rule.NoData? = nil, against: TimeSpan? = nil,
  for hold: Int64 = 0
) -> Rule {
  Rule(
    alert: "Composite", group: "g", metric: metric, features: features, segments: segments, window: "1h",
    yellow: yellow, red: Rule.Condition(holdFor: .minutes(hold), criterion: criterion), minSamples: minSamples,
    noData: noData, against: against)
}
