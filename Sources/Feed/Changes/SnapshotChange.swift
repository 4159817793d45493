import Notation
import Readings

/// What makes a picture of an older one. Parts that are the same are `nil` and cost nothing on the wire.
///
/// Making one costs what comparing the two does: parts that share their storage are equal at once.
package struct SnapshotChange: Sendable {
  package var model: String?
  package var mode: Snapshot.Mode?
  package var time: Instant?
  package var pane: TimeSpan?
  package var lateness: TimeSpan?
  package var windows: [String]?
  package var versions: [String]?
  package var features: [FeatureProfile]?
  package var segments: [String]?
  package var attributes: [String]?
  package var readings: EntriesChange<SeriesKey, Reading>?
  package var histories: HistoriesChange?
  package var histograms: EntriesChange<HistogramKey, Histogram>?
  package var onsets: EntriesChange<SeriesKey, Onset>?
  package var causes: EntriesChange<SeriesKey, RootCause>?
  package var verdicts: EntriesChange<VerdictKey, Verdict>?
  package var details: EntriesChange<VerdictKey, CellDetail>?
  package var comparisons: EntriesChange<SeriesKey, GroupComparison>?
  package var alerts: ListChange<AlertStatus>?
  package var runbooks: EntriesChange<String, String>?
  package var log: ListChange<LogLine>?
  package var ingest: IngestChange?
  /// The inner `nil` is a picture without an agent.
  package var agent: AgentStatus??

  package init() {}

  /// - Parameter comparesHistories: false leaves them as they are, for who sends them apart.
  package init(from old: Snapshot, to new: Snapshot, comparesHistories: Bool = true) {
    model = Self.changed(old.model, new.model)
    mode = Self.changed(old.mode, new.mode)
    time = Self.changed(old.time, new.time)
    pane = Self.changed(old.pane, new.pane)
    lateness = Self.changed(old.lateness, new.lateness)
    windows = Self.changed(old.windows, new.windows)
    versions = Self.changed(old.versions, new.versions)
    features = Self.changed(old.features, new.features)
    segments = Self.changed(old.segments, new.segments)
    attributes = Self.changed(old.attributes, new.attributes)
    readings = EntriesChange(from: old.readings, to: new.readings)
    histories = comparesHistories ? HistoriesChange(from: old.histories, to: new.histories) : nil
    histograms = EntriesChange(from: old.histograms, to: new.histograms)
    onsets = EntriesChange(from: old.onsets, to: new.onsets)
    causes = EntriesChange(from: old.causes, to: new.causes)
    verdicts = EntriesChange(from: old.verdicts, to: new.verdicts)
    details = EntriesChange(from: old.details, to: new.details)
    comparisons = EntriesChange(from: old.comparisons, to: new.comparisons)
    alerts = ListChange(from: old.alerts, to: new.alerts) { AlertName(rule: $0.rule, key: $0.key) }
    runbooks = EntriesChange(from: old.runbooks, to: new.runbooks)
    log = ListChange(from: old.log, to: new.log) { LineName(time: $0.time, message: $0.message) }
    ingest = IngestChange(from: old.ingest, to: new.ingest)
    agent = Self.changed(old.agent, new.agent)
  }

  /// Whether the two pictures were the same.
  package var isEmpty: Bool {
    let isHeadSame = model == nil && mode == nil && time == nil && pane == nil && windows == nil && versions == nil
    let isPlanSame =
      lateness == nil && features == nil && segments == nil && attributes == nil && agent == nil && ingest == nil
    let areFiguresSame = readings == nil && histories == nil && histograms == nil && onsets == nil && causes == nil
    let areFindingsSame = verdicts == nil && details == nil && comparisons == nil && alerts == nil
    return isHeadSame && isPlanSame && areFiguresSame && areFindingsSame && runbooks == nil && log == nil
  }

  private struct AlertName: Hashable {
    var rule: String
    var key: SeriesKey
  }

  private struct LineName: Hashable {
    var time: Instant
    var message: String
  }

  private static func changed<Value: Equatable>(_ old: Value, _ new: Value) -> Value? { old == new ? nil : new }
}

extension SnapshotChange {
  /// Makes the newer picture of the older one. Throws where the change is of another picture; the picture is then worth
  /// nothing.
  package func apply(to snapshot: inout Snapshot) throws(FeedError) {
    if let model { snapshot.model = model }
    if let mode { snapshot.mode = mode }
    if let time { snapshot.time = time }
    if let pane { snapshot.pane = pane }
    if let lateness { snapshot.lateness = lateness }
    if let windows { snapshot.windows = windows }
    if let versions { snapshot.versions = versions }
    if let features { snapshot.features = features }
    if let segments { snapshot.segments = segments }
    if let attributes { snapshot.attributes = attributes }
    readings?.apply(to: &snapshot.readings)
    try histories?.apply(to: &snapshot.histories)
    histograms?.apply(to: &snapshot.histograms)
    onsets?.apply(to: &snapshot.onsets)
    causes?.apply(to: &snapshot.causes)
    verdicts?.apply(to: &snapshot.verdicts)
    details?.apply(to: &snapshot.details)
    comparisons?.apply(to: &snapshot.comparisons)
    try alerts?.apply(to: &snapshot.alerts)
    runbooks?.apply(to: &snapshot.runbooks)
    try log?.apply(to: &snapshot.log)
    ingest?.apply(to: &snapshot.ingest)
    if let agent { snapshot.agent = agent }
  }
}

extension Snapshot {
  /// The picture with nothing in it, of which the first change makes the first picture.
  package static var nothing: Snapshot {
    Snapshot(
      model: "", mode: .live, time: .distantPast, pane: .zero, windows: [], versions: [], features: [], segments: [],
      attributes: [], readings: [:], histories: [:], histograms: [:], alerts: [], log: [], ingest: IngestStatus())
  }
}
