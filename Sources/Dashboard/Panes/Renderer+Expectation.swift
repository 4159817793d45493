import Readings

extension Renderer {
  /// Why performance fell, and the realised figures beside what the calibrated scores let expect.
  mutating func drawExpectation(_ placed: PlacedPane) {
    let verdict = state.verdict
    let figures = estimateLines(width: placed.area.width - 4)
    guard verdict != nil || !figures.isEmpty else {
      drawLines([[("nothing is estimated for this task", .faint)]], placed)
      return
    }
    var lines: [Line] = []
    if let verdict {
      lines.append([
        (verdict.kind == .none ? "no shift" : verdict.kind.rawValue, .plain.bold()),
        ("  z \(Figure.decimal(verdict.z, digits: 1))  n \(Figure.count(verdict.n))", .faint),
      ])
      lines += verdict.reason.wrapped(placed.area.width - 4, glyphs: glyphs).map { [($0, .plain)] }
    } else {
      lines.append([("no verdict yet: it needs labels", .faint)])
    }
    drawLines(lines + figures, placed, subtitle: state.selectedSegment ?? "")
  }

  /// A line for each figure that is both realised and estimated, and one for the accuracy behind the verdict.
  private func estimateLines(width: Int) -> [Line] {
    func reading(_ metric: Metric) -> Reading? {
      state.selectedSegment.flatMap { state.reading(metric, feature: nil, segment: $0) }
    }
    let hasReference = width >= 38
    func row(_ name: String, _ cells: [(text: String, style: Style)]) -> Line {
      [(name.fitted(10, glyphs: glyphs), .plain)]
        + cells.prefix(hasReference ? 3 : 2).map { ($0.text.fitted(10, alignment: .right, glyphs: glyphs), $0.style) }
    }
    func cell(_ reading: Reading?) -> (text: String, style: Style) {
      guard let reading, reading.value != nil else { return (text(reading), style(reading)) }
      return (text(reading) + " " + glyphs.symbol(reading.level), .level(reading.level, grade: reading.grade))
    }
    var lines: [Line] = []
    for pair in DashboardState.estimatedPairs {
      let (realised, estimated) = (reading(pair.realised), reading(pair.estimated))
      guard let estimated else { continue }
      let baseline = (realised?.limits ?? estimated.limits)?.baseline
      lines.append(
        row(
          pair.realised.title,
          [cell(realised), cell(estimated), (baseline.map { Figure.value($0, of: pair.realised) } ?? "", .faint)]))
    }
    if let verdict = state.verdict {
      let figures = [verdict.realised, verdict.expected, verdict.baseline].map {
        (text: Figure.value($0, of: .accuracy), style: Style.plain)
      }
      lines.append(row("labelled", figures))
    }
    guard !lines.isEmpty else { return [] }
    let titles = ["realised", "estimated", "reference"].map { (text: $0, style: Style.faint) }
    return [row("", titles)] + lines
  }
}
