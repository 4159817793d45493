import Notation
import Readings

extension SnapshotChange {
  /// The parts of a message, in the order in which they are written; a bit each says which there are.
  private enum Part: String, CaseIterable {
    case model
    case mode
    case time
    case pane
    case lateness
    case windows
    case versions
    case features
    case segments
    case attributes
    case readings
    case histories
    case histograms
    case onsets
    case causes
    case verdicts
    case details
    case comparisons
    case alerts
    case runbooks
    case log
    case ingest
    case agent
  }

  /// - Returns: which parts there are.
  func write(to writer: inout FeedWriter) -> UInt64 {
    var parts: UInt64 = 0
    var place: UInt64 = 0
    func write(_ part: (some FeedValue)?) {
      if let part {
        parts |= 1 << place
        part.write(to: &writer)
      }
      place += 1
    }
    write(model)
    write(mode)
    write(time)
    write(pane)
    write(lateness)
    write(windows)
    write(versions)
    write(features)
    write(segments)
    write(attributes)
    write(readings)
    write(histories)
    write(histograms)
    write(onsets)
    write(causes)
    write(verdicts)
    write(details)
    write(comparisons)
    write(alerts)
    write(runbooks)
    write(log)
    write(ingest)
    write(agent)
    return parts
  }

  init(_ parts: UInt64, from reader: inout FeedReader) throws(FeedError) {
    self.init()
    guard parts >> UInt64(Part.allCases.count) == 0 else { throw reader.error(.malformed) }
    var left = Part.allCases[...]
    func read<Value: FeedValue>(_ type: Value.Type) throws(FeedError) -> Value? {
      let part = left.removeFirst()
      guard parts >> UInt64(left.startIndex - 1) & 1 == 1 else { return nil }
      reader.what = part.rawValue
      return try Value(from: &reader)
    }
    model = try read(String.self)
    mode = try read(Snapshot.Mode.self)
    time = try read(Instant.self)
    pane = try read(TimeSpan.self)
    lateness = try read(TimeSpan.self)
    windows = try read([String].self)
    versions = try read([String].self)
    features = try read([FeatureProfile].self)
    segments = try read([String].self)
    attributes = try read([String].self)
    readings = try read(EntriesChange<SeriesKey, Reading>.self)
    histories = try read(HistoriesChange.self)
    histograms = try read(EntriesChange<HistogramKey, Histogram>.self)
    onsets = try read(EntriesChange<SeriesKey, Onset>.self)
    causes = try read(EntriesChange<SeriesKey, RootCause>.self)
    verdicts = try read(EntriesChange<VerdictKey, Verdict>.self)
    details = try read(EntriesChange<VerdictKey, CellDetail>.self)
    comparisons = try read(EntriesChange<SeriesKey, GroupComparison>.self)
    alerts = try read(ListChange<AlertStatus>.self)
    runbooks = try read(EntriesChange<String, String>.self)
    log = try read(ListChange<LogLine>.self)
    ingest = try read(IngestChange.self)
    agent = try read((AgentStatus?).self)
  }
}
