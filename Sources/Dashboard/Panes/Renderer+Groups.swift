import Readings

extension Renderer {
  /// The groups behind fairness figures of all traffic, each with its interval: in the view of fairness those of the
  /// selected attribute, else all. A group with too few rows is named and left out.
  mutating func drawGroups(_ placed: PlacedPane) {
    let isOwnView = state.screen == .fairness
    let comparisons = isOwnView ? state.gapComparisons : state.comparisons
    guard let first = comparisons.first else {
      drawLines([[("no groups are compared", .faint)]], placed)
      return
    }
    let width = placed.area.width - 4
    guard isOwnView else {
      let lines = comparisons.flatMap {
        [groupHeading($0.key, nil)] + groupRows($0.comparison, of: $0.key, width: width)
      }
      drawLines(lines, placed, subtitle: "all traffic")
      return
    }
    // Who is worse off stands in the title where it fits.
    let sentence = state.ranking(first.comparison, of: first.key)?.sentence(first.comparison.groups) ?? ""
    let isInTitle = columns(of: sentence) <= width - (placed.tabs.count > 1 ? 42 : 24)
    var lines: [Line] = []
    for (index, item) in comparisons.enumerated() {
      if index > 0 { lines.append([]) }
      lines += groupBlock(item.comparison, of: item.key, width: width, hasSentence: index > 0 || !isInTitle)
    }
    drawLines(lines, placed, subtitle: isInTitle ? sentence : "")
  }

  /// Lines of the pane in the view of fairness, for scrolling.
  func groupLineCount(width: Int) -> Int {
    state.gapComparisons.enumerated().reduce(0) { count, item in
      let (key, comparison) = item.element
      return count + (item.offset > 0 ? 1 : 0)
        + groupBlock(comparison, of: key, width: width, hasSentence: item.offset > 0).count
    }
  }

  private func groupHeading(_ key: SeriesKey, _ ranking: GroupRanking?) -> Line {
    var heading: Line = [([key.title, key.subject].compactMap { $0 }.joined(separator: " "), Style(.title))]
    if let reading = state.snapshot?.readings[key] {
      heading.append(
        (
          "  \(text(reading)) \(glyphs.symbol(reading.level)) \(reading.level.word)",
          .level(reading.level, grade: reading.grade)
        ))
    }
    if let ranking { heading.append(("   \(ranking.title)", .faint)) }
    return heading
  }

  /// Heading, who is worse off, the groups and their scale.
  private func groupBlock(_ comparison: GroupComparison, of key: SeriesKey, width: Int, hasSentence: Bool) -> [Line] {
    let ranking = state.ranking(comparison, of: key)
    var lines = [groupHeading(key, ranking)]
    if hasSentence, let ranking {
      lines += ranking.sentence(comparison.groups).wrapped(width, glyphs: glyphs).map { [(" " + $0, .plain)] }
    }
    lines += groupRows(comparison, of: key, width: width)
    let layout = GroupColumns(comparison, width: width)
    let mark = ranking?.overall(comparison.groups)
    if let plot = plot(comparison, width: layout.plot) {
      let axis = plot.axis(of: { Figure.decimal($0, digits: 3) }, mark: mark, name: "overall")
      lines.append([(String(repeating: " ", count: layout.beforePlot) + axis, .faint)])
    }
    return lines
  }

  /// Where the parts of a group's row go. The plot says what the interval in figures says, and better, so that a narrow
  /// pane has the plot alone.
  private struct GroupColumns {
    let name: Int
    /// 0 where there is no room for a plot.
    let plot: Int
    let hasInterval: Bool
    let hasWord: Bool

    init(_ comparison: GroupComparison, width: Int) {
      let longest = comparison.groups.reduce(6) { max($0, columns(of: $1.name)) }
      name = max(6, min(longest, width / 4))
      let room = width - (1 + name + 8 + 7 + 2)
      hasWord = room >= 20
      let spare = room - (hasWord ? 9 : 0)
      hasInterval = spare < 14 || spare >= 13 + 24
      plot = spare < 14 ? 0 : min(60, spare - (hasInterval ? 13 : 0))
    }

    var beforePlot: Int { 1 + name + 8 + 7 + 2 }
  }

  private func plot(_ comparison: GroupComparison, width: Int) -> IntervalPlot? {
    IntervalPlot(
      comparison.groups.compactMap { group in
        group.isLeftOut ? nil : group.value.map { (value: $0, low: group.low, high: group.high) }
      }, width: width, glyphs: glyphs)
  }

  /// A row for each group; the two that make the gap stand out and say so.
  private func groupRows(_ comparison: GroupComparison, of key: SeriesKey, width: Int) -> [Line] {
    let layout = GroupColumns(comparison, width: width)
    let ranking = state.ranking(comparison, of: key)
    let mark = ranking?.overall(comparison.groups)
    let plot = plot(comparison, width: layout.plot)
    let reading = state.snapshot?.readings[key]
    let isPast = reading?.level == .yellow || reading?.level == .red
    return comparison.groups.indices.map { index in
      let group = comparison.groups[index]
      let name = " " + group.name.fitted(layout.name, glyphs: glyphs)
      let count = "n \(Figure.short(Double(group.n)))".fitted(8, alignment: .right, glyphs: glyphs)
      if group.isLeftOut {
        let reason = group.n > 0 ? "too few rows to compare" : "no rows to compare"
        return [(name, .faint), (count, .faint), ("  \(glyphs.symbol(.insufficient)) left out: \(reason)", .faint)]
      }
      let isExtreme = index == ranking?.least || index == ranking?.greatest
      let style: Style =
        isExtreme ? (isPast ? .level(reading?.level ?? .green, grade: reading?.grade) : Style(.current)) : .plain
      let value = group.value.map { Figure.decimal($0, digits: 3) } ?? "-"
      var line: Line = [
        (name, isExtreme ? .plain.bold() : .plain), (count, .faint),
        (value.fitted(7, alignment: .right, glyphs: glyphs), isExtreme ? style.bold() : .plain), ("  ", .plain),
      ]
      if let plot, let value = group.value {
        line.append((plot.text(value: value, low: group.low, high: group.high, mark: mark), style))
        if layout.hasInterval { line.append(("  ", .plain)) }
      }
      if layout.hasInterval {
        line.append((interval(group.low, group.high, of: key.metric, digits: 3).fitted(11, glyphs: glyphs), .faint))
      }
      if layout.hasWord, isExtreme { line.append((index == ranking?.least ? "  lowest" : "  highest", style)) }
      return line
    }
  }
}
