/// One thing asked of an alert's labels: `segment = "region=apac"`.
package struct LabelMatcher: Hashable, Sendable {
  package enum Comparison: String, CaseIterable, Sendable {
    case equal = "="
    case notEqual = "!="
    case fits = "=~"
    case doesNotFit = "!~"
  }

  package let name: String
  package let comparison: Comparison
  package let value: String
  /// For ``Comparison/fits`` and ``Comparison/doesNotFit``.
  private let expression: RegularExpression?

  /// Throws what is wrong with a regular expression.
  package init(_ name: String, _ comparison: Comparison, _ value: String) throws {
    self.name = name
    self.comparison = comparison
    self.value = value
    expression = comparison == .fits || comparison == .doesNotFit ? try RegularExpression(value) : nil
  }

  package func matches(_ labels: AlertLabels) -> Bool { fits(labels[name]) }

  /// Whether it fits a label of this value; the empty text stands for one that is not there.
  func fits(_ found: String) -> Bool {
    switch comparison {
    case .equal: found == value
    case .notEqual: found != value
    case .fits: expression?.matches(found) ?? false
    case .doesNotFit: !(expression?.matches(found) ?? false)
    }
  }
}

/// Several matchers, all of which have to fit.
package struct LabelMatchers: Hashable, Sendable {
  package var list: [LabelMatcher]

  package init(_ list: [LabelMatcher]) {
    self.list = list
  }

  package func matches(_ labels: AlertLabels) -> Bool { list.allSatisfy { $0.matches(labels) } }
}
