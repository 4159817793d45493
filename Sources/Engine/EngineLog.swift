import Alerting
import Ingest
import Notation
import Readings
import Windows

/// The newest lines of the engine's log, for a front end; everything also goes on to the next output.
final class EngineLog: PipelineOutput {
  static let limit = 200

  private(set) var lines: [LogLine] = []
  private let next: (any PipelineOutput)?

  init(next: (any PipelineOutput)?) {
    self.next = next
  }

  private func append(_ line: LogLine) {
    lines.append(line)
    if lines.count > 2 * Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }

  func transition(_ transition: AlertTransition) {
    if [.firing, .resolved, .nodata, .error].contains(transition.to) { append(LogLine(transition)) }
    next?.transition(transition)
  }

  func trouble(_ error: IngestError, at time: Instant) {
    append(LogLine(time: time, severity: .error, message: error.description))
    next?.trouble(error, at: time)
  }

  func finding(_ finding: FileDiagnosis.Finding, at time: Instant) {
    append(LogLine(time: time, severity: .error, message: finding.text))
    next?.finding(finding, at: time)
  }

  func folded(_ values: FoldedValues, at time: Instant) {
    append(LogLine(time: time, severity: .warning, message: values.text))
    next?.folded(values, at: time)
  }

  func reading(_ reading: Reading, series: Int) { next?.reading(reading, series: series) }
  func delivery(_ delivery: Delivery) { next?.delivery(delivery) }
  func deadLetter(_ letter: DeadLetter) { next?.deadLetter(letter) }

  func audit(_ entry: AuditEntry) {
    append(LogLine(time: entry.at, severity: .info, message: "\(entry.by): \(entry.did)"))
    next?.audit(entry)
  }
}

extension LogLine {
  /// `FeatureDrift firing red: psi age / region=apac (1h) 0.2864`
  fileprivate init(_ transition: AlertTransition) {
    let value = transition.figures.value.map { " \(shortText($0))" } ?? ""
    let severity: Severity = transition.to == .resolved ? .info : transition.level == .yellow ? .warning : .error
    self.init(
      time: transition.at, severity: severity,
      message: "\(transition.identity.rule) \(transition.to.rawValue) \(transition.level.rawValue): "
        + "\(transition.identity.key.text)\(value)")
  }
}
