import Readings

/// Figures with their intervals on one scale: a bar up to the interval and a whisker around the value,
/// `███████├──●──┤`; where a bar from zero would hide the differences the scale is cut and only whiskers are drawn.
struct IntervalPlot {
  /// The values at the left and the right edge.
  let start: Double
  let end: Double
  let width: Int
  let glyphs: Glyphs

  var isFromZero: Bool { start == 0 }

  /// - Parameter figures: what has to fit on the scale. Needs one that is finite.
  init?(_ figures: [(value: Double, low: Double?, high: Double?)], width: Int, glyphs: Glyphs) {
    let values = figures.map(\.value).filter(\.isFinite)
    guard width >= 8, let least = values.min(), let greatest = values.max() else { return nil }
    let low = figures.compactMap(\.low).filter(\.isFinite).reduce(least, min)
    let high = figures.compactMap(\.high).filter(\.isFinite).reduce(greatest, max)
    if low >= 0, greatest - least >= 0.1 * high || high == 0 {
      (start, end) = (0, high > 0 ? high : 1)
    } else {
      let margin = max((high - low) * 0.08, abs(high) * 1e-6, 1e-9)
      (start, end) = (low - margin, high + margin)
    }
    self.width = width
    self.glyphs = glyphs
  }

  /// The column of a value, kept within the plot.
  func column(_ value: Double) -> Int {
    let share = (value - start) / (end - start)
    guard share.isFinite else { return 0 }
    return max(0, min(width - 1, Int((max(0, min(1, share)) * Double(width - 1)).rounded())))
  }

  /// The row of one figure as text of ``width`` columns.
  ///
  /// - Parameter mark: a value that is marked by a line where the row is empty.
  func text(value: Double, low: Double?, high: Double?, mark: Double?) -> String {
    guard value.isFinite else { return String(repeating: " ", count: width) }
    var cells = [Unicode.Scalar](repeating: " ", count: width)
    let dot = column(value)
    let (left, right) = (low.map(column) ?? dot, high.map(column) ?? dot)
    if isFromZero { for index in 0..<min(left, dot) { cells[index] = glyphs.fullBlock } }
    if let mark, mark.isFinite { cells[column(mark)] = glyphs.cursor }
    if left < right {
      for index in left...right { cells[index] = glyphs.horizontal }
      cells[left] = glyphs.whiskerStart
      cells[right] = glyphs.whiskerEnd
    }
    cells[dot] = glyphs.point
    var text = ""
    text.unicodeScalars.append(contentsOf: cells)
    return text
  }

  /// The scale below the rows: the values at both edges, and what the mark is where there is room to say so.
  func axis(of format: (Double) -> String, mark: Double?, name: String) -> String {
    let (left, right) = (isFromZero ? "0" : format(start), format(end))
    let gap = max(1, width - columns(of: left) - columns(of: right))
    var label = ""
    if let mark, mark.isFinite { label = "\(glyphs.cursor) \(name) \(format(mark))" }
    if columns(of: label) + 2 > gap { label = "" }
    let spare = gap - columns(of: label)
    let text =
      left + String(repeating: " ", count: spare / 2) + label + String(repeating: " ", count: spare - spare / 2) + right
    return text.truncated(width, glyphs: glyphs)
  }
}

extension Glyphs {
  var whiskerStart: Unicode.Scalar { isUnicode ? "├" : "[" }
  var whiskerEnd: Unicode.Scalar { isUnicode ? "┤" : "]" }
  var point: Unicode.Scalar { isUnicode ? "●" : "o" }
}
