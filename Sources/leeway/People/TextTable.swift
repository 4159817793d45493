import Dashboard

/// A table for a terminal: as wide as its content asks for, less what there is no room for.
struct TextTable {
  struct Column {
    var title: String
    /// Higher stays longer when there is no room.
    var priority: Int
    var isRight = false
    /// Columns of the terminal that a column can be cut down to; `nil` if it is shown whole or not at all.
    var least: Int?

    init(_ title: String, priority: Int, isRight: Bool = false, least: Int? = nil) {
      self.title = title
      self.priority = priority
      self.isRight = isRight
      self.least = least
    }
  }

  var columns: [Column]
  var rows: [[StyledText]] = []

  private static let gap = "  "

  init(_ columns: [Column]) {
    self.columns = columns
  }

  /// - Parameter cells: as many as there are columns.
  mutating func add(_ cells: [StyledText]) { rows.append(cells) }

  /// The lines, titles first.
  func lines(_ output: TextOutput) -> [String] {
    let layout = layout(output.width)
    let titles = columns.map { StyledText($0.title) }
    return ([titles] + rows).map { cells in
      var line = ""
      for (place, slot) in layout.enumerated() where slot.column < cells.count {
        let cell = cells[slot.column]
        let text = Self.cut(cell.text, slot.width, output.glyphs)
        let space = String(repeating: " ", count: max(0, slot.width - Dashboard.columns(of: text)))
        let styled = output.render(StyledText(text, colour: cell.colour))
        if place > 0 { line += Self.gap }
        if columns[slot.column].isRight {
          line += space + styled
        } else {
          line += styled + (place == layout.count - 1 ? "" : space)
        }
      }
      return line
    }
  }

  /// The columns that are shown, with their widths.
  private func layout(_ width: Int?) -> [(column: Int, width: Int)] {
    let natural = columns.indices.map { column in
      rows.reduce(Dashboard.columns(of: columns[column].title)) { width, cells in
        column < cells.count ? max(width, Dashboard.columns(of: cells[column].text)) : width
      }
    }
    // A column without content says nothing.
    var kept = columns.indices.filter { column in
      rows.isEmpty || rows.contains { column < $0.count && !$0[column].text.isEmpty }
    }
    guard let width else { return kept.map { ($0, natural[$0]) } }
    func least(_ column: Int) -> Int { min(natural[column], columns[column].least ?? natural[column]) }
    func needed(_ size: (Int) -> Int) -> Int {
      kept.reduce(Self.gap.count * max(0, kept.count - 1)) { $0 + size($1) }
    }
    while kept.count > 1, needed(least) > width,
      let weakest = kept.min(by: { columns[$0].priority < columns[$1].priority })
    {
      kept.removeAll { $0 == weakest }
    }
    // What is left goes to the columns that are cut, the most important ones first.
    var widths = kept.reduce(into: [Int: Int]()) { $0[$1] = least($1) }
    var spare = width - needed(least)
    for column in kept.sorted(by: { columns[$0].priority > columns[$1].priority }) where spare > 0 {
      let more = min(spare, natural[column] - least(column))
      widths[column, default: 0] += more
      spare -= more
    }
    return kept.map { ($0, widths[$0] ?? 0) }
  }

  private static func cut(_ text: String, _ width: Int, _ glyphs: Glyphs) -> String {
    guard Dashboard.columns(of: text) > width else { return text }
    var kept = ""
    var room = width - 1
    for character in text {
      let size = Dashboard.columns(of: String(character))
      guard size <= room else { break }
      kept.append(character)
      room -= size
    }
    return kept + String(glyphs.ellipsis)
  }
}
