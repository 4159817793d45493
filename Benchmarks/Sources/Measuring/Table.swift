/// A table, as Markdown or as plain text: the first column to the left, the others to the right.
package struct Table {
  private var rows: [[String]]

  package init(_ header: [String]) {
    rows = [header]
  }

  /// - Parameter cells: as many as the header has.
  package mutating func add(_ cells: [String]) { rows.append(cells) }

  package var isEmpty: Bool { rows.count == 1 }

  /// As Markdown.
  package var text: String {
    let lines = padded(rows).map { "| " + $0.joined(separator: " | ") + " |" }
    let rule = widths(rows).enumerated().map { column, width in
      column == 0 ? String(repeating: "-", count: width + 2) : String(repeating: "-", count: width + 1) + ":"
    }
    return ([lines[0], "|" + rule.joined(separator: "|") + "|"] + lines.dropFirst()).joined(separator: "\n")
  }

  /// In columns, for a terminal; without the backquotes of Markdown.
  package var plainText: String {
    padded(rows.map { row in row.map { $0.replacing("`", with: "") } }).map { $0.joined(separator: "  ") }
      .joined(separator: "\n")
  }

  private func widths(_ rows: [[String]]) -> [Int] {
    rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }

  private func padded(_ rows: [[String]]) -> [[String]] {
    let widths = widths(rows)
    return rows.map { cells in
      cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }
    }
  }
}
