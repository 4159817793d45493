import Testing

@testable import Alerting

@Suite("What is no regular expression")
struct RegularExpressionErrorTests {
  @Test(
    "it is said what is wrong, and where",
    arguments: [
      ("age(", "the '(' at character 4 is never closed"),
      ("(a(b)", "the '(' at character 1 is never closed"),
      ("age)", "the ')' at character 4 closes no group; the character itself is \\)"),
      ("a|b)c", "the ')' at character 4 closes no group; the character itself is \\)"),
      ("x[ab", "the '[' at character 2 is never closed"),
      ("[]", "the '[' at character 1 is never closed"),
      ("[^", "the '[' at character 1 is never closed"),
      ("[a-", "the '[' at character 1 is never closed"),
      ("v[2-1]", "the range '2-1' at character 3 runs backwards"),
      ("[\u{301}-\n]", "the range 'U+301-U+A' at character 2 runs backwards"),
      ("[a-\\d]", "the range at character 2 has to end in a character"),
      ("[[:alpha:]]", "'[:' at character 2 is not supported; in a class a '[' before ':' is written \\["),
      ("*drift", "the '*' at character 1 has nothing before it to repeat; any text is .*, the character itself \\*"),
      ("a|+", "the '+' at character 3 has nothing before it to repeat; the character itself is \\+"),
      ("(?a)", "'(?a' at character 1 is not supported; groups are ( ) and (?: )"),
      ("({2})", "the '{' at character 2 has nothing before it to repeat; the character itself is \\{"),
      ("a**", "the '*' at character 3 repeats a repetition; that needs a group in between, as in (a+)*"),
      ("a*+", "the '+' at character 3 repeats a repetition; that needs a group in between, as in (a+)*"),
      ("a*??", "the '?' at character 4 repeats a repetition; that needs a group in between, as in (a+)*"),
      ("a{2}{3}", "the '{' at character 5 repeats a repetition; that needs a group in between, as in (a+)*"),
      ("a{b}", "the '{' at character 2 begins no repetition such as {2}, {2,} or {2,5}; the character itself is \\{"),
      ("a{,2}", "the '{' at character 2 begins no repetition such as {2}, {2,} or {2,5}; the character itself is \\{"),
      ("a{2", "the '{' at character 2 begins no repetition such as {2}, {2,} or {2,5}; the character itself is \\{"),
      ("a{", "the '{' at character 2 begins no repetition such as {2}, {2,} or {2,5}; the character itself is \\{"),
      ("a{-1}", "the '{' at character 2 begins no repetition such as {2}, {2,} or {2,5}; the character itself is \\{"),
      ("a{5,2}", "{5,2} at character 2 runs backwards"),
      ("a{1001}", "the '{' at character 2 asks for more than 1000 times"),
      ("a{2,1001}", "the '{' at character 2 asks for more than 1000 times"),
      ("a{99999999999999999999999}", "the '{' at character 2 asks for more than 1000 times"),
      ("ab\\", "the '\\' at character 3 has nothing after it"),
      ("[\\", "the '\\' at character 2 has nothing after it"),
      ("(a)\\1", "'\\1' at character 4 is not supported; there are no back-references"),
      ("\\p{L}", "'\\p' at character 1 is not supported"),
      ("[\\b]", "'\\b' at character 2 is not supported"),
      ("\\é", "'\\é' at character 1 is not supported; the character needs no backslash"),
      ("\\\u{301}", "'\\U+301' at character 1 is not supported; the character needs no backslash"),
      ("(?=a)", "'(?=' at character 1 is not supported; groups are ( ) and (?: )"),
      ("a(?!b)", "'(?!' at character 2 is not supported; groups are ( ) and (?: )"),
      ("(?<=a)b", "'(?<' at character 1 is not supported; groups are ( ) and (?: )"),
      ("(?P<n>a)", "'(?P' at character 1 is not supported; groups are ( ) and (?: )"),
      ("(?", "'(?' at character 1 is not supported; groups are ( ) and (?: )"),
      ("a(?i)b", "'(?i)' at character 2 has to be the expression's beginning"),
    ])
  func errors(pattern: String, message: String) {
    #expect(throws: RegularExpressionError(message)) { try RegularExpression(pattern) }
  }

  @Test("an expression has at most 1,000 characters")
  func length() throws {
    let longest = String(repeating: "a", count: 1000)
    #expect(try RegularExpression(longest).matches(longest))
    #expect(throws: RegularExpressionError("it is longer than 1000 characters")) {
      try RegularExpression(longest + "a")
    }
  }

  @Test("groups are nested at most 100 deep")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(try RegularExpression(nested(100)).matches("a"))
    #expect(throws: RegularExpressionError("the '(' at character 101 is nested more than 100 deep")) {
      try RegularExpression(nested(101))
    }
    #expect(throws: RegularExpressionError.self) { try RegularExpression(String(repeating: "(", count: 1000)) }
    #expect(try RegularExpression(String(repeating: "(a)", count: 200)).matches(String(repeating: "a", count: 200)))
  }

  @Test("an expression comes to at most 10,000 steps")
  func size() throws {
    #expect(try RegularExpression("(a{100}){100}").matches(String(repeating: "a", count: 10_000)))
    #expect(
      throws: RegularExpressionError(
        "with its repetitions written out, what begins at character 2 comes to more than 10000 steps")
    ) { try RegularExpression("b(a{100}){101}") }
    let towers = [
      "(((((a{1000}){1000}){1000}){1000}){1000}){1000}", "(((a{1000})?){1000})*", "(a{9}){1000}(b{9}){1000}",
    ]
    for tower in towers { #expect(throws: RegularExpressionError.self) { try RegularExpression(tower) } }
  }

  @Test("repetitions of nothing cost nothing, however they are nested")
  func repeatedNothing() throws {
    let nothing = "((((((){1000}){1000}){1000}){1000}){1000}){1000}"
    #expect(try RegularExpression(nothing + "a").matches("a"))
    #expect(try RegularExpression("(((((a{0}){1000}){1000})*)+){1000}").matches(""))
    #expect(try !RegularExpression(nothing).matches("a"))
  }
}
