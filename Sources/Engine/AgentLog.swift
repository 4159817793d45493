import Alerting
import Ingest
import Logging
import Notation
import Readings
import Windows

/// Tells the agent's log what goes by: alerts, files, and lines that were set aside (the first of each kind at once,
/// then their number now and then, so that a flood of bad lines is no flood of log lines).
final class AgentLog: PipelineOutput {
  private let logger: Logger
  private let next: (any PipelineOutput)?
  private var rejected: [String: Int] = [:]

  init(logger: Logger, next: (any PipelineOutput)?) {
    self.logger = logger
    self.next = next
  }

  func reading(_ reading: Reading, series: Int) { next?.reading(reading, series: series) }

  func transition(_ transition: AlertTransition) {
    let level: Logger.Level =
      switch transition.to {
      case .firing where transition.level == .red: .error
      case .firing, .nodata, .error: .warning
      default: .info
      }
    var metadata: Logger.Metadata = [
      "alert": "\(transition.identity.rule)", "series": "\(transition.identity.key.text)",
      "from": "\(transition.from.rawValue)", "to": "\(transition.to.rawValue)", "level": "\(transition.level.rawValue)",
      "at": "\(transition.at.rfc3339)", "n": "\(transition.figures.n)",
    ]
    if let value = transition.figures.value { metadata["value"] = "\(shortText(value))" }
    logger.log(level: level, "alert", metadata: metadata)
    next?.transition(transition)
  }

  func delivery(_ delivery: Delivery) {
    logger.log(delivery)
    next?.delivery(delivery)
  }

  func audit(_ entry: AuditEntry) {
    var metadata: Logger.Metadata = [
      "act": "\(entry.act.rawValue)", "by": "\(entry.by)", "reason": "\(entry.reason)", "did": "\(entry.did)",
    ]
    if let identity = entry.subject.identity {
      metadata["alert"] = "\(identity.rule)"
      metadata["series"] = "\(identity.key.text)"
    }
    if let id = entry.subject.id { metadata["id"] = "\(id)" }
    logger.notice("decision", metadata: metadata)
    next?.audit(entry)
  }

  func deadLetter(_ letter: DeadLetter) {
    let kind = letter.path + letter.defect.reason.rawValue
    let count = (rejected[kind] ?? 0) + 1
    rejected[kind] = count
    if count == 1 || (count >= 100 && count.isPowerOfTen) {
      logger.warning(
        "bad line",
        metadata: [
          "file": "\(letter.path)", "offset": "\(letter.offset)", "reason": "\(letter.defect.reason.rawValue)",
          "field": "\(letter.defect.field ?? "-")", "count": "\(count)",
        ])
    }
    next?.deadLetter(letter)
  }

  func trouble(_ error: IngestError, at time: Instant) {
    logger.error(
      "file", metadata: ["file": "\(error.path)", "code": "\(error.code.rawValue)", "error": "\(error.detail)"])
    next?.trouble(error, at: time)
  }

  func finding(_ finding: FileDiagnosis.Finding, at time: Instant) {
    logger.error(
      "file", metadata: ["file": "\(finding.path)", "code": "not_as_configured", "error": "\(finding.text)"])
    next?.finding(finding, at: time)
  }

  func folded(_ values: FoldedValues, at time: Instant) {
    logger.warning("values not told apart", metadata: ["what": "\(values.text)"])
    next?.folded(values, at: time)
  }
}

extension Int {
  fileprivate var isPowerOfTen: Bool {
    var rest = self
    while rest >= 10, rest.isMultiple(of: 10) { rest /= 10 }
    return rest == 1
  }
}

extension Logger {
  /// A delivery was planned, begun or ended.
  func log(_ delivery: Delivery) {
    var metadata: Logger.Metadata = [
      "action": "\(delivery.action)", "alert": "\(delivery.identity.rule)", "id": "\(delivery.id)",
      "state": "\(delivery.state.name)", "attempt": "\(delivery.attempts)",
    ]
    // While an attempt runs the error is that of the one before.
    let error = delivery.state == .running ? nil : delivery.lastError
    if let reason = delivery.state.suppression?.rawValue ?? error { metadata["reason"] = "\(reason)" }
    log(level: error == nil ? .info : .warning, "delivery", metadata: metadata)
  }
}
