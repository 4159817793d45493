import Notation
import Readings

/// Points in time as the panes write them.
extension Renderer {
  /// The time of day, with the day before it when it is not today's.
  func moment(_ time: Instant) -> String {
    isToday(time) ? time.clockText : "\(time.dayText) \(time.clockText)"
  }

  /// In five columns: the time of day, or the day when it is not today's.
  func shortMoment(_ time: Instant) -> String { isToday(time) ? time.clockText : time.dayText }

  private func isToday(_ time: Instant) -> Bool { state.snapshot.map { $0.time.dateText == time.dateText } ?? true }

  /// When a series that is past a threshold left its course: the estimated onset (`~`), else the point from which on it
  /// has stood on its level.
  func since(_ key: SeriesKey, level: Level) -> (time: Instant, mark: String, onset: Onset?)? {
    guard level == .yellow || level == .red else { return nil }
    if let onset = state.onset(of: key) { return (onset.time, glyphs.about, onset) }
    return state.snapshot?.histories[key]?.lastCrossing(to: level).map { ($0, "", nil) }
  }

  /// `~13:05 (12:40–13:20)`, or without an estimate `14:30`; without the interval where that is not to be shown.
  func sinceText(_ key: SeriesKey, level: Level, hasInterval: Bool = true) -> String? {
    guard let since = since(key, level: level) else { return nil }
    let between = hasInterval ? since.onset.map { " (\(interval($0)))" } : nil
    return since.mark + moment(since.time) + (between ?? "")
  }

  /// `12:40–13:20`, the days alone where neither end is today.
  func interval(_ onset: Onset) -> String {
    let (first, last) = (onset.earliest, onset.latest)
    if first.dateText == last.dateText { return "\(first.clockText)\(glyphs.dash)\(last.clockText)" }
    return "\(shortMoment(first))\(glyphs.dash)\(shortMoment(last))"
  }
}
