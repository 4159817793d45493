import Feed
import Notation
import Readings
import Testing

/// Whoever gives a picture a new property has to let it travel as well (Sources/Feed/Coding), to have a random one in
/// `RandomValues`, and to name it here.
@Suite struct FeedCoverageTests {
  private static let time = Instant(seconds: 0)
  private static let key = SeriesKey(metric: .psi, window: "1h")

  private static let values: [(any Sendable, [String])] = [
    (
      Snapshot.nothing,
      [
        "model", "mode", "time", "pane", "lateness", "windows", "versions", "features", "segments", "attributes",
        "readings", "histories", "histograms", "onsets", "causes", "verdicts", "details", "comparisons", "alerts",
        "runbooks",
        "log", "ingest", "agent",
      ]
    ),
    (FeatureProfile(name: "", kind: .numeric), ["name", "kind"]),
    (
      Reading(key: key, windowStart: time, windowEnd: time, value: 1, n: 1, level: .green),
      [
        "key", "windowStart", "windowEnd", "value", "n", "low", "high", "floor", "evidence", "level", "limits", "grade",
        "labels", "usesOverallBaseline", "pValue",
      ]
    ),
    (LabelState(coverage: 0, revision: 1, isFinal: true), ["coverage", "revision", "isFinal"]),
    (Limits(yellow: 1, red: 2, direction: .eitherWay), ["yellow", "red", "direction", "baseline", "center"]),
    (History(), ["points", "firstYellow", "firstRed"]),
    (
      History.Point(time: time, value: 1, level: .green), ["time", "figure", "lower", "upper", "level", "isFinal"]
    ),
    (HistogramKey(feature: "", segment: "", window: ""), ["feature", "segment", "window"]),
    (
      Histogram(bins: [], referenceCount: 0, currentCount: 0, referenceNulls: 0, currentNulls: 0),
      [
        "bins", "referenceCount", "currentCount", "referenceNulls", "currentNulls", "referenceMoments",
        "currentMoments",
      ]
    ),
    (
      Histogram.Bin(label: "", reference: 0, current: 0, contribution: 0),
      ["label", "reference", "current", "contribution"]
    ),
    (Histogram.Moments(mean: 0, standardDeviation: 0, median: 0), ["mean", "standardDeviation", "median"]),
    (Onset(time: time, earliest: time, latest: time), ["time", "earliest", "latest"]),
    (RootCause(segments: [], features: nil), ["segments", "features"]),
    (RootCause.Contribution(name: "", share: 0), ["name", "share", "weight", "value"]),
    (VerdictKey(segment: "", version: "", window: ""), ["segment", "version", "window"]),
    (
      Verdict(kind: .none, realised: 0, expected: 0, baseline: 0, n: 0, z: 0, reason: ""),
      ["kind", "realised", "expected", "baseline", "n", "z", "reason"]
    ),
    (CellDetail(), ["reliability", "confusions"]),
    (
      CellDetail.ReliabilityBin(meanScore: 0, positiveRate: 0, low: 0, high: 0, n: 0),
      ["meanScore", "positiveRate", "low", "high", "n"]
    ),
    (CellDetail.Confusion(actual: "", predicted: "", n: 0, share: 0), ["actual", "predicted", "n", "share"]),
    (GroupComparison(groups: []), ["groups"]),
    (
      GroupComparison.Group(name: "", value: 0, low: 0, high: 0, n: 0, isLeftOut: false),
      ["name", "value", "low", "high", "n", "isLeftOut"]
    ),
    (
      AlertStatus(
        rule: "", key: key, state: .firing, level: .red, value: 0, threshold: 0, n: 0, since: time, episode: 0),
      [
        "id", "rule", "key", "state", "level", "value", "threshold", "n", "since", "episode", "owner", "runbook",
        "summary", "because", "deliveries", "handling", "steps", "remarks", "approvers", "condition",
      ]
    ),
    (
      AlertStatus.Handling(),
      ["acknowledgedBy", "isCalledFalse", "silencedUntil", "silences", "heldAt", "heldUntil"]
    ),
    (
      AlertStatus.Step(at: time, from: .green, to: .firing, level: .red, value: 0),
      ["at", "from", "to", "level", "value"]
    ),
    (AlertStatus.Remark(at: time, by: "", act: "", reason: ""), ["at", "by", "act", "reason"]),
    (
      DeliveryStatus(id: "", action: "", type: "", state: "", at: time),
      ["id", "action", "type", "state", "reason", "attempts", "at", "expiresAt"]
    ),
    (LogLine(time: time, severity: .info, message: ""), ["time", "severity", "message"]),
    (
      IngestStatus(),
      [
        "lines", "records", "bad", "invalidValues", "late", "labels", "joined", "unmatched", "duplicates", "pending",
        "rate", "progress", "sources", "examples", "labelProgress", "actions",
      ]
    ),
    (
      SourceStatus(path: "", kind: .labels, state: .ended, offset: 0),
      ["path", "kind", "state", "offset", "size", "lines", "bad", "late", "newest"]
    ),
    (BadLine(path: "", offset: 0, reason: "", text: ""), ["path", "offset", "reason", "text"]),
    (
      LabelProgress(from: .zero, to: nil, predictions: 0, labelled: 0), ["from", "to", "predictions", "labelled"]
    ),
    (ActionStatus(name: ""), ["name", "isPaused", "waiting", "oldest", "lastError", "nextAttempt"]),
    (
      AgentStatus(process: 0, version: "", started: time, stateDirectory: ""),
      ["process", "version", "started", "storedAt", "stateDirectory"]
    ),
  ]

  @Test(arguments: values.indices)
  func `Every property of what a picture holds is known to the feed`(place: Int) {
    let (value, names) = Self.values[place]
    #expect(Mirror(reflecting: value).children.compactMap(\.label) == names, "\(type(of: value))")
  }

  @Test func `Every level, direction, metric and part of an alert has a code`() throws {
    var values = RandomValues(seed: 1)
    var snapshot = Snapshot.nothing
    for metric in Metric.allCases {
      for level in Level.allCases {
        let key = SeriesKey(metric: metric, segment: level.rawValue, window: "1h")
        snapshot.readings[key] = values.reading(key)
        snapshot.readings[key]?.level = level
      }
    }
    var encoder = FeedEncoder()
    var decoder = FeedDecoder()
    var there = Snapshot.nothing
    try decoder.change(encoder.message(SnapshotChange(from: there, to: snapshot), known: 0)).apply(to: &there)
    #expect(differences(there, snapshot) == [])
  }
}
