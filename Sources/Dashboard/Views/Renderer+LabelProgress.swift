import Notation
import Readings

extension Renderer {
  /// How many predictions of each age have their label, and how long labels take.
  mutating func drawLabelProgress(_ placed: PlacedPane) {
    let lines = labelLines(width: placed.area.width - 4, height: placed.area.height - 2)
    drawLines(lines, placed, subtitle: placed.area.width >= 70 ? "by age of the prediction" : "by age")
  }

  private func labelLines(width: Int, height: Int) -> [Line] {
    guard let ingest = state.snapshot?.ingest else { return [] }
    let buckets = ingest.labelProgress
    guard ingest.labels > 0 || buckets.contains(where: { $0.labelled > 0 }) else {
      return [[("no labels have come in yet", .plain.bold())]]
        + [
          "Accuracy, calibration and the other figures of performance begin with the first labels.",
          "Until then drift and the estimated figures (est) have to do.",
        ].flatMap { $0.wrapped(width, glyphs: glyphs) }.map { [($0, .faint)] }
    }
    var lines = buckets.map { bucketLine($0, width: width) }
    if buckets.isEmpty { lines.append([("no labels of recent predictions yet", .faint)]) }
    let figures = labelFigures()
    if lines.count + figures.count + 2 <= height { lines.append([]) }
    return lines + [waitLine(ingest)] + figures
  }

  /// `<6h    ███░░░░░ 28% (14 336 of 51 200)`
  private func bucketLine(_ bucket: LabelProgress, width: Int) -> Line {
    let share = bucket.predictions > 0 ? Double(bucket.labelled) / Double(bucket.predictions) : 0
    let counts =
      width >= 46 ? " (\(Figure.count(bucket.labelled)) of \(Figure.count(bucket.predictions)))" : ""
    let barWidth = max(0, min(30, width - 9 - 6 - (width >= 46 ? 25 : 0)))
    let filled = bucket.predictions > 0 ? Int((share.finiteShare * Double(barWidth)).rounded()) : 0
    let rest = String(repeating: String(Character(glyphs.referenceFill)), count: barWidth - filled)
    let percent = bucket.predictions > 0 ? Figure.percent(share) : "-"
    return [
      (ageText(bucket).fitted(8, glyphs: glyphs) + " ", .plain),
      (String(repeating: String(Character(glyphs.fullBlock)), count: filled), Style(.current)), (rest, Style(.border)),
      (percent.fitted(6, alignment: .right, glyphs: glyphs), .plain), (counts, .faint),
    ]
  }

  private func ageText(_ bucket: LabelProgress) -> String {
    guard let to = bucket.to else { return ">" + bucket.from.roughText }
    return bucket.from == .zero ? "<" + to.roughText : bucket.from.roughText + glyphs.dash + to.roughText
  }

  private func waitLine(_ ingest: IngestStatus) -> Line {
    var parts = ["\(Figure.short(Double(ingest.pending))) wait for their label"]
    if ingest.unmatched > 0 { parts.append("\(Figure.short(Double(ingest.unmatched))) labels without a prediction") }
    return [(parts.joined(separator: ", "), .faint)]
  }

  /// Coverage and lag of the selected segment, in the window on show.
  private func labelFigures() -> [Line] {
    guard let segment = state.selectedSegment else { return [] }
    return [(Metric.labelCoverage, "coverage"), (.labelLagP50, "lag p50"), (.labelLagP95, "lag p95")].compactMap {
      metric, name in
      guard let reading = state.reading(metric, feature: nil, segment: segment) else { return nil }
      let style = Style.level(reading.level, grade: reading.grade)
      var line: Line = [
        (name.fitted(9, glyphs: glyphs), .plain),
        (text(reading).fitted(7, alignment: .right, glyphs: glyphs), style),
        (" \(glyphs.symbol(reading.level)) \(reading.level.word)", style),
      ]
      if let limit = reading.limits?.text(.yellow, of: metric, glyphs: glyphs), !limit.isEmpty {
        line.append(("  yellow \(limit)", .faint))
      }
      if metric == .labelCoverage { line.append(("  \(segment), last \(state.window)", .faint)) }
      return line
    }
  }
}
