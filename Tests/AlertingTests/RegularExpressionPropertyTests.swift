import Testing

@testable import Alerting

@Suite("Regular expressions: properties")
struct RegularExpressionPropertyTests {
  @Test("small expressions without nested repetitions mean what Swift's mean", arguments: Array(1...40) as [UInt64])
  func swift(seed: UInt64) throws {
    var draw = Drawing(seed: seed)
    for _ in 0..<20 {
      let pattern = draw.expression(depth: 2, mayRepeat: true)
      let ours = try RegularExpression(pattern)
      let swifts = try Regex(pattern)
      for _ in 0..<20 {
        let text = draw.text()
        let fits = try swifts.wholeMatch(in: text) != nil
        #expect(ours.matches(text) == fits, "'\(text)' and '\(pattern)', seed \(seed)")
      }
    }
  }

  @Test("whatever is written, it is an expression or an error that says so", arguments: Array(1...40) as [UInt64])
  func anything(seed: UInt64) {
    var draw = Drawing(seed: seed)
    for _ in 0..<200 {
      let pattern = draw.noise()
      do {
        _ = try RegularExpression(pattern).matches(draw.text())
      } catch {
        #expect(!"\(error)".isEmpty, "'\(pattern)', seed \(seed)")
        #expect(error is RegularExpressionError, "'\(pattern)', seed \(seed)")
      }
    }
  }

  @Test(
    "expressions on which backtracking takes for ever take no time to speak of",
    arguments: [
      "(.|.|.|.)*x", "((((.*)*)*)*)*x", ".*.*.*.*.*.*.*.*x", "(a+)+x", "(a|a)*x", "(a|aa)+x", "(a*)*x",
      "(a?){50}a{50}x",
      "(.*a){20}x", "([a-z]+)*\\d", "(?i)(A|a|[aA])*x", "(\\b|a)*x",
    ])
  func pathological(pattern: String) throws {
    let expression = try RegularExpression(pattern)
    #expect(!expression.matches(String(repeating: "a", count: 10_000)))
  }

  @Test("and they still fit what they should")
  func pathologicalFits() throws {
    let many = String(repeating: "a", count: 10_000)
    for pattern in ["(.|.|.|.)*x", "((((.*)*)*)*)*x", ".*.*.*.*.*.*.*.*x", "(a|aa)+x", "(?i)(A|a|[aA])*X"] {
      #expect(try RegularExpression(pattern).matches(many + "x"), "\(pattern)")
    }
  }
}

/// Draws expressions and texts of few letters, so that many fit.
private struct Drawing {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func pick(_ choices: [String]) -> String { choices[Int(generator.next() % UInt64(choices.count))] }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

  /// - Parameter mayRepeat: whether something may be repeated, so long as nothing in it is.
  mutating func expression(depth: Int, mayRepeat: Bool) -> String {
    (1...number(1...3)).map { _ in
      (1...number(1...3)).map { _ in piece(depth: depth, mayRepeat: mayRepeat) }.joined()
    }.joined(separator: "|")
  }

  private mutating func piece(depth: Int, mayRepeat: Bool) -> String {
    let repeats = mayRepeat && number(1...5) <= 2
    let count = repeats ? pick(["*", "+", "?", "{2}", "{1,}", "{0,2}", "{2,3}", "*?", "+?", "??"]) : ""
    guard depth > 0, number(1...4) == 1 else {
      return pick(["a", "b", "c", "7", "_", ".", "[ab]", "[^a]", "[a-c7]", "\\d", "\\w", "\\W", "\\."]) + count
    }
    let inner = expression(depth: depth - 1, mayRepeat: mayRepeat && !repeats)
    return pick(["(", "(?:"]) + inner + ")" + count
  }

  mutating func text() -> String {
    String((0..<number(0...6)).map { _ in Character(pick(["a", "a", "b", "c", "7", "_", ".", "-"])) })
  }

  /// What means something in an expression, in any order.
  mutating func noise() -> String {
    (0..<number(0...14)).map { _ in
      pick([
        "a", "b", "é", "\u{301}", "\n", "(", ")", "(?:", "(?", "[", "]", "[^", "-", "|", "*", "+", "?", "{", "}", "{2}",
        "{1,3}", ",", "9", "1000", "\\", "\\d", "\\b", "^", "$", ".", "(?i)", ":",
      ])
    }.joined()
  }
}
