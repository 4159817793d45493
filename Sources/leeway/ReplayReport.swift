import Engine
import Foundation
import Notation
import Readings
import Windows

/// The readable summary that a replay ends with.
struct ReplayReport {
  let summary: ReplaySummary
  let out: String?

  private static let shownSeries = 20

  func print() {
    let rate = "\(grouped(summary.lines)) lines in \(String(format: "%.1f", summary.seconds)) s"
    line(
      "\(summary.model): \(rate) (\(grouped(Int(summary.rowsPerSecond))) rows/s), \(grouped(summary.readings)) readings"
    )
    if let from = summary.from, let to = summary.to { line("history  \(from.rfc3339) to \(to.rfc3339)") }
    line(
      "rows     \(grouped(summary.records)) predictions, \(grouped(summary.late)) late, "
        + "\(grouped(summary.duplicatePredictions)) duplicate, \(grouped(summary.outOfRange)) outside the range")
    line(
      "labels   \(grouped(summary.joined)) joined of \(grouped(summary.labels)), \(grouped(summary.unmatched)) unmatched, "
        + "\(grouped(summary.duplicateLabels)) duplicate, \(grouped(summary.revisedLabels)) revised, "
        + "\(grouped(summary.pending)) predictions still without")
    let bad = summary.bad.map { "\(grouped($0.count)) \($0.reason)" }.joined(separator: ", ")
    line("bad      \(bad.isEmpty ? "none" : bad)")
    if summary.invalidValues > 0 {
      line("values   \(grouped(summary.invalidValues)) of the wrong type or not finite, read as null")
    }
    for values in summary.folded { line("folded   " + values.text) }
    line("")
    printSeries()
    printAlerts()
    if let out { line("\nwritten to \(out)/") }
  }

  private func printSeries() {
    guard summary.records > 0 else { return line("Nothing to judge: no prediction was read.") }
    guard !summary.departures.isEmpty else { return line("Everything stayed green.") }
    let red = summary.departures.count { $0.firstRed != nil }
    line("\(red) series went red, \(summary.departures.count - red) no further than yellow. The worst:")
    line("")
    line("  level     first yellow      first red         worst  series")
    for departure in summary.departures.prefix(Self.shownSeries) {
      let level = departure.firstRed != nil ? "▲ RED" : "◆ YEL"
      let cells = [
        pad(level, 8), pad(moment(departure.firstYellow), 16), pad(moment(departure.firstRed), 16),
        String(repeating: " ", count: max(0, 7 - shortFigure(departure.worst.value).count))
          + shortFigure(departure.worst.value),
        departure.key.text,
      ]
      line("  " + cells.joined(separator: "  "))
    }
    let rest = summary.departures.count - Self.shownSeries
    if rest > 0 { line("  … and \(rest) more") }
  }

  private func printAlerts() {
    guard !summary.episodes.isEmpty else { return }
    line("\nalerts   " + summary.episodes.map { "\($0.rule) ×\($0.count)" }.joined(separator: ", "))
    if !summary.deliveries.isEmpty {
      line("actions  " + summary.deliveries.map { "\($0.action) \($0.state) ×\($0.count)" }.joined(separator: ", "))
    }
  }

  /// `03-02 14:35`
  private func moment(_ instant: Instant?) -> String {
    guard let instant else { return "-" }
    return instant.dateText.dropFirst(5) + " " + instant.timeOfDayText.dropLast(3)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func line(_ text: String) { Swift.print(text) }
}
