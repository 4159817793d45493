import Notation

@testable import Simulation

/// A scenario small enough to be drawn many times over: one day, two regions, four features.
func smallScenario(
  rate: Double = 400, duration: TimeSpan = .days(1), seed: UInt64 = 1, incidents: [Incident] = []
) -> Scenario {
  Scenario(
    model: "small", seed: seed, start: Instant(rfc3339: "2026-03-02T00:00:00Z") ?? Instant(seconds: 0),
    duration: duration, traffic: Scenario.Traffic(rate: rate),
    reference: Scenario.Reference(rows: 500, start: Instant(seconds: 1_770_000_000), span: .days(7)),
    segments: [
      SegmentDimension(name: "region", source: .drawn([WeightedValue("apac", 1), WeightedValue("emea", 3)])),
      SegmentDimension(name: "sex", source: .drawn([WeightedValue("f", 1), WeightedValue("m", 1)])),
      SegmentDimension(name: "age_band", source: .bands(feature: "age", cuts: [40], names: ["young", "old"])),
    ],
    features: [
      Feature(name: "age", kind: .numeric(NumericFeature(distribution: .normal(mean: 42, deviation: 12), digits: 0))),
      Feature(
        name: "income",
        kind: .numeric(NumericFeature(distribution: .lognormal(median: 40_000, spread: 0.5), digits: -2)),
        nullShare: 0.01),
      Feature(name: "debts", kind: .numeric(NumericFeature(distribution: .poisson(mean: 1.5), digits: 0))),
      Feature(name: "channel", kind: .categorical([WeightedValue("web", 3), WeightedValue("app", 1)])),
    ],
    risk: RiskFunction(
      intercept: -1,
      terms: [
        .init(.numeric(feature: "income"), -0.9), .init(.numeric(feature: "debts"), 1.1),
        .init(.category(feature: "channel", value: "app"), 0.4),
      ], unexplained: 0.6),
    versions: [ModelVersion(name: "v1", threshold: 0.35), ModelVersion(name: "v2", noise: 1, threshold: 0.35)],
    labels: LabelProcess(shortest: .minutes(30), usual: .hours(1), longest: .hours(2), coverage: 0.95),
    service: ServiceProfile(latencyMedian: 40, latencySpread: 0.3, errorRate: 0.004), incidents: incidents)
}

extension Scenario {
  var predictions: [PredictionRow] {
    EventSequence(self).compactMap { event in
      if case .prediction(let row) = event { row } else { nil }
    }
  }

  var labelRows: [LabelRow] {
    EventSequence(self).compactMap { event in
      if case .label(let row) = event { row } else { nil }
    }
  }

  /// The label of each request that has one.
  var outcomes: [UInt64: Int] {
    Dictionary(labelRows.map { ($0.number, $0.label) }) { first, _ in first }
  }

  /// Every line with its time.
  var lines: [(time: Instant, text: String)] {
    var encoder = RowEncoder(self)
    return EventSequence(self).map { ($0.time, String(decoding: encoder.line($0), as: UTF8.self)) }
  }
}

extension [PredictionRow] {
  /// Rows whose offset from the start lies in `hours`.
  func within(_ hours: Range<Int64>, of scenario: Scenario) -> [PredictionRow] {
    let from = scenario.start + .hours(hours.lowerBound)
    let until = scenario.start + .hours(hours.upperBound)
    return filter { $0.time >= from && $0.time < until }
  }

  func share(where holds: (PredictionRow) -> Bool) -> Double {
    Double(count(where: holds)) / Double(Swift.max(1, count))
  }

  /// The numbers of the feature at `position`, missing ones left out.
  func numbers(_ position: Int) -> [Double] {
    compactMap { row in
      if case .number(let value) = row.features[position] { value } else { nil }
    }
  }
}

func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(max(1, values.count))
}

/// One of each kind, from 10:00 to 16:00.
let oneIncidentOfEachKind: [Incident] =
  ([
    .covariateShift(feature: "age", shift: .add(-10)),
    .covariateShift(feature: "channel", shift: .weights([WeightedValue("app", 1)])),
    .conceptShift(RiskFunction(intercept: 1, terms: [.init(.numeric(feature: "debts"), -1)])),
    .miscalibration(slope: 1.5, bias: 0.4),
    .fairnessGap(bias: 0.8),
    .nullBurst(feature: "income", share: 0.4),
    .unseenCategory(feature: "channel", category: "partner", share: 0.3),
    .latencySpike(factor: 3),
    .errorBurst(rate: 0.1),
    .labelDelay(.hours(3)),
    .labelOutage(catchUp: .minutes(10), lost: false),
    .trafficDrop(share: 0.5),
    .versionRollout(version: "v2", share: 0.5),
  ] as [Incident.Kind]).map { Incident(kind: $0, from: .hours(10), until: .hours(16)) }
