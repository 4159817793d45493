/// A regular expression that the whole of a text has to fit.
///
/// The syntax is what most dialects have in common, and means what it means in RE2: `.` any character, `|`, `( )` and
/// `(?: )`, `* + ? {m} {m,} {m,n}`, classes as in `[a-z_]` and `[^0-9]`, `\d \w \s` and `\D \W \S` (of ASCII), `^` and
/// `$` (the text's ends), `\b` and `\B` (word boundaries), `\t \n \r`, and `\` before punctuation. Case counts unless
/// the expression begins with `(?i)`. A `?` after a repetition is accepted; on a whole text it changes nothing.
///
/// Characters are Unicode scalars, as in RE2: an accented letter that is written as two takes two.
///
/// All paths through the expression are followed at once (K. Thompson, "Regular expression search algorithm",
/// Communications of the ACM 11(6), 1968), so no expression makes any text slow.
package struct RegularExpression: Sendable {
  /// How many characters an expression may have.
  package static let longestPattern = 1000

  /// As written.
  package let pattern: String
  private let program: Program

  /// Throws what is wrong with the pattern, and where.
  package init(_ pattern: String) throws {
    self.pattern = pattern
    program = try Parser.program(of: pattern)
  }

  /// Whether the whole text fits. Complexity: O(steps of the expression × characters of the text), the steps being at
  /// most 10,000.
  package func matches(_ text: String) -> Bool {
    program.accepts(text)
  }
}

extension RegularExpression: Hashable {
  /// By scalars: patterns that differ in them alone ask for different texts, though as strings they are equal.
  package static func == (a: RegularExpression, b: RegularExpression) -> Bool {
    a.pattern.unicodeScalars.elementsEqual(b.pattern.unicodeScalars)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(pattern) }
}

/// What is wrong with a regular expression.
package struct RegularExpressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What people read, as in "the '(' at character 4 is never closed"; characters are counted from 1.
  package let description: String

  init(_ description: String) { self.description = description }
}
