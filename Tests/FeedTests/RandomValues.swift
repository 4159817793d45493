import Notation
import Readings

/// Values of every kind that a picture holds, each property other than its default more often than not.
struct RandomValues {
  var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
  mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
  mutating func flag() -> Bool { chance(2) }

  mutating func int() -> Int {
    switch below(8) {
    case 0: Int.max
    case 1: Int.min
    case 2: -below(1000)
    default: below(100_000)
    }
  }

  mutating func double() -> Double {
    switch below(12) {
    case 0: .infinity
    case 1: -.greatestFiniteMagnitude
    case 2: .leastNonzeroMagnitude
    default: Double.random(in: -10...10, using: &generator)
    }
  }

  mutating func time() -> Instant {
    switch below(20) {
    case 0: .distantPast
    case 1: .distantFuture
    default: Instant(microseconds: 1_700_000_000_000_000 + Int64(below(1_000_000)) * 300_000_000)
    }
  }

  mutating func span() -> TimeSpan { TimeSpan(microseconds: Int64(below(1_000_000_000)) * 1000) }

  mutating func text() -> String {
    let texts = ["", "age", "region=apac", "naïve", "漢字", "👩‍👩‍👧", "a\u{0}b", "e\u{301}", "income", "*", "all"]
    return texts[below(texts.count)] + (flag() ? String(below(50)) : "")
  }

  mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? { chance(4) ? nil : make(&self) }

  mutating func list<Value>(_ limit: Int = 4, _ make: (inout Self) -> Value) -> [Value] {
    (0..<below(limit + 1)).map { _ in make(&self) }
  }

  mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }
  mutating func level() -> Level { one(of: Level.allCases) }

  mutating func key() -> SeriesKey {
    SeriesKey(
      metric: one(of: Metric.allCases), version: one(of: ["*", "v1", "v2"]),
      segment: one(of: ["all", "region=apac", "region=emea"]), feature: maybe { $0.one(of: ["age", "@score", "漢"]) },
      window: one(of: ["1h", "24h"]))
  }

  mutating func evidence() -> Measurement.Evidence {
    one(of: [
      .value, .test(isBeyondChance: true), .test(isBeyondChance: false), .interval(isBeyondChance: true),
      .interval(isBeyondChance: false),
    ])
  }

  mutating func limits() -> Limits {
    Limits(
      yellow: maybe { $0.double() }, red: maybe { $0.double() },
      direction: one(of: [.higherIsWorse, .lowerIsWorse, .eitherWay]), baseline: maybe { $0.double() }, center: double()
    )
  }

  mutating func reading(_ key: SeriesKey) -> Reading {
    Reading(
      key: chance(20) ? self.key() : key, windowStart: time(), windowEnd: time(), value: maybe { $0.double() },
      n: int(), low: maybe { $0.double() }, high: maybe { $0.double() }, floor: maybe { $0.double() },
      evidence: evidence(), level: level(), limits: maybe { $0.limits() }, grade: maybe { $0.double() },
      labels: maybe { LabelState(coverage: $0.double(), revision: $0.int(), isFinal: $0.flag()) },
      usesOverallBaseline: flag(), pValue: maybe { $0.double() })
  }

  mutating func point(_ time: Instant) -> History.Point {
    History.Point(
      time: time, value: maybe { $0.double() }, level: level(), low: maybe { $0.double() },
      high: maybe { $0.double() }, isFinal: flag())
  }

  /// In order of time, or out of it.
  mutating func history() -> History {
    let start = below(1000)
    let count = below(30)
    let isInOrder = !chance(10)
    let points = (0..<count).map { place in
      isInOrder ? point(Instant(seconds: Int64(start + place) * 300)) : point(time())
    }
    return History(points: points, firstYellow: maybe { $0.time() }, firstRed: maybe { $0.time() })
  }

  mutating func histogram() -> Histogram {
    func moments(_ values: inout Self) -> Histogram.Moments {
      Histogram.Moments(mean: values.double(), standardDeviation: values.double(), median: values.double())
    }
    return Histogram(
      bins: list {
        Histogram.Bin(label: $0.text(), reference: $0.double(), current: $0.double(), contribution: $0.double())
      },
      referenceCount: int(), currentCount: int(), referenceNulls: int(), currentNulls: int(),
      referenceMoments: maybe(moments), currentMoments: maybe(moments))
  }

  mutating func cause() -> RootCause {
    func contribution(_ values: inout Self) -> RootCause.Contribution {
      RootCause.Contribution(
        name: values.text(), share: values.double(), weight: values.maybe { $0.double() },
        value: values.maybe { $0.double() })
    }
    return RootCause(segments: list(4, contribution), features: maybe { $0.list(4, contribution) })
  }

  mutating func verdictKey() -> VerdictKey {
    VerdictKey(
      segment: one(of: ["all", "region=apac"]), version: one(of: ["*", "v1"]), window: one(of: ["1h", "24h"]))
  }

  mutating func verdict() -> Verdict {
    Verdict(
      kind: one(of: [.none, .covariateShift, .conceptShift]), realised: double(), expected: double(),
      baseline: double(), n: int(), z: double(), reason: text())
  }

  mutating func detail() -> CellDetail {
    CellDetail(
      reliability: list {
        CellDetail.ReliabilityBin(
          meanScore: $0.maybe { $0.double() }, positiveRate: $0.maybe { $0.double() }, low: $0.maybe { $0.double() },
          high: $0.maybe { $0.double() }, n: $0.int())
      },
      confusions: list {
        CellDetail.Confusion(actual: $0.text(), predicted: $0.text(), n: $0.int(), share: $0.double())
      })
  }

  mutating func comparison() -> GroupComparison {
    GroupComparison(
      groups: list {
        GroupComparison.Group(
          name: $0.text(), value: $0.maybe { $0.double() }, low: $0.maybe { $0.double() },
          high: $0.maybe { $0.double() }, n: $0.int(), isLeftOut: $0.flag())
      })
  }

  mutating func alert() -> AlertStatus {
    let states: [AlertStatus.State] = [.unknown, .green, .pending, .firing, .recovering, .resolved, .nodata, .error]
    var handling = AlertStatus.Handling(
      acknowledgedBy: maybe { $0.text() }, isCalledFalse: flag(), silencedUntil: maybe { $0.time() },
      heldAt: maybe { $0.level() }, heldUntil: maybe { $0.time() })
    handling.silences = list { $0.text() }
    var status = AlertStatus(
      rule: text(), key: key(), state: one(of: states), level: level(), value: maybe { $0.double() },
      threshold: maybe { $0.double() }, n: int(), since: time(), episode: int(), owner: maybe { $0.text() },
      runbook: maybe { $0.text() }, summary: maybe { $0.text() }, because: maybe { $0.text() },
      deliveries: list { $0.delivery() }, handling: handling)
    status.id = text()
    status.steps = list {
      AlertStatus.Step(
        at: $0.time(), from: $0.one(of: states), to: $0.one(of: states), level: $0.level(),
        value: $0.maybe { $0.double() })
    }
    status.remarks = list { AlertStatus.Remark(at: $0.time(), by: $0.text(), act: $0.text(), reason: $0.text()) }
    status.approvers = list { $0.text() }
    status.condition = maybe { $0.text() }
    return status
  }

  mutating func delivery() -> DeliveryStatus {
    DeliveryStatus(
      id: text(), action: text(), type: text(), state: text(), reason: maybe { $0.text() }, attempts: int(),
      at: time(), expiresAt: maybe { $0.time() })
  }

  mutating func logLine() -> LogLine {
    LogLine(time: time(), severity: one(of: [.info, .warning, .error]), message: text())
  }

  mutating func source() -> SourceStatus {
    let reason = text()
    return SourceStatus(
      path: text(), kind: one(of: [.predictions, .labels]),
      state: one(of: [.reading, .following, .ended, .failed(reason)]), offset: int(), size: maybe { $0.int() },
      lines: int(), bad: int(), late: int(), newest: maybe { $0.time() })
  }

  mutating func ingest() -> IngestStatus {
    var status = IngestStatus(
      lines: int(), records: int(), bad: list { ($0.text(), $0.int()) }, invalidValues: int(), late: int(),
      labels: int(), joined: int(), unmatched: int(), duplicates: int(), pending: int(), rate: double(),
      progress: maybe { $0.double() })
    status.sources = list { $0.source() }
    status.examples = list { BadLine(path: $0.text(), offset: $0.int(), reason: $0.text(), text: $0.text()) }
    status.labelProgress = list {
      LabelProgress(from: $0.span(), to: $0.maybe { $0.span() }, predictions: $0.int(), labelled: $0.int())
    }
    status.actions = list {
      ActionStatus(
        name: $0.text(), isPaused: $0.flag(), waiting: $0.int(), oldest: $0.maybe { $0.time() },
        lastError: $0.maybe { $0.text() }, nextAttempt: $0.maybe { $0.time() })
    }
    return status
  }

  mutating func agent() -> AgentStatus {
    AgentStatus(
      process: int(), version: text(), started: time(), storedAt: maybe { $0.time() }, stateDirectory: text())
  }
}
