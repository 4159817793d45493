import Notation
import Readings

/// What makes a history of an older one: points that fell off its beginning, and points that are new or were revised.
package struct HistoryChange: Equatable, Sendable {
  /// Nothing of the old one is kept.
  package var isWhole: Bool
  /// How many of the oldest points are gone.
  package var dropped = 0
  /// In order of time; one of the same time as an old one takes its place. As they stand if `isWhole`.
  package var points: [History.Point]
  package var firstYellow: Instant?
  package var firstRed: Instant?

  init(isWhole: Bool, dropped: Int, points: [History.Point], firstYellow: Instant?, firstRed: Instant?) {
    self.isWhole = isWhole
    self.dropped = dropped
    self.points = points
    self.firstYellow = firstYellow
    self.firstRed = firstRed
  }

  /// `nil` if the two are equal: at once if they share their points, else in O(n).
  package init?(from old: History?, to new: History) {
    firstYellow = new.firstYellow
    firstRed = new.firstRed
    if let old {
      if old == new { return nil }
      if let (dropped, points) = Self.difference(old.points, new.points) {
        isWhole = false
        self.dropped = dropped
        self.points = points
        return
      }
    }
    isWhole = true
    points = new.points
  }

  /// `nil` where the points are out of order, or some went that are not the oldest.
  private static func difference(
    _ old: [History.Point], _ new: [History.Point]
  ) -> (dropped: Int, points: [History.Point])? {
    guard let first = new.first else { return old.isEmpty ? (0, []) : nil }
    var dropped = 0
    while dropped < old.count, old[dropped].time < first.time { dropped += 1 }
    // Not worth it: nothing of the old one is left.
    guard dropped < old.count else { return nil }
    var points: [History.Point] = []
    var place = dropped
    for index in new.indices {
      let time = new[index].time
      guard index == 0 || new[index - 1].time < time else { return nil }
      guard place < old.count, old[place].time <= time else {
        points.append(new[index])
        continue
      }
      guard old[place].time == time, place == 0 || old[place - 1].time < time else { return nil }
      if old[place] != new[index] { points.append(new[index]) }
      place += 1
    }
    return place == old.count ? (dropped, points) : nil
  }

  package func apply(to history: inout History) throws(FeedError) {
    history.firstYellow = firstYellow
    history.firstRed = firstRed
    if isWhole {
      history.points = points
      return
    }
    guard dropped <= history.points.count else { throw FeedError(.mismatch, "history") }
    // One that is shown is shared: this way it is copied once.
    var result: [History.Point] = []
    result.reserveCapacity(history.points.count - dropped + points.count)
    result += history.points[dropped...]
    for point in points {
      guard let last = result.last, last.time >= point.time else {
        result.append(point)
        continue
      }
      let place = result.place { $0.time >= point.time }
      if result[place].time == point.time { result[place] = point } else { result.insert(point, at: place) }
    }
    history.points = result
  }
}

extension [History.Point] {
  /// The first place for which a condition holds, where it holds for all that follow.
  fileprivate func place(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// What makes the histories of a picture of those of an older one.
package struct HistoriesChange: Sendable {
  package var removed: [SeriesKey] = []
  package var set: [(key: SeriesKey, change: HistoryChange)] = []

  /// `nil` if nothing changed: at once if the two share their storage, else in O(series), and in O(points) for those
  /// whose points are not the very same.
  package init?(from old: [SeriesKey: History], to new: [SeriesKey: History]) {
    if old == new { return nil }
    for (key, history) in new {
      if let change = HistoryChange(from: old[key], to: history) { set.append((key, change)) }
    }
    for key in old.keys where new[key] == nil { removed.append(key) }
    if removed.isEmpty, set.isEmpty { return nil }
  }

  /// Of some series only. `nil` if nothing changed in them.
  package init?(of keys: some Sequence<SeriesKey>, from old: [SeriesKey: History], to new: [SeriesKey: History]) {
    for key in keys {
      if let history = new[key], let change = HistoryChange(from: old[key], to: history) { set.append((key, change)) }
    }
    if set.isEmpty { return nil }
  }

  package func apply(to histories: inout [SeriesKey: History]) throws(FeedError) {
    for key in removed { histories[key] = nil }
    for (key, change) in set { try change.apply(to: &histories[key, default: History()]) }
  }
}
