import Notation
import Readings

extension Renderer {
  /// The figures that a model may be judged by first, as its task has them.
  private static let leadingMetrics: [(metric: Metric, title: String)] = [
    (.rocAUC, "AUC"), (.rocAUCOneVersusRest, "AUC"), (.accuracy, "acc."), (.rmse, "RMSE"),
  ]

  private static let services: [(metric: Metric, title: String)] = [(.errorRate, "err"), (.latencyP99, "p99")]

  /// What a column of the pane shows.
  private enum OverviewColumn {
    case level
    case version
    case rows
    case since
    case worst
    case gap
    case figure(Metric)
  }

  /// The columns that the model has something for: its task decides which figures there are, its configuration whether
  /// it has a score of its health.
  private func modelColumns(_ versions: [String], hasPast: Bool) -> (kinds: [OverviewColumn], table: [TableColumn]) {
    func has(_ metric: Metric) -> Bool {
      versions.contains { model(metric, $0) != nil }
    }
    var kinds: [OverviewColumn] = [.level, .version, .rows]
    var table = [
      TableColumn("level", 8, .left, priority: 10), TableColumn("version", 7, .left, priority: 9, isFlexible: true),
      TableColumn("rows", 7, priority: 3),
    ]
    func add(_ kind: OverviewColumn, _ column: TableColumn) {
      kinds.append(kind)
      table.append(column)
    }
    if has(.health) { add(.figure(.health), TableColumn("health", 6, priority: 7)) }
    if let leading = Self.leadingMetrics.first(where: { has($0.metric) }) {
      add(.figure(leading.metric), TableColumn(leading.title, 6, priority: 8))
    }
    if has(.ece) { add(.figure(.ece), TableColumn("ECE", 5, priority: 6)) }
    if versions.contains(where: { worstGap($0) != nil }) { add(.gap, TableColumn("gap", 4, priority: 5)) }
    for service in Self.services where has(service.metric) {
      add(.figure(service.metric), TableColumn(service.title, service.metric == .errorRate ? 5 : 6, priority: 2))
    }
    if hasPast {
      add(.since, TableColumn("since", 6, .left, priority: 7))
      add(.worst, TableColumn("worst", 14, .left, priority: 1))
    }
    return (kinds, table)
  }

  /// A row for all versions together, and one for each: level, rows in the window, the figures people ask for first, and
  /// since when the worst one is off its course.
  mutating func drawModels(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let versions = ["*"] + snapshot.versions
    let selected = min(max(0, state.selectedVersionRow), versions.count - 1)
    let headings = placed.area.height > 4 ? 1 : 0
    let rows = max(0, placed.area.height - 2 - headings)
    let first = firstRow(selected: selected, count: versions.count, rows: rows)
    let range = rangeText(first: first, rows: rows, count: versions.count)
    let inner = frame(placed, right: [range, state.window].joinedByDot(glyphs))
    guard inner.height > 0 else { return }
    let levels = state.worstLevels()
    let worst = state.worstReadings().filter { $0.value.level == .yellow || $0.value.level == .red }
    let (kinds, table) = modelColumns(versions, hasPast: !worst.isEmpty)
    let fit = TableColumn.fit(table, width: inner.width - 2)
    if headings > 0 {
      var pen = Pen(inner)
      pen.skip(2)
      pen.put(table.map { ($0.title, .heading.faint()) }, columns: table, fit: fit, on: &canvas)
    }
    for row in 0..<max(0, min(rows, versions.count - first)) {
      let index = first + row
      let version = versions[index]
      mark(inner.row(row + headings), .row(.models, index))
      var pen = Pen(inner, row: row + headings)
      let isCursor = isInteractive && index == selected && state.focus == .models
      pen.put(isCursor ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(version == state.version && isInteractive ? "*" : " ", .faint, on: &canvas)
      let cells = kinds.map { modelCell($0, of: version, level: levels[version] ?? .nodata, worst: worst[version]) }
      pen.put(cells, columns: table, fit: fit, on: &canvas)
    }
  }

  private func model(_ metric: Metric, _ version: String) -> Reading? {
    state.snapshot?.readings[SeriesKey(metric: metric, version: version, window: state.window)]
  }

  private func modelCell(
    _ kind: OverviewColumn, of version: String, level: Level, worst: Reading?
  ) -> (text: String, style: Style) {
    switch kind {
    case .level: return ("\(glyphs.symbol(level)) \(level.word)", .level(level))
    case .version: return (version == "*" ? "all" : version, version == "*" ? .plain.bold() : .plain)
    case .rows:
      let rows = (model(.throughput, version) ?? model(.errorRate, version) ?? model(.latencyP99, version))?.n
      return (rows.map { $0 < 1_000_000 ? Figure.count($0) : Figure.short(Double($0)) } ?? "-", .plain)
    case .since:
      let since = worst.flatMap { self.since($0.key, level: level) }
      return (since.map { $0.mark + shortMoment($0.time) } ?? "", .level(level))
    case .worst: return (place(of: worst), .faint)
    case .gap:
      let gap = worstGap(version)
      return (text(gap, digits: 2, width: 4), style(gap))
    case .figure(let metric): return figureCell(model(metric, version), metric, version: version)
    }
  }

  private func figureCell(
    _ reading: Reading?, _ metric: Metric, version: String
  ) -> (text: String, style: Style) {
    guard Self.leadingMetrics.contains(where: { $0.metric == metric }) else {
      return (metric == .ece ? text(reading, digits: 3, width: 5) : text(reading), style(reading))
    }
    let arrow = reading?.value == nil ? " " : self.arrow(metric, version: version)
    return (text(reading, digits: 3, width: 5) + arrow, style(reading))
  }

  /// `PSI income/apac`
  private func place(of reading: Reading?) -> String {
    guard let key = reading?.key else { return "" }
    let segment = key.segment == "all" ? nil : SegmentLabel(key.segment, glyphs: glyphs).value
    let subject = [key.subject, segment].compactMap { $0 }.joined(separator: "/")
    return subject.isEmpty ? key.title : key.title + " " + subject
  }

  /// The fairness difference of a version that is furthest past its thresholds, over all attributes.
  private func worstGap(_ version: String) -> Reading? {
    var worst: Reading?
    for attribute in state.snapshot?.attributes ?? [] {
      for metric in Metric.allCases where metric.family == .fairness && metric.direction == .higherIsWorse {
        let key = SeriesKey(metric: metric, version: version, feature: attribute, window: state.window)
        guard let reading = state.snapshot?.readings[key] else { continue }
        if rank(reading) > rank(worst) { worst = reading }
      }
    }
    return worst
  }

  private func rank(_ reading: Reading?) -> (Int, Double, Double) {
    (reading?.level.severity ?? -1, reading?.grade ?? 0, reading?.value ?? 0)
  }

  /// Up, down or steady against a window ago; steady within half a percentage point.
  private func arrow(_ metric: Metric, version: String) -> String {
    let key = SeriesKey(metric: metric, version: version, window: state.window)
    guard let snapshot = state.snapshot, let points = snapshot.histories[key]?.points, let last = points.last?.value
    else { return " " }
    let window = TimeSpan(state.window)?.microseconds ?? 0
    let steps = max(1, min(Int64(points.count - 1), window / max(1, snapshot.pane.microseconds)))
    guard points.count > 1, let before = points[points.count - 1 - Int(steps)].value else { return " " }
    let change = last - before
    return abs(change) < 0.005 ? glyphs.steady : change > 0 ? glyphs.rising : glyphs.falling
  }

  /// A reading's value, or its symbol where it has none; in at most `width` columns where that is asked for.
  func text(_ reading: Reading?, digits: Int? = nil, width: Int? = nil) -> String {
    guard let reading else { return "" }
    guard let value = reading.value else { return glyphs.symbol(reading.level) }
    let metric = reading.key.metric
    guard let width else { return Figure.value(value, of: metric, digits: digits) }
    return Figure.value(value, of: metric, width: width, digits: digits)
  }

  func style(_ reading: Reading?) -> Style {
    guard let reading else { return .faint }
    // Green figures in a table stay in the terminal's own colour; the symbols beside them carry the level.
    return reading.level == .green ? .plain : .level(reading.level, grade: reading.grade)
  }
}
