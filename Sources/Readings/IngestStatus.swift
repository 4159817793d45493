import Notation

/// What came in, in all and lately.
package struct IngestStatus: Equatable, Sendable {
  /// Lines of both kinds, bad ones too.
  package var lines: Int
  /// Predictions counted into panes.
  package var records: Int
  /// Lines that were set aside, by reason, worst first.
  package var bad: [(reason: String, count: Int)]
  /// Values that were read as null because they had the wrong type or were not finite.
  package var invalidValues: Int
  package var late: Int
  package var labels: Int
  package var joined: Int
  package var unmatched: Int
  package var duplicates: Int
  /// Predictions that still wait for their label.
  package var pending: Int
  /// Records a second of wall time, over the last seconds.
  package var rate: Double
  /// Share of the input read so far, where its size is known (replay); else `nil`.
  package var progress: Double?
  /// Files under way, in the order of their kinds and names.
  package var sources: [SourceStatus] = []
  /// The newest few bad lines of each reason, worst reason first.
  package var examples: [BadLine] = []
  /// How complete the labels are, newest predictions first; empty without labels.
  package var labelProgress: [LabelProgress] = []
  /// What waits for each action, in order of name; empty where nothing is done.
  package var actions: [ActionStatus] = []

  package init(
    lines: Int = 0, records: Int = 0, bad: [(reason: String, count: Int)] = [], invalidValues: Int = 0, late: Int = 0,
    labels: Int = 0, joined: Int = 0, unmatched: Int = 0, duplicates: Int = 0, pending: Int = 0, rate: Double = 0,
    progress: Double? = nil
  ) {
    self.lines = lines
    self.records = records
    self.bad = bad
    self.invalidValues = invalidValues
    self.late = late
    self.labels = labels
    self.joined = joined
    self.unmatched = unmatched
    self.duplicates = duplicates
    self.pending = pending
    self.rate = rate
    self.progress = progress
  }

  package static func == (a: IngestStatus, b: IngestStatus) -> Bool {
    a.lines == b.lines && a.records == b.records && a.bad.elementsEqual(b.bad, by: { $0 == $1 })
      && a.invalidValues == b.invalidValues && a.late == b.late && a.labels == b.labels && a.joined == b.joined
      && a.unmatched == b.unmatched && a.duplicates == b.duplicates && a.pending == b.pending && a.rate == b.rate
      && a.progress == b.progress && a.sources == b.sources && a.examples == b.examples
      && a.labelProgress == b.labelProgress && a.actions == b.actions
  }
}

/// A line of the engine's log.
package struct LogLine: Equatable, Sendable {
  package enum Severity: String, Sendable {
    case info = "INFO"
    case warning = "WARN"
    case error = "ERROR"
  }

  package var time: Instant
  package var severity: Severity
  package var message: String

  package init(time: Instant, severity: Severity, message: String) {
    self.time = time
    self.severity = severity
    self.message = message
  }
}
