import Configuration
import Notation

/// What a test expected and did not find.
package struct RuleTestFailure: Equatable, Sendable {
  /// Of the expectation.
  package var location: SourceLocation
  /// `at 50m (2026-03-02T00:50:00Z)`, `within 1h to 3h`, `at any time`.
  package var time: String
  /// What was wanted: `missing alert FeatureDrift feature=age level=red`.
  package var wanted: String
  /// What there is instead, nearest first, one line each.
  package var found: [String]

  /// Several lines, the later ones indented.
  package var text: String {
    (["\(location.text): \(time): \(wanted)"] + found.map { "  \($0)" }).joined(separator: "\n")
  }
}

extension RuleTestExpectation.Time {
  /// For people; absolute where it is a moment.
  func text(start: Instant) -> String {
    switch self {
    case .at(let time): "at \(time.text) (\((start + time).rfc3339))"
    case .within(let from, let to): "within \(from.text) to \(to.text)"
    }
  }
}
