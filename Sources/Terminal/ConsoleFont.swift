/// The likeness of a character in the font of a kernel's console, which has the characters of code page 437 and few
/// more; those that it has stay.
package func consoleLikeness(of scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0..<0x80, 0x2500...0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x2550...0x256C, 0x2591...0x2593:
    return scalar
  case 0x2800...0x28FF: return block(ofBraille: scalar.value & 0xFF)
  // Eighths of a cell from below, and from the left.
  case 0x2581...0x2582: return "_"
  case 0x2583...0x2585: return "▄"
  case 0x2586...0x2588: return "█"
  case 0x2589...0x258B: return "█"
  case 0x258C...0x258D: return "▌"
  case 0x258E...0x258F: return "│"
  default: return standIns[scalar] ?? scalar
  }
}

/// Half blocks in place of the eight dots: the half that has more of them.
private func block(ofBraille dots: UInt32) -> Unicode.Scalar {
  // Dots 1, 2, 4, 5 are the upper four, 3, 6, 7, 8 the lower ones; bit n − 1 is dot n.
  let upper = (dots & 0x1B).nonzeroBitCount
  let lower = (dots & 0xE4).nonzeroBitCount
  if dots == 0 { return " " }
  if upper + lower <= 2 { return upper >= lower ? "\u{2022}" : "." }
  if upper + lower >= 6 { return "█" }
  return upper > lower ? "▀" : lower > upper ? "▄" : "■"
}

private let standIns: [Unicode.Scalar: Unicode.Scalar] = [
  "╭": "┌", "╮": "┐", "╰": "└", "╯": "┘", "┄": "-", "┈": "-", "╌": "-", "╎": "│", "┆": "│",
  "┊": "│", "┃": "│", "━": "─",
  "◆": "♦", "●": "•", "○": "o", "▸": "►", "◂": "◄", "▶": "►", "◀": "◄", "▾": "▼", "▴": "▲",
  "▮": "█", "▪": "■",
  "…": "~", "–": "-", "—": "-", "×": "x", "Δ": "d", "’": "'", "✓": "√", "✗": "x", "≠": "#",
]
