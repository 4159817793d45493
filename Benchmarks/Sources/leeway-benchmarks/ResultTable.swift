import Foundation

/// The table that the benchmarks print, as Markdown.
struct ResultTable {
  private var rows: [[String]] = [["run", "lines", "seconds", "lines/s", "MB/s", "processor s", "peak MB"]]

  /// - Parameter logs: what was read; `nil` if the run reads nothing.
  mutating func add(_ name: String, _ cost: Cost, reading logs: Workload.Logs?) {
    func perSecond(_ amount: Double) -> Double { amount / max(cost.seconds, 1e-9) }
    rows.append([
      name,
      logs.map { String($0.lines) } ?? "",
      String(format: "%.2f", cost.seconds),
      logs.map { String(format: "%.0f", perSecond(Double($0.lines))) } ?? "",
      logs.map { String(format: "%.1f", perSecond(Double($0.bytes) / 1e6)) } ?? "",
      String(format: "%.2f", cost.processorSeconds),
      String(format: "%.0f", Double(cost.peakBytes) / 1e6),
    ])
  }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map { column, width in
      column == 0 ? String(repeating: "-", count: width + 2) : String(repeating: "-", count: width + 1) + ":"
    }
    return ([line(rows[0]), "|" + rule.joined(separator: "|") + "|"] + rows.dropFirst().map(line))
      .joined(separator: "\n")
  }
}
