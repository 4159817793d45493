import Notation
import Readings

/// What a chart shows: the past of one series, and what stands beside it.
struct ChartSubject {
  var key: SeriesKey
  var history: History?
  var reading: Reading?
  var scale: LineChart.Scale = .fromZero
  /// Draws what the figure was in the reference.
  var hasReference = false
  /// The same figure as the scores let expect it.
  var estimate: History?

  var points: [History.Point] { history?.points ?? [] }

  /// Since when labels may still change the figure: the first point from which on none is final.
  var firstProvisional: Int? {
    let points = points
    let count = points.reversed().prefix { !$0.isFinal }.count
    return count > 0 ? points.count - count : nil
  }
}

extension DashboardState {
  /// A series with its past and its newest reading.
  func subject(_ key: SeriesKey) -> ChartSubject {
    ChartSubject(key: key, history: snapshot?.histories[key], reading: snapshot?.readings[key])
  }

  /// The model versions that first appeared while the series was already known, with the point at which they did: a
  /// version has rows from its first point on. Cost: a look-up a version, for the newest eight.
  func arrivals(in points: [History.Point], of key: SeriesKey) -> [(version: String, index: Int)] {
    guard let snapshot, key.version == "*", let start = points.first?.time, let end = points.last?.time else {
      return []
    }
    var result: [(version: String, index: Int)] = []
    for version in snapshot.versions.suffix(8) {
      let rows = SeriesKey(metric: .throughput, version: version, segment: key.segment, window: key.window)
      var own = key
      own.version = version
      guard let first = (snapshot.histories[rows] ?? snapshot.histories[own])?.points.first?.time, first > start,
        first <= end
      else { continue }
      result.append((version, points.firstIndex(at: first)))
    }
    return result
  }
}

extension [History.Point] {
  /// The first point at or after a moment; the last one if there is none. Cost: a binary search.
  func firstIndex(at time: Instant) -> Int {
    var (low, high) = (0, Swift.max(0, count - 1))
    while low < high {
      let middle = (low + high) / 2
      if self[middle].time < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
