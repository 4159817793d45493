import Readings

/// Panes that consist of lines of text.
extension Renderer {
  /// Runs of text, each in its style, from left to right.
  typealias Line = [(text: String, style: Style)]

  /// Draws the frame and as many of the lines as fit, from where the pane is scrolled to.
  mutating func drawLines(_ lines: [Line], _ placed: PlacedPane, subtitle: String = "", right: String = "") {
    let rows = max(0, placed.area.height - 2)
    let last = max(0, lines.count - rows)
    let first = min(max(0, state.visit.offsets[placed.pane] ?? (placed.pane.startsAtEnd ? last : 0)), last)
    let range = rangeText(first: first, rows: rows, count: lines.count)
    let inner = frame(placed, subtitle: subtitle, right: [range, right].filter { !$0.isEmpty }.joined(separator: " "))
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() { put(line, in: inner, row: row) }
  }

  /// Writes a line into a row, one column from the left.
  mutating func put(_ line: Line, in area: Rectangle, row: Int) {
    guard row >= 0, row < area.height else { return }
    var pen = Pen(area, row: row)
    pen.put(" ", on: &canvas)
    for part in line where pen.remaining > 0 {
      pen.put(part.text.truncated(pen.remaining, glyphs: glyphs), part.style, on: &canvas)
    }
  }

  /// The lines of a pane of text that scrolls, for the drawing and for the scrolling alike.
  func textLines(of pane: Pane, width: Int) -> [Line] {
    switch pane {
    case .badLines: badLines(width: width)
    case .lanes: laneLines(width: width)
    default: alertLines(pane, width: width)
    }
  }

  /// Runs of text in lines of at most `width` columns, broken at spaces; a longer word is broken where the line ends.
  ///
  /// - Parameter indent: columns that the lines after the first are moved in by.
  func wrapped(_ runs: Line, width: Int, indent: Int = 0) -> [Line] {
    guard width > 0 else { return [] }
    let indent = min(indent, width / 2)
    var lines: [Line] = []
    var line: Line = []
    var used = 0
    var room = width
    var hasText = false
    func close() {
      lines.append(line)
      line = indent > 0 ? [(String(repeating: " ", count: indent), .plain)] : []
      used = 0
      room = width - indent
      hasText = false
    }
    for (number, run) in runs.enumerated() {
      let words = run.text.split(separator: " ", omittingEmptySubsequences: false)
      for (index, word) in words.enumerated() {
        // A stop or bracket in the next style belongs to the word.
        let next = number + 1 < runs.count && index == words.count - 1 ? runs[number + 1].text : ""
        let rest = next.prefix { $0 != " " }
        let tail = rest.count <= 3 ? columns(of: String(rest)) : 0
        let span = columns(of: String(word)) + (word.isEmpty ? 0 : tail)
        if index > 0 {
          // The space at which a line is broken is not shown; those that a text begins with are.
          if hasText, used + 1 + span > room, span > 0, span <= width - indent {
            close()
          } else if used < room {
            line.append((" ", run.style))
            used += 1
          }
        } else if hasText, used + span > room, span <= width - indent {
          close()
        }
        guard span > 0 else { continue }
        for piece in String(word).broken(first: room - used, then: width - indent) {
          if used > 0, used + columns(of: piece) > room { close() }
          line.append((piece, run.style))
          used += columns(of: piece)
          hasText = true
        }
      }
    }
    if hasText || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// A lying bar of so many columns, filled to a share of them.
  func bar(_ share: Double, width: Int) -> String {
    let eighths = Int((share.finiteShare * Double(max(0, width) * 8)).rounded())
    var text = ""
    for column in 0..<max(0, width) {
      text.unicodeScalars.append(glyphs.row(eighths: min(8, max(0, eighths - column * 8))))
    }
    return text
  }

  /// `.862–.880`; empty without an interval.
  func interval(_ low: Double?, _ high: Double?, of metric: Metric, digits: Int? = nil) -> String {
    guard let low, let high else { return "" }
    let bounds = [low, high].map { Figure.value($0, of: metric, digits: digits) }
    // Two numbers with signs are told apart better by a word's space than by a dash.
    let dash = bounds.contains { $0.hasPrefix("-") || $0.hasPrefix("+") } ? " " : glyphs.dash
    return bounds.joined(separator: dash)
  }

  /// The name of the key that does something in the view on show; `nil` if none does.
  func keyName(_ action: Action) -> String? {
    state.keyMap.bindings(in: state.screen).first { $0.action == action }?.keys.first?.name(glyphs: glyphs)
  }
}

extension Pane {
  /// Whether the pane shows its end until it is scrolled.
  var startsAtEnd: Bool { self == .alertHistory }
}

extension String {
  /// The text in pieces of at most so many columns, the first maybe shorter.
  fileprivate func broken(first: Int, then width: Int) -> [String] {
    guard width > 0, columns(of: self) > first else { return [self] }
    var pieces: [String] = []
    var piece = ""
    var used = 0
    var room = first >= 2 ? first : width
    for scalar in unicodeScalars {
      let span = columns(of: scalar)
      if used + span > room, !piece.isEmpty {
        pieces.append(piece)
        (piece, used, room) = ("", 0, width)
      }
      piece.unicodeScalars.append(scalar)
      used += span
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }

  /// The text with its middle cut out where it is wider than `width`, so that beginning and end stay readable; the end
  /// gets more, since it tells files apart.
  func cutInMiddle(_ width: Int, glyphs: Glyphs) -> String {
    guard width > 0 else { return "" }
    let total = columns(of: self)
    guard total > width else { return self }
    guard width > 8 else { return truncated(width, glyphs: glyphs) }
    let head = (width - 1) / 3
    var result = ""
    var used = 0
    for scalar in unicodeScalars {
      let span = columns(of: scalar)
      if used + span > head { break }
      result.unicodeScalars.append(scalar)
      used += span
    }
    result.unicodeScalars.append(glyphs.ellipsis)
    used += 1
    var tail: [Unicode.Scalar] = []
    for scalar in unicodeScalars.reversed() {
      let span = columns(of: scalar)
      if used + span > width { break }
      tail.append(scalar)
      used += span
    }
    // A mark whose letter was cut off would sit on the ellipsis.
    while let last = tail.last, columns(of: last) == 0 { tail.removeLast() }
    result.unicodeScalars.append(contentsOf: tail.reversed())
    return result
  }

  /// With control characters as they are written in source code: `\t`, `\u{1b}`.
  var showingControls: String {
    guard unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
