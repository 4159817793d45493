import Alerting
import Configuration
import Notation
import Windows

/// What one transaction stores.
struct StateCheckpoint {
  /// Readings of one evaluation.
  struct ReadingBlock: Equatable {
    /// Event time of the evaluation.
    var at: Instant
    /// Lines of `readings.jsonl`.
    var lines: [UInt8]
  }

  /// Small facts, whole each time.
  struct Header: Codable, Equatable {
    var model: String
    /// What the counts depend on; see ``StateFingerprint``.
    var fingerprint: String
    /// Microseconds of the engine's clock at which it was made.
    var savedAt: Int64
    /// Event time in microseconds: the end of the newest closed pane.
    var time: Int64?
    /// Width of a pane in microseconds.
    var pane: Int64
    /// Counts in a row of a pane's labels.
    var labelWidth: Int
    /// The newest evaluation whose readings are kept, in microseconds.
    var readingsThrough: Int64?
    var totals: PipelineTotals
    var summary: StateSummary
    var deadLetters: DeadLetterFile.Mark
  }

  var header: Header
  var windows: WindowsCheckpoint
  /// Panes that have left the windows since the last checkpoint.
  var panes: [PartChange]
  /// The names of the parts of a pane, by number.
  var cells: [PartName]
  var revisions: PartChanges
  var sources: [SourceState]
  /// Whole: the store finds what has changed.
  var alerts: [AlertInstance]
  /// New since the last checkpoint, as are those below.
  var transitions: [AlertTransition]
  var deliveries: [Delivery]
  var readings: [ReadingBlock]
  /// How much of the past is kept.
  var retention: StateRetention
}
