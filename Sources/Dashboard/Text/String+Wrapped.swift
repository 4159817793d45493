extension String {
  /// The text in lines of at most `width` columns, broken at spaces; a longer word is cut.
  func wrapped(_ width: Int, glyphs: Glyphs) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      let piece = String(word).truncated(width, glyphs: glyphs)
      if line.isEmpty {
        line = piece
      } else if columns(of: line) + 1 + columns(of: piece) <= width {
        line += " " + piece
      } else {
        lines.append(line)
        line = piece
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
