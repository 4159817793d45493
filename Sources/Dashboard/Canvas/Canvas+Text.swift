import Readings

extension Canvas {
  /// The rows as text, without the spaces at their ends, each closed by a line feed.
  package var text: String {
    var text = ""
    text.reserveCapacity(width * height * 2)
    for y in 0..<height {
      var row = ""
      for x in 0..<width where cells[y * width + x].width > 0 {
        let cell = cells[y * width + x]
        row.unicodeScalars.append(cell.base)
        if let mark = cell.firstMark { row.unicodeScalars.append(mark) }
        if let mark = cell.secondMark { row.unicodeScalars.append(mark) }
      }
      while row.unicodeScalars.last == " " { row.unicodeScalars.removeLast() }
      text += row + "\n"
    }
    return text
  }

  /// The attributes of the cells as text: one letter a cell, and below the grid what each letter stands for,
  /// lettered in order of appearance. The terminal's own colours without attributes are a `.`.
  package func attributeText(palette: Palette) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    var letterOf: [TerminalAttributes: Character] = [TerminalAttributes(): "."]
    var legend = ""
    var text = ""
    for y in 0..<height {
      for x in 0..<width {
        let attributes = palette.attributes(of: cells[y * width + x].style)
        if let letter = letterOf[attributes] {
          text.append(letter)
          continue
        }
        let index = letterOf.count - 1
        let letter = index < letters.count ? letters[index] : "?"
        letterOf[attributes] = letter
        legend += "\(letter) \(attributes.text)\n"
        text.append(letter)
      }
      text += "\n"
    }
    return text + "\n" + legend
  }
}

extension TerminalAttributes {
  /// `197 on 52 bold reverse`
  package var text: String {
    var words = [foreground.map { String($0) } ?? "default"]
    if let background { words.append("on \(background)") }
    if isBold { words.append("bold") }
    if isDim { words.append("dim") }
    if isReversed { words.append("reverse") }
    if isUnderlined { words.append("underline") }
    return words.joined(separator: " ")
  }
}
