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
    /// The newest evaluation of the alerts, one that only found that nothing came included; microseconds of event time.
    var evaluatedAt: Int64?
    /// The newest evaluation whose readings are kept, in microseconds.
    var readingsThrough: Int64?
    var totals: PipelineTotals
    var summary: StateSummary
    var deadLetters: DeadLetterFile.Mark
  }

  /// The kind of the parts in ``past``.
  static let pastKind = "past"

  var header: Header
  var windows: WindowsCheckpoint
  /// Panes that have left the windows since the last checkpoint.
  var panes: [PartChange]
  /// The names of the parts of a pane, by number.
  var cells: [PartName]
  var revisions: PartChanges
  var sources: [SourceState]
  /// Those that have changed, or more: what is as it was stored is not written again.
  var alerts: [AlertInstance]
  /// Stored alerts that no rule is about any more; they go with age.
  var abandoned: [AlertIdentity] = []
  /// What people decided and still stands; whole, as are the groups: the store finds what has changed.
  var people = PeopleBook()
  var groups: [NoticeGroup] = []
  /// What rules that look back need of the past, of the kind ``pastKind``.
  var past = PartChanges()
  /// New since the last checkpoint, as are those below.
  var transitions: [AlertTransition]
  var deliveries: [Delivery]
  var audit: [AuditEntry] = []
  var readings: [ReadingBlock]
  /// How much history is kept.
  var retention: StateRetention
}
