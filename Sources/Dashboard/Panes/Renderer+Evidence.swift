import Notation
import Readings

/// How an alert's series went, from some time before the episode until now.
extension Renderer {
  /// Columns for the limit beside the sparkline.
  private static let limitWidth = 7

  /// A sparkline with the times below it: where it begins, where the alert's state began, and now.
  ///
  /// Cost: one look at each point of one series.
  func evidenceLines(_ alert: AlertStatus, width: Int) -> [Line] {
    guard width >= 24, let snapshot = state.snapshot, let history = snapshot.histories[alert.key] else { return [] }
    let first = [alert.steps.first?.at, state.onset(of: alert.key)?.time, alert.since].compactMap(\.self).min()
    let start = first ?? alert.since
    let lead = TimeSpan(microseconds: max(1, snapshot.pane.microseconds)) * 12
    let span = max(.zero, snapshot.time - start)
    let from = start - max(lead, TimeSpan(microseconds: span.microseconds / 3))
    let points = Array(history.points.drop { $0.time < from })
    guard points.count > 1, let oldest = points.first?.time, let newest = points.last?.time, newest > oldest else {
      return []
    }
    let limits = snapshot.readings[alert.key]?.limits
    let direction = limits?.direction ?? alert.key.metric.direction
    let cells = min(60, width - Self.limitWidth)
    let slices = (0..<cells).map { cell -> ArraySlice<History.Point> in
      let low = cell * points.count / cells
      return points[low..<max(low + 1, (cell + 1) * points.count / cells)]
    }
    let worst = slices.map { Self.worst(of: $0, direction: direction) }
    var lines = spark(worst, alert: alert, limits: limits, direction: direction)
    lines.append(timeAxis(alert, from: oldest, to: newest, cells: cells))
    if let peak = Self.worst(of: points[...], direction: direction), let value = peak.value, width >= 30 {
      let name = direction == .lowerIsWorse ? "lowest" : "highest"
      lines.append([
        ("\(name) \(Figure.value(value, of: alert.key.metric)) at \(moment(peak.time))", .faint)
      ])
    }
    return lines
  }

  private static func worst(
    of points: ArraySlice<History.Point>, direction: Metric.Direction
  ) -> History.Point? {
    var worst: History.Point?
    for point in points {
      guard let value = point.value, value.isFinite else { continue }
      guard let held = worst?.value else {
        worst = point
        continue
      }
      if direction == .lowerIsWorse ? value < held : value > held { worst = point }
    }
    return worst
  }

  private func spark(
    _ points: [History.Point?], alert: AlertStatus, limits: Limits?, direction: Metric.Direction
  ) -> [Line] {
    let values = points.compactMap { $0?.value }
    let limit = alert.threshold.flatMap { $0.isFinite ? $0 : nil }
    let known = values + (limit.map { [$0] } ?? [])
    guard let lowest = known.min(), let highest = known.max() else { return [] }
    let floor = direction == .higherIsWorse ? min(0, lowest) : lowest - (highest - lowest) / 4
    // The limit is where the rows meet, so that without colours, too, one sees what is past it.
    let middle = limit.flatMap { $0 > floor && $0 < highest ? $0 : nil } ?? (floor + highest) / 2
    func row(from low: Double, to high: Double, isLowest: Bool) -> Line {
      points.map { point -> (text: String, style: Style) in
        guard let point, let value = point.value, value.isFinite else { return (" ", .plain) }
        let share = ((value - low) / max(1e-9, high - low)).finiteShare
        let eighths = max(isLowest || value > low ? 1 : 0, Int((share * 8).rounded()))
        let style = Style.level(point.level, grade: limits?.grade(of: value))
        return (String(Character(glyphs.column(eighths: eighths))), style)
      }
    }
    let label = limit.map { " " + Figure.value($0, of: alert.key.metric, width: Self.limitWidth - 1) } ?? ""
    return [
      row(from: middle, to: highest, isLowest: false),
      row(from: floor, to: middle, isLowest: true) + [(label, .faint)],
    ]
  }

  /// `03:10        ↑06:10        09:20`
  private func timeAxis(_ alert: AlertStatus, from: Instant, to: Instant, cells: Int) -> Line {
    var row = Array(repeating: Unicode.Scalar(" "), count: cells)
    func write(_ text: String, at column: Int) {
      let scalars = Array(text.unicodeScalars)
      guard column >= 0, column + scalars.count <= cells else { return }
      let around = max(0, column - 1)..<min(cells, column + scalars.count + 1)
      guard row[around].allSatisfy({ $0 == " " }) else { return }
      for (index, scalar) in scalars.enumerated() { row[column + index] = scalar }
    }
    let share = ((alert.since - from).seconds / max(1e-6, (to - from).seconds)).finiteShare
    let column = Int(share * Double(cells - 1))
    let since = shortMoment(alert.since)
    let last = shortMoment(to)
    if alert.since >= from {
      let isLeft = column + 1 + since.count > cells
      write(isLeft ? since + glyphs.rising : glyphs.rising + since, at: isLeft ? column - since.count : column)
    }
    write(shortMoment(from), at: 0)
    write(last, at: cells - last.count)
    var text = ""
    text.unicodeScalars.append(contentsOf: row)
    return [(text, .faint)]
  }
}
