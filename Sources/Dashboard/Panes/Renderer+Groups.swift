import Readings

extension Renderer {
  /// The groups behind the fairness figures of all traffic; a group with too few rows is named and left out.
  mutating func drawGroups(_ placed: PlacedPane) {
    let comparisons = state.comparisons
    guard !comparisons.isEmpty else {
      drawLines([[("no groups are compared", .faint)]], placed)
      return
    }
    let width = placed.area.width - 4
    let lines = comparisons.flatMap { groupLines($0.comparison, of: $0.key, width: width) }
    drawLines(lines, placed, subtitle: "all traffic")
  }

  private func groupLines(_ comparison: GroupComparison, of key: SeriesKey, width: Int) -> [Line] {
    var heading: Line = [([key.title, key.subject].compactMap { $0 }.joined(separator: " "), Style(.title))]
    if let reading = state.snapshot?.readings[key] {
      let value = text(reading)
      heading.append(
        (
          "  \(value) \(glyphs.symbol(reading.level)) \(reading.level.word)",
          .level(reading.level, grade: reading.grade)
        ))
    }
    let nameWidth = max(6, min(comparison.groups.reduce(6) { max($0, columns(of: $1.name)) }, width - 26))
    return [heading]
      + comparison.groups.map { group in
        let name = " " + group.name.fitted(nameWidth, glyphs: glyphs)
        let count = "n \(Figure.short(Double(group.n)))".fitted(7, alignment: .right, glyphs: glyphs)
        if group.isLeftOut { return [(name, .faint), (count, .faint), ("  left out: too few", .faint)] }
        let value = group.value.map { Figure.decimal($0, digits: 3) } ?? "-"
        return [
          (name, .plain), (count, .faint), (value.fitted(7, alignment: .right, glyphs: glyphs), .plain),
          ("  " + interval(group.low, group.high, of: key.metric, digits: 3), .faint),
        ]
      }
  }
}
