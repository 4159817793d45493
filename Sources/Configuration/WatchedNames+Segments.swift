import Alerting
import Notation
import Readings

extension WatchedNames {
  /// Reports a segment pattern that no cell can ever match, as far as that can be known of a regular expression.
  func check(segment: Pattern, at place: YAMLValue) {
    switch segment {
    case .glob(let glob):
      guard !matchesSomeCell(anyOf: [glob.pattern]) else { return }
      place.error("'\(segment.text)' matches no segment", remedy: segmentRemedy(segment.text))
    case .expression(let expression):
      check(expression, at: place)
    }
  }

  private func check(_ expression: RegularExpression, at place: YAMLValue) {
    if expression.matches("all") { return }
    if let alternatives = expression.alternatives {
      guard !matchesSomeCell(anyOf: alternatives) else { return }
      let remedy = segmentRemedy(alternatives.first ?? "")
      place.error("'=~ \(expression.pattern)' matches no segment as a whole", remedy: remedy)
      return
    }
    for name in expression.namesBeforeEquals where !dimensions.contains(name) {
      place.warning(
        "'=~ \(expression.pattern)' names '\(name)', which is no dimension",
        remedy: suggestion(for: name, among: dimensions, kind: "dimensions"))
    }
  }

  private func matchesSomeCell(anyOf patterns: [String]) -> Bool {
    patterns.contains { pattern in cells.contains { Configuration.matchesSomeCell(pattern, of: $0) } }
  }

  private func segmentRemedy(_ pattern: String) -> String {
    let dimensions = cells.filter { $0.hasSuffix("=*") && !$0.contains(",") }.map { String($0.dropLast(2)) }
    let parts = pattern.split(separator: "=", maxSplits: 1)
    if let name = parts.first.map(String.init), !pattern.contains(","),
      let near = dimensions.contains(name) ? name : nearestName(to: name, among: dimensions)
    {
      return "did you mean '\(near)=\(parts.count > 1 ? String(parts[1]) : "*")'?"
    }
    return suggestion(for: pattern, among: cells, kind: "segments")
  }
}

/// Whether a pattern (`*` for any characters, `?` for one) matches some cell of a kind (`region=*,sex=*`, where a star
/// stands for a value, which has no `=`). Complexity: O(pattern · kind).
func matchesSomeCell(_ pattern: String, of kind: String) -> Bool {
  let kind = Array(kind)
  /// `reachable[j]`: the pattern so far and the first `j` characters of the kind have a text in common.
  var reachable = [Bool](repeating: false, count: kind.count + 1)
  reachable[0] = true
  for (j, y) in kind.enumerated() { reachable[j + 1] = reachable[j] && y == "*" }
  for x in pattern {
    var next = [Bool](repeating: false, count: kind.count + 1)
    next[0] = reachable[0] && x == "*"
    for (j, y) in kind.enumerated() {
      if x == "*" {
        next[j + 1] = next[j] || reachable[j + 1]
      } else if y == "*" {
        next[j + 1] = next[j] || (x != "=" && reachable[j + 1])
      } else {
        next[j + 1] = reachable[j] && (x == y || x == "?")
      }
    }
    reachable = next
  }
  return reachable[kind.count]
}
