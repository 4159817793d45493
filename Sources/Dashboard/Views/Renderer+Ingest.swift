import Notation
import Readings

/// The files that are read: where they stand, how far behind, and what was wrong in them.
extension Renderer {
  mutating func drawSources(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let all = snapshot.ingest.sources
    let list = state.rows[.sources] ?? state.sourceRows()
    let selected = min(max(0, state.selection(in: .sources).index), max(0, list.count - 1))
    let totals = totalLines(snapshot.ingest, width: placed.area.width - 4)
    let hasTotals = placed.area.height >= 7 + totals.count
    let rows = max(0, placed.area.height - 3 - (hasTotals ? totals.count + 1 : 0))
    let first = isInteractive ? firstRow(selected: selected, count: list.count, rows: rows) : 0
    let failed = all.count { $0.state.level == .red }
    let subtitle = [
      filterTitle(shown: list.count, of: all.count), failed > 0 ? "\(failed) failed of \(all.count)" : "",
    ].filter { !$0.isEmpty }.joined(separator: "   ")
    let inner = frame(
      placed, subtitle: subtitle, right: rangeText(first: first, rows: rows, count: list.count))
    guard inner.height > 0 else { return }
    if hasTotals {
      canvas.fill(inner.row(inner.height - totals.count - 1), glyphs.horizontal, style: Style(.border))
      for (index, line) in totals.enumerated() { put(line, in: inner, row: inner.height - totals.count + index) }
    }
    guard !list.isEmpty else {
      let text = emptyText("waiting for a file that one of the inputs names", of: all.count)
      put([(text, .faint)], in: inner, row: 0)
      return
    }
    let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    let sources = list.dropFirst(first).prefix(rows).compactMap { row -> SourceStatus? in
      if case .name(let name) = row { byName[name] } else { nil }
    }
    let table = sourceColumns(sources, width: inner.width - 2)
    let fit = TableColumn.fit(table, width: inner.width - 2)
    var pen = Pen(inner)
    pen.put(" ", on: &canvas)
    pen.put(table.map { ($0.title, .faint) }, columns: table, fit: fit, on: &canvas)
    let isFocused = isInteractive && state.focus == .sources
    for (row, source) in sources.enumerated() {
      var pen = Pen(inner, row: 1 + row)
      let isSelected = isInteractive && first + row == selected
      pen.put(isSelected ? glyphs.marker : " ", isFocused ? .accent : .faint, on: &canvas)
      draw(source, snapshot, table: table, fit: fit, with: &pen)
      mark(inner.row(1 + row), .row(.sources, first + row))
    }
  }

  private func sourceColumns(_ sources: [SourceStatus], width: Int) -> [TableColumn] {
    let longest = sources.reduce(8) { max($0, columns(of: $1.path.showingControls)) }
    let isShort = width < 60
    var table = [
      TableColumn(isShort ? "" : "STATE", isShort ? 1 : 11, .left, priority: 10),
      TableColumn("FILE", min(longest, isShort ? max(8, width - 15) : 30), .left, priority: 9, isFlexible: true),
      TableColumn("KIND", 11, .left, priority: 3), TableColumn("READ", 8, .left, priority: 2),
      TableColumn("", 4, priority: 6), TableColumn("SIZE", 5, priority: 4), TableColumn("LEFT", 5, priority: 8),
      TableColumn("LAG", 6, priority: 7), TableColumn("LINES", 6, priority: 5), TableColumn("BAD", 5, priority: 7),
      TableColumn("LATE", 5, priority: 1),
    ]
    let room = TableColumn.fit(table, width: width).first { $0.index == 1 }?.width ?? 0
    if room > longest {
      table[1].width = longest
      table[1].isFlexible = false
      // The bar takes some of what is left.
      table[3].width = max(8, min(24, 8 + room - longest))
    }
    return table
  }

  private mutating func draw(
    _ source: SourceStatus, _ snapshot: Snapshot, table: [TableColumn], fit: [(index: Int, width: Int)],
    with pen: inout Pen
  ) {
    let room = fit.first { $0.index == 1 }?.width ?? 0
    let symbol: String
    switch source.state {
    case .failed: symbol = glyphs.symbol(.red)
    case .reading: symbol = glyphs.playing
    case .following: symbol = glyphs.symbol(.green)
    case .ended: symbol = "-"
    }
    let stateStyle: Style =
      source.state.level == .red ? .level(.red) : source.state == .ended ? .faint : .plain
    var cells: [(text: String, style: Style)] = [
      ((fit.first { $0.index == 0 }?.width ?? 0) > 1 ? "\(symbol) \(source.state.word)" : symbol, stateStyle),
      (source.path.showingControls.cutInMiddle(room, glyphs: glyphs), source.state == .ended ? .faint : .plain),
      (source.kind.rawValue, .faint),
    ]
    if case .failed(let reason) = source.state, source.lines == 0 {
      // There are no figures yet: the reason takes their place.
      let lead = fit.filter { $0.index < 3 }
      pen.put(cells, columns: table, fit: lead, on: &canvas)
      pen.put(" " + reason.showingControls.truncated(pen.remaining - 1, glyphs: glyphs), .level(.red), on: &canvas)
      return
    }
    let barWidth = fit.first { $0.index == 3 }?.width ?? 0
    let share = source.shareRead
    let left = source.bytesLeft
    let isBehind = (left ?? 0) > 0
    let lag = lag(source, snapshot)
    let bad = source.lines > 0 ? Double(source.bad) / Double(source.lines) : 0
    cells += [
      (share.map { bar($0, width: barWidth) } ?? "", Style(.current)),
      (share.map { Figure.percent(isBehind ? min($0, 0.994) : $0) } ?? "-", isBehind ? .plain : .faint),
      (source.size.map(Figure.bytes) ?? Figure.bytes(source.offset), .faint),
      (left.map { $0 > 0 ? Figure.bytes($0) : "0" } ?? "-", isBehind ? .plain.bold() : .faint),
      (lag.map(\.roughText) ?? "-", source.state == .ended ? .faint : .plain),
      (Figure.short(Double(source.lines)), .plain),
      (
        source.bad > 0 ? Figure.rate(source.bad, of: source.lines) : "0",
        source.bad > 0 ? .level(bad >= 0.01 ? .red : .yellow) : .faint
      ),
      (Figure.short(Double(source.late)), .faint),
    ]
    pen.put(cells, columns: table, fit: fit, on: &canvas)
    if case .failed(let reason) = source.state {
      pen.put(
        "  " + reason.showingControls.truncated(max(0, pen.remaining - 2), glyphs: glyphs), .level(.red), on: &canvas)
    }
  }

  /// How old the newest line is, by event time: against the wall clock where logs are followed, else against the engine's.
  private func lag(_ source: SourceStatus, _ snapshot: Snapshot) -> TimeSpan? {
    guard let newest = source.newest else { return nil }
    let now = snapshot.mode == .live ? state.now ?? snapshot.time : snapshot.time
    return max(.zero, now - newest)
  }

  private func totalLines(_ ingest: IngestStatus, width: Int) -> [Line] {
    let bad = ingest.badCount
    let parts: [(name: String, count: Int, style: Style)] = [
      ("lines", ingest.lines, .plain), ("records", ingest.records, .plain),
      ("bad", bad, bad > 0 ? .level(.yellow) : .plain), ("late", ingest.late, .plain),
      ("labels", ingest.labels, .plain), ("joined", ingest.joined, .plain), ("pending", ingest.pending, .plain),
      ("unmatched", ingest.unmatched, .plain), ("duplicates", ingest.duplicates, .plain),
      ("invalid values", ingest.invalidValues, ingest.invalidValues > 0 ? .level(.yellow) : .plain),
    ]
    var lines: [Line] = []
    var line: Line = []
    var used = 0
    for part in parts {
      let (name, figure) = (part.name + " ", Figure.count(part.count))
      let span = columns(of: name) + columns(of: figure)
      if used > 0, used + 3 + span > width {
        lines.append(line)
        (line, used) = ([], 0)
      } else if used > 0 {
        line.append(("   ", .plain))
        used += 3
      }
      line += [(name, .faint), (figure, part.style)]
      used += span
    }
    return lines + [line]
  }
}
