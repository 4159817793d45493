import Readings

/// The characters that pictures are made of, in Unicode or plain ASCII.
package struct Glyphs: Sendable {
  package var isUnicode: Bool

  package init(isUnicode: Bool) {
    self.isUnicode = isUnicode
  }

  package var horizontal: Unicode.Scalar { isUnicode ? "─" : "-" }
  package var vertical: Unicode.Scalar { isUnicode ? "│" : "|" }
  package var topLeft: Unicode.Scalar { isUnicode ? "╭" : "+" }
  package var topRight: Unicode.Scalar { isUnicode ? "╮" : "+" }
  package var bottomLeft: Unicode.Scalar { isUnicode ? "╰" : "+" }
  package var bottomRight: Unicode.Scalar { isUnicode ? "╯" : "+" }

  package var ellipsis: Unicode.Scalar { isUnicode ? "…" : "~" }
  package var crumb: String { isUnicode ? "▸" : ">" }
  package var marker: String { isUnicode ? "▸" : ">" }
  package var moreLeft: String { isUnicode ? "◂" : "<" }
  package var moreRight: String { isUnicode ? "▸" : ">" }
  package var rising: String { isUnicode ? "↑" : "^" }
  package var falling: String { isUnicode ? "↓" : "v" }
  package var steady: String { isUnicode ? "→" : "=" }
  package var paused: String { isUnicode ? "▮▮" : "||" }
  package var playing: String { isUnicode ? "▶" : ">" }
  package var times: String { isUnicode ? "×" : "x" }
  package var dash: String { isUnicode ? "–" : "-" }
  package var dot: String { isUnicode ? "·" : "-" }
  package var yellowLine: Unicode.Scalar { isUnicode ? "┄" : "-" }
  package var redLine: Unicode.Scalar { isUnicode ? "═" : "=" }
  package var referenceFill: Unicode.Scalar { isUnicode ? "░" : ":" }
  package var referenceMark: Unicode.Scalar { isUnicode ? "┃" : "|" }
  package var fullBlock: Unicode.Scalar { isUnicode ? "█" : "#" }
  package var cursor: Unicode.Scalar { isUnicode ? "╎" : "|" }
  package var delta: String { isUnicode ? "Δ" : "d" }
  package var plusMinus: String { isUnicode ? "±" : "+-" }
  package var about: String { "~" }

  /// The symbol of a level; the same everywhere, so that colour is never needed to tell.
  package func symbol(_ level: Level) -> String {
    switch level {
    case .green: isUnicode ? "·" : "."
    case .yellow: isUnicode ? "◆" : "+"
    case .red: isUnicode ? "▲" : "#"
    case .insufficient: "n<"
    case .nodata: "-"
    case .error: "!"
    }
  }

  /// A bar of so many eighths of a cell, growing upwards; ASCII has a low, a middle and a full step.
  package func column(eighths: Int) -> Unicode.Scalar {
    let step = max(0, min(8, eighths))
    if isUnicode { return Self.columns[step] }
    return Self.asciiColumns[step]
  }

  /// A bar of so many eighths of a cell, growing to the right.
  package func row(eighths: Int) -> Unicode.Scalar {
    let step = max(0, min(8, eighths))
    if isUnicode { return Self.rows[step] }
    return step >= 4 ? "#" : " "
  }

  private static let columns: [Unicode.Scalar] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let asciiColumns: [Unicode.Scalar] = [" ", "_", "_", ".", ".", "-", "=", "*", "#"]
  private static let rows: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
}

extension Level {
  /// The level in a word, at most six letters.
  package var word: String {
    switch self {
    case .green: "OK"
    case .yellow: "YELLOW"
    case .red: "RED"
    case .insufficient: "FEW"
    case .nodata: "NODATA"
    case .error: "ERROR"
    }
  }
}
