import Readings

extension Renderer {
  /// What carries a red reading of all traffic: the cells without which it would be smaller, and the features that moved
  /// along with it, greatest share first.
  mutating func drawCauses(_ placed: PlacedPane) {
    guard let (key, cause) = state.shownCause else {
      drawLines([[("nothing red here over all traffic", .faint)]], placed)
      return
    }
    let subject = [key.title, key.subject].compactMap { $0 }.joined(separator: " ")
    let reading = state.snapshot?.readings[key]
    let value = reading?.value.map { " " + Figure.value($0, of: key.metric) } ?? ""
    drawLines(causeLines(cause, of: key, width: placed.area.width - 4), placed, subtitle: "\(subject) in all\(value)")
  }

  private func causeLines(_ cause: RootCause, of key: SeriesKey, width: Int) -> [Line] {
    let parts = cause.segments + (cause.features ?? [])
    let nameWidth = min(parts.reduce(8) { max($0, columns(of: $1.name)) }, max(8, width * 2 / 5))
    // The bar gets what is left, and goes first; then the figure goes.
    let hasValue = width >= nameWidth + 22
    let barWidth = min(24, width - nameWidth - 23)
    func row(
      _ name: String, _ share: String, _ weight: String, _ value: String, filled: Double?, style: Style
    ) -> Line {
      let bar = barWidth < 3 ? "" : " " + bar(filled ?? 0, width: barWidth)
      return [
        (name.fitted(nameWidth, glyphs: glyphs), style), (bar, Style(.current)),
        (share.fitted(7, alignment: .right, glyphs: glyphs), style),
        (weight.fitted(7, alignment: .right, glyphs: glyphs), .faint),
        (hasValue ? value.fitted(8, alignment: .right, glyphs: glyphs) : "", .faint),
      ]
    }
    func rows(_ parts: [RootCause.Contribution], of metric: Metric) -> [Line] {
      parts.map { part in
        row(
          part.name, Figure.percent(part.share), part.weight.map(Figure.percent) ?? "",
          part.value.map { Figure.value($0, of: metric, width: 7) } ?? "", filled: part.share, style: .plain)
      }
    }
    let cells =
      [row("cell", "share", "weight", "without", filled: nil, style: .faint)] + rows(cause.segments, of: key.metric)
    guard let features = cause.features else { return cells + [[("features: too long ago to tell", .faint)]] }
    guard !features.isEmpty else { return cells + [[("no feature moved", .faint)]] }
    return cells + [row("feature", "share", "", "PSI", filled: nil, style: .faint)] + rows(features, of: .psi)
  }
}
