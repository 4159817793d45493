import Notation

/// All that a front end may show, as one immutable value. Fronts never reach into the engine.
package struct Snapshot: Sendable {
  package var model: String
  package var mode: Mode
  /// The engine's clock: the end of the newest evaluated pane.
  package var time: Instant
  /// Width of a pane: the step between two points of a history.
  package var pane: TimeSpan
  /// How long records that are late are waited for: a pane is evaluated so much after its end.
  package var lateness: TimeSpan
  /// The configured windows, shortest first, as written: `1h`, `24h`.
  package var windows: [String]
  /// Model versions seen, in order of first appearance; does not contain `*`.
  package var versions: [String]
  /// Features in configured order, `@score` last if there is a score.
  package var features: [FeatureProfile]
  /// Cells in display order: `all`, then dimension by dimension, values in order.
  package var segments: [String]
  /// Fairness attributes in configured order.
  package var attributes: [String]
  /// The newest reading of each series.
  package var readings: [SeriesKey: Reading]
  /// The past of each series, oldest first.
  package var histories: [SeriesKey: History]
  /// Reference against current, per feature × cell × window, all versions together.
  package var histograms: [HistogramKey: Histogram]
  /// Since when a series that is not green has been changed.
  package var onsets: [SeriesKey: Onset]
  /// What carries the red readings of `all`.
  package var causes: [SeriesKey: RootCause]
  /// Why performance fell, where labels and scores tell.
  package var verdicts: [VerdictKey: Verdict]
  /// Reliability and confusions of each cell over all versions together.
  package var details: [VerdictKey: CellDetail]
  /// The groups behind each fairness figure.
  package var comparisons: [SeriesKey: GroupComparison]
  /// Alerts that are not green, worst and newest first.
  package var alerts: [AlertStatus]
  /// The text of the runbooks that rules name, by their place.
  package var runbooks: [String: String]
  /// The newest log lines, oldest first.
  package var log: [LogLine]
  package var ingest: IngestStatus
  /// The agent that the picture comes from; `nil` for a dashboard's own engine and for a replay.
  package var agent: AgentStatus?

  package init(
    model: String, mode: Mode, time: Instant, pane: TimeSpan, windows: [String], versions: [String],
    features: [FeatureProfile], segments: [String], attributes: [String], readings: [SeriesKey: Reading],
    histories: [SeriesKey: History], histograms: [HistogramKey: Histogram], alerts: [AlertStatus], log: [LogLine],
    ingest: IngestStatus, onsets: [SeriesKey: Onset] = [:], causes: [SeriesKey: RootCause] = [:],
    verdicts: [VerdictKey: Verdict] = [:], details: [VerdictKey: CellDetail] = [:],
    comparisons: [SeriesKey: GroupComparison] = [:], runbooks: [String: String] = [:], agent: AgentStatus? = nil,
    lateness: TimeSpan = .minutes(10)
  ) {
    self.model = model
    self.mode = mode
    self.time = time
    self.pane = pane
    self.lateness = lateness
    self.windows = windows
    self.versions = versions
    self.features = features
    self.segments = segments
    self.attributes = attributes
    self.readings = readings
    self.histories = histories
    self.histograms = histograms
    self.onsets = onsets
    self.causes = causes
    self.verdicts = verdicts
    self.details = details
    self.comparisons = comparisons
    self.alerts = alerts
    self.runbooks = runbooks
    self.log = log
    self.ingest = ingest
    self.agent = agent
  }
}

extension Snapshot {
  /// What drives the engine's clock.
  package enum Mode: Equatable, Sendable {
    /// Following logs as they grow.
    case live
    /// On the virtual clock of a replay: seconds of event time per second, or `nil` for as fast as possible.
    case replay(speed: Double?, isPaused: Bool)
    /// All input has been read to its end.
    case ended
  }
}

/// A watched feature and what the reference says of it.
package struct FeatureProfile: Equatable, Sendable {
  package enum Kind: Sendable {
    case numeric
    case categorical
  }

  package var name: String
  package var kind: Kind

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}
