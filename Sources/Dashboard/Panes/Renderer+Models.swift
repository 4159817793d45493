import Notation
import Readings

extension Renderer {
  /// The figures that a model may be judged by first, as its task has them.
  private static let leadingMetrics: [(metric: Metric, title: String)] = [
    (.rocAUC, "AUC"), (.rocAUCOneVersusRest, "AUC"), (.accuracy, "acc."), (.rmse, "RMSE"),
  ]

  private var leading: (metric: Metric, title: String) {
    Self.leadingMetrics.first { pair in
      state.snapshot?.readings[SeriesKey(metric: pair.metric, window: state.window)] != nil
    } ?? Self.leadingMetrics[0]
  }

  private func modelColumns(hasHealth: Bool) -> [TableColumn] {
    [
      TableColumn("level", 8, .left, priority: 10), TableColumn("version", 6, .left, priority: 9, isFlexible: true),
      TableColumn("rows", 7, priority: 5),
    ] + (hasHealth ? [TableColumn("health", 6, priority: 8)] : []) + [
      TableColumn(leading.title, 6, priority: 8), TableColumn("ECE", 5, priority: 7),
      TableColumn("gap", 4, priority: 6), TableColumn("err", 5, priority: 3), TableColumn("p99", 6, priority: 4),
    ]
  }

  /// A row for all versions together, and one for each: level, rows in the window, and the figures people ask for first.
  mutating func drawModels(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let versions = ["*"] + snapshot.versions
    let selected = min(max(0, state.selectedVersionRow), versions.count - 1)
    let inner = frame(placed, right: state.window)
    guard inner.height > 0 else { return }
    // A score of the model's health is an option of the configuration.
    let hasHealth = versions.contains {
      snapshot.readings[SeriesKey(metric: .health, version: $0, window: state.window)] != nil
    }
    let table = modelColumns(hasHealth: hasHealth)
    let fit = TableColumn.fit(table, width: inner.width - 2)
    let hasHeading = inner.height > 2
    if hasHeading {
      var pen = Pen(inner)
      pen.skip(2)
      pen.put(table.map { ($0.title, .heading.faint()) }, columns: table, fit: fit, on: &canvas)
    }
    let rows = inner.height - (hasHeading ? 1 : 0)
    let first = firstRow(selected: selected, count: versions.count, rows: rows)
    let worst = state.worstLevels()
    for row in 0..<max(0, min(rows, versions.count - first)) {
      let index = first + row
      let version = versions[index]
      var pen = Pen(inner, row: row + (hasHeading ? 1 : 0))
      let isCursor = isInteractive && index == selected && state.focus == .models
      pen.put(isCursor ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(version == state.version && isInteractive ? "*" : " ", .faint, on: &canvas)
      pen.put(
        modelCells(version, level: worst[version] ?? .nodata, hasHealth: hasHealth), columns: table, fit: fit,
        on: &canvas)
    }
  }

  private func modelCells(_ version: String, level: Level, hasHealth: Bool) -> Line {
    func reading(_ metric: Metric) -> Reading? {
      state.snapshot?.readings[SeriesKey(metric: metric, version: version, window: state.window)]
    }
    let rows = (reading(.throughput) ?? reading(.errorRate) ?? reading(.latencyP99))?.n
    let lead = reading(leading.metric)
    let gap = worstGap(version)
    let health = reading(.health)
    return [
      ("\(glyphs.symbol(level)) \(level.word)", .level(level)),
      (version == "*" ? "all" : version, version == "*" ? .plain.bold() : .plain),
      (rows.map { $0 < 1_000_000 ? Figure.count($0) : Figure.short(Double($0)) } ?? "-", .plain),
    ] + (hasHealth ? [(text(health), style(health))] : []) + [
      (
        text(lead, digits: 3, width: 5) + (lead?.value == nil ? " " : arrow(leading.metric, version: version)),
        style(lead)
      ),
      (text(reading(.ece), digits: 3), style(reading(.ece))), (text(gap, digits: 2), style(gap)),
      (text(reading(.errorRate)), style(reading(.errorRate))),
      (text(reading(.latencyP99)), style(reading(.latencyP99))),
    ]
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
