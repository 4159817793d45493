/// What a rule asks of a name: a glob (`region=*`), or, after `=~`, a regular expression (`=~ age|income`) that the
/// whole name has to fit.
package enum Pattern: Hashable, Sendable, ExpressibleByStringLiteral {
  case glob(Glob)
  case expression(RegularExpression)

  /// Reads a pattern as written. Throws what is wrong with a regular expression; every glob is sound.
  package init(_ text: String) throws {
    guard text.hasPrefix("=~") else {
      self = .glob(Glob(text))
      return
    }
    let expression = text.dropFirst(2).drop { $0 == " " }
    self = .expression(try RegularExpression(String(expression)))
  }

  package init(stringLiteral text: String) {
    self = .glob(Glob(text))
  }

  /// As written.
  package var text: String {
    switch self {
    case .glob(let glob): glob.pattern
    case .expression(let expression): "=~ " + expression.pattern
    }
  }

  package func matches(_ text: String) -> Bool {
    switch self {
    case .glob(let glob): glob.matches(text)
    case .expression(let expression): expression.matches(text)
    }
  }
}
