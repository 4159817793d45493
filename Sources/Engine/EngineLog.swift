import Alerting
import Ingest
import Notation
import Readings

/// The newest lines of the engine's log, for a front end; everything also goes on to the next output.
final class EngineLog: PipelineOutput {
  static let limit = 200

  private(set) var lines: [LogLine] = []
  private let next: (any PipelineOutput)?

  init(next: (any PipelineOutput)?) {
    self.next = next
  }

  func log(_ line: LogLine) {
    lines.append(line)
    if lines.count > 2 * Self.limit { lines.removeFirst(lines.count - Self.limit) }
    next?.log(line)
  }

  func reading(_ reading: Reading) { next?.reading(reading) }
  func transition(_ transition: AlertTransition) { next?.transition(transition) }
  func delivery(_ delivery: Delivery) { next?.delivery(delivery) }
  func deadLetter(_ letter: DeadLetter) { next?.deadLetter(letter) }
}
