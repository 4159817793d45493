import Alerting
import Ingest
import Notation
import Readings
import Windows

/// Watches a replay's results go by and keeps what the summary tells of them.
final class ReplayTally: PipelineOutput {
  private(set) var readings = 0
  private var findings: [String] = []
  private var folded: [FoldedValues] = []
  private var departures: [SeriesKey: ReplaySummary.Departure] = [:]
  private var onsets: [SeriesKey: Onset] = [:]
  private var episodes: [String: Int] = [:]
  private var deliveries: [String: [String: Int]] = [:]
  private let next: (any PipelineOutput)?

  /// - Parameter next: also gets everything.
  init(next: (any PipelineOutput)?) {
    self.next = next
  }

  func reading(_ reading: Reading, series: Int) {
    readings += 1
    next?.reading(reading, series: series)
    guard reading.level == .yellow || reading.level == .red else { return }
    let grade = reading.grade ?? 0
    var departure =
      departures[reading.key]
      ?? ReplaySummary.Departure(
        key: reading.key, firstYellow: nil, firstRed: nil, onset: nil, worstGrade: -1, worst: reading)
    let end = reading.windowEnd
    departure.firstYellow = min(departure.firstYellow ?? end, end)
    if reading.level == .red { departure.firstRed = min(departure.firstRed ?? end, end) }
    if (reading.level.severity, grade) > (departure.worst.level.severity, departure.worstGrade) {
      departure.worstGrade = grade
      departure.worst = reading
    }
    departures[reading.key] = departure
  }

  var wantsOnsets: Bool { true }

  func onset(_ onset: Onset, of key: SeriesKey) {
    onsets[key] = onset
    next?.onset(onset, of: key)
  }

  func transition(_ transition: AlertTransition) {
    if transition.to == .firing, ![.firing, .recovering].contains(transition.from) {
      episodes[transition.identity.rule, default: 0] += 1
    }
    next?.transition(transition)
  }

  func delivery(_ delivery: Delivery) {
    let state = delivery.state.suppression.map { "suppressed: \($0.rawValue)" } ?? delivery.state.name
    deliveries[delivery.action, default: [:]][state, default: 0] += 1
    next?.delivery(delivery)
  }

  func audit(_ entry: AuditEntry) { next?.audit(entry) }

  func deadLetter(_ letter: DeadLetter) { next?.deadLetter(letter) }

  func trouble(_ error: IngestError, at time: Instant) { next?.trouble(error, at: time) }

  func finding(_ finding: FileDiagnosis.Finding, at time: Instant) {
    findings.append(finding.text)
    next?.finding(finding, at: time)
  }

  func folded(_ values: FoldedValues, at time: Instant) {
    folded.append(values)
    next?.folded(values, at: time)
  }

  func add(to summary: inout ReplaySummary) {
    summary.readings = readings
    summary.findings = findings
    summary.folded = folded
    summary.episodes = episodes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    summary.deliveries = deliveries.sorted { $0.key < $1.key }.flatMap { action, states in
      states.sorted { $0.key < $1.key }.map { (action, $0.key, $0.value) }
    }
    for (key, onset) in onsets { departures[key]?.onset = onset }
    summary.departures = departures.values.sorted { a, b in
      let (x, y) = (a.firstRed != nil, b.firstRed != nil)
      if x != y { return x }
      return a.worstGrade != b.worstGrade ? a.worstGrade > b.worstGrade : a.key < b.key
    }
  }
}
