/// A column of a small table; columns of low priority go first when there is no room.
struct TableColumn {
  var title: String
  var width: Int
  var alignment: Alignment
  /// Higher stays longer.
  var priority: Int
  /// Takes the room that is left.
  var isFlexible: Bool

  init(_ title: String, _ width: Int, _ alignment: Alignment = .right, priority: Int, isFlexible: Bool = false) {
    self.title = title
    self.width = width
    self.alignment = alignment
    self.priority = priority
    self.isFlexible = isFlexible
  }

  /// The indices of the columns that fit, in order, with the widths they get; a space goes between two.
  static func fit(_ columns: [TableColumn], width: Int) -> [(index: Int, width: Int)] {
    var kept = Array(columns.indices)
    func needed() -> Int { kept.reduce(max(0, kept.count - 1)) { $0 + columns[$1].width } }
    while kept.count > 1, needed() > width {
      guard let weakest = kept.min(by: { columns[$0].priority < columns[$1].priority }) else { break }
      kept.removeAll { $0 == weakest }
    }
    let spare = max(0, width - needed())
    let flexible = kept.first { columns[$0].isFlexible }
    return kept.map { (index: $0, width: columns[$0].width + ($0 == flexible ? spare : 0)) }
  }
}

extension Pen {
  /// Writes one row of a table.
  mutating func put(
    _ cells: [(text: String, style: Style)], columns: [TableColumn], fit: [(index: Int, width: Int)],
    on canvas: inout Canvas
  ) {
    for (position, slot) in fit.enumerated() where slot.index < cells.count {
      if position > 0 { skip(1) }
      let cell = cells[slot.index]
      put(cell.text, width: slot.width, alignment: columns[slot.index].alignment, cell.style, on: &canvas)
    }
  }
}
