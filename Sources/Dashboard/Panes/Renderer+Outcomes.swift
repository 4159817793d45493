import Readings

extension Renderer {
  /// What labels tell beyond figures: scores against outcomes of a binary task, the classes that are most often taken
  /// for each other, or how far off a regression is.
  mutating func drawOutcomes(_ placed: PlacedPane) {
    let detail = state.cellDetail
    let room = placed.area.inset(x: 1, y: 1)
    let right = state.version == "*" ? "" : "all versions"
    if let bins = detail?.reliability, !bins.isEmpty {
      guard room.height >= 8, room.width >= 28 else {
        let lines = reliabilityLines(bins, width: placed.area.width - 4)
        drawLines(lines, placed, subtitle: "reliability", right: right)
        return
      }
      let inner = frame(
        placed, subtitle: room.width >= 70 ? "reliability: share of positives by score" : "reliability", right: right)
      drawReliability(bins, in: inner)
      return
    }
    let width = placed.area.width - 4
    if let confusions = detail?.confusions, !confusions.isEmpty {
      drawLines(confusionLines(confusions, width: width), placed, subtitle: "top confusions", right: right)
    } else if let lines = residualLines(width: width) {
      drawLines(lines, placed, subtitle: "prediction less truth", right: right)
    } else {
      let lines: [Line] =
        detail == nil
        ? [[("no labels yet", .plain)], [("what was predicted is held against them", .faint)]]
        : [[("no outcomes to compare beyond the figures", .faint)]]
      drawLines(lines, placed, right: right)
    }
  }

  /// Which classes are taken for which; of the rows of a class, how many.
  private func confusionLines(_ confusions: [CellDetail.Confusion], width: Int) -> [Line] {
    let nameWidth = max(6, min(24, (width - 15) / 2))
    func row(_ actual: String, _ predicted: String, _ n: String, _ share: String, _ style: Style) -> Line {
      [
        (actual.fitted(nameWidth, glyphs: glyphs) + " ", style), (predicted.fitted(nameWidth, glyphs: glyphs), style),
        (n.fitted(7, alignment: .right, glyphs: glyphs), style),
        (share.fitted(6, alignment: .right, glyphs: glyphs), style),
      ]
    }
    let barWidth = min(24, width - 2 * nameWidth - 15)
    return [row("is", "taken for", "n", "share", .faint)]
      + confusions.map { pair in
        let line = row(pair.actual, pair.predicted, Figure.count(pair.n), Figure.percent(pair.share), .plain)
        return barWidth < 4 ? line : line + [(" " + bar(pair.share, width: barWidth), Style(.current))]
      }
  }

  /// The errors of a regression: its figures, their moments and their distribution against the reference; `nil` for
  /// other tasks, and without anything to show.
  private func residualLines(width: Int) -> [Line]? {
    guard let snapshot = state.snapshot, let segment = state.selectedSegment else { return nil }
    let histogram = snapshot.histograms[
      HistogramKey(feature: ModelColumn.residual, segment: segment, window: state.window)]
    var lines: [Line] = [Metric.bias, .mae, .rmse, .r2].compactMap { metric in
      guard let reading = state.reading(metric, feature: nil, segment: segment) else { return nil }
      let baseline = reading.limits?.baseline.map { Figure.value($0, of: metric, width: 9) } ?? ""
      let style = Style.level(reading.level, grade: reading.grade)
      return [
        (metric.title.fitted(8, glyphs: glyphs), .plain),
        (text(reading, width: 9).fitted(9, alignment: .right, glyphs: glyphs), style),
        (baseline.fitted(10, alignment: .right, glyphs: glyphs), Style(.reference)),
        ("  \(glyphs.symbol(reading.level)) \(reading.level.word)", style),
      ]
    }
    guard !lines.isEmpty || histogram != nil else { return nil }
    func heading(_ name: String, _ now: String, _ reference: String) -> Line {
      [
        (name.fitted(8, glyphs: glyphs), .faint), (now.fitted(9, alignment: .right, glyphs: glyphs), .faint),
        (reference.fitted(10, alignment: .right, glyphs: glyphs), .faint),
      ]
    }
    lines.insert(heading("", "now", "ref"), at: 0)
    guard let histogram, !histogram.bins.isEmpty else { return lines }
    if let now = histogram.currentMoments {
      let before = histogram.referenceMoments
      for (name, value, old) in [
        ("mean", now.mean, before?.mean), ("median", now.median, before?.median),
        ("sd", now.standardDeviation, before?.standardDeviation),
      ] {
        lines.append([
          (name.fitted(8, glyphs: glyphs), .plain),
          (Figure.measure(value).fitted(9, alignment: .right, glyphs: glyphs), .plain),
          ((old.map(Figure.measure) ?? "").fitted(10, alignment: .right, glyphs: glyphs), Style(.reference)),
        ])
      }
    }
    let mark = String(Character(glyphs.referenceMark))
    lines.append([("errors  now \(Character(glyphs.fullBlock))  reference \(mark)", .faint)])
    let highest = max(1e-9, histogram.bins.reduce(0) { max($0, $1.current.finiteShare, $1.reference.finiteShare) })
    let labelWidth = min(18, max(8, width / 3))
    let barWidth = max(4, min(40, width - labelWidth - 7))
    for bin in histogram.bins {
      lines.append(
        [
          (bin.label.fitted(labelWidth, alignment: .right, glyphs: glyphs) + " ", .plain),
          (Figure.percent(bin.current).fitted(5, alignment: .right, glyphs: glyphs) + " ", .plain),
        ] + markedBar(bin.current.finiteShare / highest, mark: bin.reference.finiteShare / highest, width: barWidth))
    }
    return lines
  }

  /// A bar with a mark across it.
  func markedBar(_ share: Double, mark: Double?, width: Int) -> Line {
    let bar = Array(bar(share, width: width).unicodeScalars)
    guard let mark, width > 0 else { return [(String(String.UnicodeScalarView(bar)), Style(.current))] }
    let position = min(width - 1, Int(mark.finiteShare * Double(width)))
    return [
      (String(String.UnicodeScalarView(bar[..<position])), Style(.current)),
      (String(Character(glyphs.referenceMark)), Style(.reference, isBold: true)),
      (String(String.UnicodeScalarView(bar[(position + 1)...])), Style(.current)),
    ]
  }
}
