import Notation
import Readings

/// What the sample's engine says of files, labels and deliveries.
extension SampleSnapshot {
  func addOperations(to snapshot: inout Snapshot) {
    let isIncident = situation == .incident
    let newest = time + .minutes(3)
    snapshot.ingest.sources = [
      SourceStatus(
        path: "logs/predictions-2026-03-01.jsonl.gz", kind: .predictions, state: .ended, offset: 40_112_904,
        size: 40_112_904, lines: 412_000, bad: 0, late: 12, newest: time - .hours(9)),
      SourceStatus(
        path: "logs/predictions-2026-03-02.jsonl", kind: .predictions, state: .following, offset: 88_421_376,
        size: 88_421_376, lines: 214_003, bad: isIncident ? 31 : 0, late: 4, newest: newest),
      SourceStatus(
        path: "logs/labels-2026-03-02.jsonl", kind: .labels, state: isIncident ? .reading : .following,
        offset: 1_204_224, size: isIncident ? 4_816_896 : 1_204_224, lines: 31_114, bad: isIncident ? 2 : 0,
        newest: newest - .minutes(isIncident ? 95 : 1)),
    ]
    if isIncident {
      snapshot.ingest.sources.append(
        SourceStatus(
          path: "logs/predictions-2026-03-03.jsonl", kind: .predictions, state: .failed("permission denied"), offset: 0,
          size: nil))
      snapshot.ingest.examples = [
        BadLine(
          path: "logs/predictions-2026-03-02.jsonl", offset: 71_204_118, reason: "not JSON",
          text: #"{"ts":"2026-03-02T09:14:07Z","request_id":"r-81204","model_ver"#),
        BadLine(
          path: "logs/predictions-2026-03-02.jsonl", offset: 80_110_002, reason: "timestamp missing",
          text: #"{"request_id":"r-90117","model_version":"v2","prediction":1}"#),
        BadLine(path: "logs/labels-2026-03-02.jsonl", offset: 1_004_120, reason: "id missing", text: #"{"label":1}"#),
      ]
      snapshot.ingest.actions = [
        ActionStatus(name: "pager"),
        ActionStatus(
          name: "slack", isPaused: true, waiting: 7, oldest: time - .minutes(22), lastError: "HTTP 503",
          nextAttempt: time + .minutes(2)),
      ]
    } else {
      snapshot.ingest.actions = [ActionStatus(name: "pager"), ActionStatus(name: "slack")]
    }
    snapshot.ingest.labelProgress = [
      LabelProgress(from: .zero, to: .hours(6), predictions: 51_200, labelled: isIncident ? 2_048 : 14_336),
      LabelProgress(from: .hours(6), to: .hours(24), predictions: 160_000, labelled: isIncident ? 60_800 : 113_600),
      LabelProgress(from: .hours(24), to: .hours(72), predictions: 320_000, labelled: 313_600),
      LabelProgress(from: .hours(72), to: nil, predictions: 94_803, labelled: 94_200),
    ]
    for index in snapshot.alerts.indices { addHistory(to: &snapshot.alerts[index]) }
  }

  private func addHistory(to alert: inout AlertStatus) {
    alert.condition = "\(alert.key.metricName) > 0.25 for 5m, over below 0.20"
    alert.steps = [
      AlertStatus.Step(at: alert.since - .minutes(40), from: .green, to: .pending, level: .yellow, value: 0.14),
      AlertStatus.Step(at: alert.since - .minutes(30), from: .pending, to: .firing, level: .yellow, value: 0.19),
      AlertStatus.Step(at: alert.since, from: .firing, to: .firing, level: alert.level, value: alert.value),
    ]
    if let person = alert.handling.acknowledgedBy {
      alert.remarks = [
        AlertStatus.Remark(
          at: alert.since + .minutes(6), by: person, act: "acknowledge", reason: "upstream feed is being rolled back")
      ]
    }
  }
}
