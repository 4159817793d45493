import Readings

extension Renderer {
  /// Scores against outcomes of a binary task, or the classes that are most often taken for each other.
  mutating func drawOutcomes(_ placed: PlacedPane) {
    let detail = state.cellDetail
    let width = placed.area.width - 4
    var lines: [Line] = [[(detail == nil ? "no labels yet" : "nothing but figures to show", .faint)]]
    var subtitle = ""
    if let bins = detail?.reliability, !bins.isEmpty {
      lines = reliabilityLines(bins, width: width)
      subtitle = "reliability"
    } else if let confusions = detail?.confusions, !confusions.isEmpty {
      lines = confusionLines(confusions, width: width)
      subtitle = "top confusions"
    }
    drawLines(lines, placed, subtitle: subtitle, right: state.version == "*" ? "" : "all versions")
  }

  /// Bins of equal width: mean score, share of positives with its interval, and a bar of the share with a mark at the
  /// mean score. A share whose interval leaves the score out is bold.
  private func reliabilityLines(_ bins: [CellDetail.ReliabilityBin], width: Int) -> [Line] {
    let hasInterval = width >= 34
    let used = 7 + 6 + 6 + (hasInterval ? 11 : 0)
    let countWidth = width >= used + 7 ? 7 : 0
    let barWidth = min(30, width - used - countWidth - 1)
    func row(_ cells: [(text: String, style: Style)], _ low: String, _ n: String) -> Line {
      var line: Line = [(cells[0].text.fitted(7, glyphs: glyphs), cells[0].style)]
      line += cells[1...].map { ($0.text.fitted(6, alignment: .right, glyphs: glyphs), $0.style) }
      if hasInterval { line.append((low.fitted(11, alignment: .right, glyphs: glyphs), .faint)) }
      if countWidth > 0 { line.append((n.fitted(countWidth, alignment: .right, glyphs: glyphs), .faint)) }
      return line
    }
    func share(_ value: Double?) -> String { value.map { Figure.decimal($0, digits: 3) } ?? "-" }
    let heading = row([("score", .faint), ("mean", .faint), ("true", .faint)], "95%", "n")
    return [heading]
      + bins.enumerated().map { index, bin in
        let bounds = [index, index + 1].map { Figure.decimal(Double($0) / Double(bins.count), digits: 1) }
        var isOff = false
        if let mean = bin.meanScore, let low = bin.low, let high = bin.high { isOff = mean < low || mean > high }
        let interval = bin.low.flatMap { low in bin.high.map { share(low) + glyphs.dash + share($0) } } ?? ""
        let line = row(
          [
            (bounds.joined(separator: glyphs.dash), .faint), (share(bin.meanScore), Style(.reference)),
            (share(bin.positiveRate), isOff ? .plain.bold() : .plain),
          ], interval, Figure.short(Double(bin.n)))
        guard barWidth >= 6, let rate = bin.positiveRate else { return line }
        return line + [(" ", .plain)] + markedBar(rate, mark: bin.meanScore, width: barWidth)
      }
  }

  /// A bar with a mark across it.
  private func markedBar(_ share: Double, mark: Double?, width: Int) -> Line {
    let bar = Array(bar(share, width: width).unicodeScalars)
    guard let mark else { return [(String(String.UnicodeScalarView(bar)), Style(.current))] }
    let position = min(width - 1, Int(mark.finiteShare * Double(width)))
    return [
      (String(String.UnicodeScalarView(bar[..<position])), Style(.current)),
      (String(Character(glyphs.referenceMark)), Style(.reference, isBold: true)),
      (String(String.UnicodeScalarView(bar[(position + 1)...])), Style(.current)),
    ]
  }

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
}
