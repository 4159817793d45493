import Foundation

/// `4 812`: digits in groups of three, as the dashboard writes them.
func grouped(_ value: Int) -> String {
  var digits = String(abs(value))
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  groups.insert(digits, at: 0)
  return (value < 0 ? "-" : "") + groups.joined(separator: " ")
}

/// Three significant digits, or all of a greater number: `0.213`, `41.2`, `1 250`.
func shortFigure(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "-" }
  if (1000..<1e15).contains(abs(value)) { return grouped(Int(value.rounded())) }
  return String(format: "%.3g", value)
}
