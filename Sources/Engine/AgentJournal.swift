import Alerting
import Ingest
import Notation
import Readings

/// What the pipeline brought forth since the last checkpoint.
final class AgentJournal: PipelineOutput {
  private(set) var transitions: [AlertTransition] = []
  private(set) var deliveries: [Delivery] = []
  private(set) var audit: [AuditEntry] = []
  private(set) var readings: [StateCheckpoint.ReadingBlock] = []
  /// The newest evaluation of which there was a reading: blocks are those of an evaluation whatever was stored between.
  private(set) var through: Instant?
  /// Bytes of readings that wait.
  private(set) var size = 0
  private var writer: ReadingWriter
  private let deadLetters: DeadLetterFile
  private var lines = JSONText()

  /// - Parameter through: as a checkpoint left it.
  init(model: String, deadLetters: DeadLetterFile, through: Instant?) {
    writer = ReadingWriter(model: model)
    self.deadLetters = deadLetters
    self.through = through
  }

  /// Whether something waits to be stored that is to be done, or that a person waits for.
  var isUrgent: Bool {
    !audit.isEmpty || deliveries.contains { $0.state == .planned || $0.state == .awaitingApproval }
  }

  func reading(_ reading: Reading, series: Int) {
    let end = through.map { max($0, reading.windowEnd) } ?? reading.windowEnd
    if end != through {
      closeBlock()
      through = end
    }
    let before = lines.bytes.count
    writer.write(reading, series: series, to: &lines)
    size += lines.bytes.count - before
  }

  func transition(_ transition: AlertTransition) { transitions.append(transition) }
  func delivery(_ delivery: Delivery) { deliveries.append(delivery) }
  func audit(_ entry: AuditEntry) { audit.append(entry) }
  func deadLetter(_ letter: DeadLetter) { deadLetters.append(letter) }

  /// Ends the block that is being gathered, before what there is gets stored.
  func closeBlock() {
    guard let through, !lines.bytes.isEmpty else { return }
    readings.append(StateCheckpoint.ReadingBlock(at: through, lines: lines.bytes))
    lines.removeAll()
  }

  /// Everything has been stored.
  func removeAll() {
    transitions.removeAll()
    deliveries.removeAll()
    audit.removeAll()
    readings.removeAll()
    size = 0
  }
}
