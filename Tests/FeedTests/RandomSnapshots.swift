import Notation
import Readings

extension RandomValues {
  mutating func entries<Key: Hashable, Value>(
    _ limit: Int, _ key: (inout Self) -> Key, _ value: (inout Self, Key) -> Value
  ) -> [Key: Value] {
    var entries: [Key: Value] = [:]
    for _ in 0..<below(limit + 1) {
      let key = key(&self)
      entries[key] = value(&self, key)
    }
    return entries
  }

  mutating func snapshot() -> Snapshot {
    let speed = maybe { $0.double() }
    let isPaused = flag()
    return Snapshot(
      model: text(), mode: one(of: [.live, .replay(speed: speed, isPaused: isPaused), .ended]), time: time(),
      pane: span(), windows: list { $0.text() }, versions: list { $0.text() },
      features: list { FeatureProfile(name: $0.text(), kind: $0.flag() ? .numeric : .categorical) },
      segments: list { $0.text() }, attributes: list { $0.text() },
      readings: entries(30, { $0.key() }, { $0.reading($1) }),
      histories: entries(20, { $0.key() }, { values, _ in values.history() }),
      histograms: entries(
        6, { HistogramKey(feature: $0.text(), segment: $0.text(), window: $0.text()) },
        { values, _ in values.histogram() }),
      alerts: list(6) { $0.alert() }, log: list(8) { $0.logLine() }, ingest: ingest(),
      onsets: entries(6, { $0.key() }) { values, _ in
        Onset(time: values.time(), earliest: values.time(), latest: values.time())
      },
      causes: entries(4, { $0.key() }, { values, _ in values.cause() }),
      verdicts: entries(4, { $0.verdictKey() }, { values, _ in values.verdict() }),
      details: entries(4, { $0.verdictKey() }, { values, _ in values.detail() }),
      comparisons: entries(4, { $0.key() }, { values, _ in values.comparison() }),
      runbooks: entries(3, { $0.text() }, { values, _ in values.text() }), agent: maybe { $0.agent() },
      lateness: span())
  }

  /// What becomes of a picture as time goes on: mostly the same.
  mutating func successor(of old: Snapshot) -> Snapshot {
    let other = snapshot()
    var new = old
    if flag() { new.time = other.time }
    if chance(8) { new.mode = other.mode }
    if chance(8) { new.model = other.model }
    if chance(8) { new.pane = other.pane }
    if chance(8) { new.lateness = other.lateness }
    if chance(8) { new.windows = other.windows }
    if chance(8) { new.versions = other.versions }
    if chance(8) { new.features = other.features }
    if chance(8) { new.segments = other.segments }
    if chance(8) { new.attributes = other.attributes }
    change(&new.readings, towards: other.readings)
    change(&new.histograms, towards: other.histograms)
    change(&new.onsets, towards: other.onsets)
    change(&new.causes, towards: other.causes)
    change(&new.verdicts, towards: other.verdicts)
    change(&new.details, towards: other.details)
    change(&new.comparisons, towards: other.comparisons)
    change(&new.runbooks, towards: other.runbooks)
    change(&new.histories, towards: other.histories)
    for key in new.histories.keys where flag() { age(&new.histories[key, default: History()]) }
    if flag() { new.alerts = Array(new.alerts.shuffled(using: &generator).prefix(4)) + other.alerts.prefix(2) }
    if flag() { new.log = new.log.suffix(5) + other.log.prefix(3) }
    if flag() { new.ingest = other.ingest } else if flag() { new.ingest.lines = other.ingest.lines }
    if chance(4) { new.ingest.sources = other.ingest.sources }
    if chance(4) { new.agent = other.agent }
    return new
  }

  private mutating func change<Key, Value>(_ entries: inout [Key: Value], towards other: [Key: Value]) {
    if flag() { return }
    for key in entries.keys where chance(4) { entries[key] = nil }
    for (key, value) in other where chance(3) { entries[key] = value }
  }

  /// A point more, the oldest less, one revised, one between.
  private mutating func age(_ history: inout History) {
    if flag(), let last = history.points.last, last.time < .distantFuture {
      history.points.append(point(last.time + TimeSpan(seconds: 300)))
    }
    if flag(), !history.points.isEmpty { history.points.removeFirst(below(history.points.count)) }
    if flag(), !history.points.isEmpty {
      let place = below(history.points.count)
      history.points[place] = point(history.points[place].time)
    }
    if chance(4), !history.points.isEmpty {
      let place = below(history.points.count)
      history.points.insert(point(max(.distantPast, history.points[place].time - TimeSpan(microseconds: 1))), at: place)
    }
    if chance(8), !history.points.isEmpty { history.points.remove(at: below(history.points.count)) }
    if chance(4) { history.firstRed = time() }
  }
}

/// The parts in which two pictures differ.
func differences(_ a: Snapshot, _ b: Snapshot) -> [String] {
  let isSame: [(String, Bool)] = [
    ("model", a.model == b.model), ("mode", a.mode == b.mode), ("time", a.time == b.time), ("pane", a.pane == b.pane),
    ("lateness", a.lateness == b.lateness),
    ("windows", a.windows == b.windows), ("versions", a.versions == b.versions), ("features", a.features == b.features),
    ("segments", a.segments == b.segments), ("attributes", a.attributes == b.attributes),
    ("readings", a.readings == b.readings), ("histories", a.histories == b.histories),
    ("histograms", a.histograms == b.histograms), ("onsets", a.onsets == b.onsets), ("causes", a.causes == b.causes),
    ("verdicts", a.verdicts == b.verdicts), ("details", a.details == b.details),
    ("comparisons", a.comparisons == b.comparisons), ("alerts", a.alerts == b.alerts),
    ("runbooks", a.runbooks == b.runbooks), ("log", a.log == b.log), ("ingest", a.ingest == b.ingest),
    ("agent", a.agent == b.agent),
  ]
  return isSame.filter { !$0.1 }.map(\.0)
}
