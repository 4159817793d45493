import Testing

@testable import Alerting

@Suite("Regular expressions")
struct RegularExpressionTests {
  @Test(
    "a whole text fits or does not",
    arguments: [
      ("", "", true), ("", "a", false), ("age", "age", true), ("age", "ages", false), ("age", "page", false),
      ("age", "Age", false), ("age|income", "income", true), ("age|income", "ageincome", false), ("a|", "", true),
      ("|a", "a", true), ("()", "", true), ("(?:)", "a", false), ("a(b|c)d", "acd", true), ("a(b|c)d", "ad", false),
      ("a(?:b|c)d", "abd", true), ("ab*", "abbb", true), ("ab*", "a", true), ("ab+", "a", false), ("ab?c", "ac", true),
      ("ab?c", "abbc", false), ("(ab)*", "abab", true), ("(ab)*", "aba", false), (".", "", false), (".", "é", true),
      (".", "\n", true), (".*", "a\nb", true), ("region=.*", "region=apac", true), ("region=.*", "region", false),
      ("v[0-9]+", "v12", true), ("v[0-9]+", "v", false), ("1.4.2", "1x4y2", true), ("1\\.4\\.2", "1x4y2", false),
      ("naïve", "naïve", true), ("日本.", "日本語", true),
    ] as [(String, String, Bool)])
  func basics(pattern: String, text: String, fits: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == fits)
  }

  @Test(
    "repetitions are counted",
    arguments: [
      ("a{3}", [3]), ("a{2,}", [2, 3, 4, 5, 6]), ("a{2,4}", [2, 3, 4]), ("a{0,1}", [0, 1]), ("a{0}", [0]),
      ("a{0,0}", [0]), ("a{0,}", [0, 1, 2, 3, 4, 5, 6]), ("(a{2}){2}", [4]), ("(aa){1,2}", [2, 4]),
      ("(a{0,2}){2}", [0, 1, 2, 3, 4]), ("(a{2}|a{3}){2}", [4, 5, 6]), ("a*?", [0, 1, 2, 3, 4, 5, 6]), ("a??", [0, 1]),
      ("a+?", [1, 2, 3, 4, 5, 6]), ("a{2,3}?", [2, 3]), ("(a*)*", [0, 1, 2, 3, 4, 5, 6]), ("(a?){3}", [0, 1, 2, 3]),
      ("(a*){2,3}", [0, 1, 2, 3, 4, 5, 6]), ("(aa|)+", [0, 2, 4, 6]), ("(a{2}){0,}", [0, 2, 4, 6]),
      ("(|a){2}", [0, 1, 2]),
    ])
  func repetitions(pattern: String, counts: [Int]) throws {
    let expression = try RegularExpression(pattern)
    #expect((0...6).filter { expression.matches(String(repeating: "a", count: $0)) } == counts)
  }

  @Test(
    "classes contain what they say",
    arguments: [
      ("[abc]", "abc", "dA-]"), ("[a-c]", "abc", "d`-"), ("[^a-c]", "d-\n", "abc"), ("[a-cx-z]", "acxz", "dw-"),
      ("[-a]", "-a", "b"), ("[a-]", "-a", "b"), ("[]a]", "]a", "["), ("[^]a]", "[b", "]a"), ("[a^]", "a^", "b"),
      ("[.*+?(){}|$]", ".*+?(){}|$", "a\\"), ("[\\]\\\\\\-]", "]\\-", "a["), ("[[]", "[", "]"), ("[+--]", "+,-", "."),
      ("[\\d]", "07", "a"), ("[\\D]", "a-é", "07"), ("[^\\D]", "07", "aé"), ("[\\w.-]", "aZ_0.-", "+é"),
      ("[^\\w]", "-é ", "a_0"), ("[\\s\\d]", " \t7", "a"), ("[^\\S\\n]", " \t", "\na"),
      ("\\d", "09", "aé٣"), ("\\D", "aé٣", "09"), ("\\w", "azAZ09_", "-é "), ("\\W", "-é ", "aZ_0"),
      ("\\s", " \t\n\r\u{c}", "a\u{a0}"), ("\\S", "a\u{a0}", " \t\n"), ("[\\t-\\r]", "\t\n\r", " a"),
      ("[à-ï]", "éà", "eðÉ"), ("[^\u{0}-\u{10ffff}]", "", "a\u{0}\u{10ffff}"),
      ("[\u{0}-\u{10ffff}]", "a\u{0}\u{10ffff}", ""),
    ])
  func classes(pattern: String, inside: String, outside: String) throws {
    let expression = try RegularExpression(pattern)
    for scalar in inside.unicodeScalars { #expect(expression.matches(String(scalar)), "\(scalar.value) is in it") }
    for scalar in outside.unicodeScalars { #expect(!expression.matches(String(scalar)), "\(scalar.value) is not") }
  }

  @Test(
    "a backslash makes punctuation stand for itself",
    arguments: Array(".|()[]{}*+?^$\\-=,:;/#!@%&~<>'\"`_ ".unicodeScalars.map(String.init)))
  func escapes(character: String) throws {
    let expression = try RegularExpression("\\" + character)
    #expect(expression.matches(character))
    #expect(!expression.matches("a"))
    #expect(try RegularExpression("[\\" + character + "]").matches(character))
  }

  @Test(
    "places in a text are found",
    arguments: [
      ("^age$", "age", true), ("^$", "", true), ("^", "a", false), ("^^a$$", "a", true), ("(^a|b)+", "ab", true),
      ("(^a|b)+", "ba", false), ("(a$|b)+", "ba", true), ("(a$|b)+", "ab", false), ("a^b", "ab", false),
      ("a$b", "ab", false), ("a$\n", "a\n", false), ("^*a", "a", true), ("(^)*a", "a", true), ("(a|^){3}", "aa", true),
      (".*\\bage\\b.*", "age", true), (".*\\bage\\b.*", "the age=7", true), (".*\\bage\\b.*", "age_band", false),
      (".*\\bage\\b.*", "page", false), ("a\\b", "a", true), ("\\b", "", false), ("\\B", "", true),
      ("a\\Bb", "ab", true), ("a\\bb", "ab", false), ("é\\ba", "éa", true),
    ] as [(String, String, Bool)])
  func places(pattern: String, text: String, fits: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == fits)
  }

  @Test(
    "case counts unless the expression begins with (?i)",
    arguments: [
      ("(?i)feature.*", "FeatureDrift", true), ("(?i)FEATURE.*", "featureDrift", true), ("(?i)", "", true),
      ("(?i)É", "é", true), ("(?i)é", "É", true), ("(?i)[a-z]+", "AbZ", true), ("(?i)[A-Z]+", "aBz", true),
      ("(?i)[^a-z]+", "AbZ", false), ("(?i)[à-ï]", "É", true), ("(?i)ς", "Σ", true), ("(?i)Σ", "σ", true),
      ("(?i)ß", "SS", false), ("(?i)ß", "ß", true), ("(?i)\\w", "é", false), ("(?i)\\W", "é", true),
      ("feature.*", "FeatureDrift", false), ("[a-z]+", "AbZ", false),
    ] as [(String, String, Bool)])
  func cases(pattern: String, text: String, fits: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == fits)
  }

  @Test("characters are scalars: what is written as two takes two")
  func scalars() throws {
    #expect(try RegularExpression("caf..").matches("cafe\u{301}"))
    #expect(try !RegularExpression("caf.").matches("cafe\u{301}"))
    #expect(try RegularExpression("a\r\nb").matches("a\r\nb"))
    #expect(try RegularExpression("a..b").matches("a\r\nb"))
    let composed = try RegularExpression("caf\u{e9}")
    let decomposed = try RegularExpression("cafe\u{301}")
    #expect(composed != decomposed)
    #expect(composed.matches("caf\u{e9}") && !composed.matches("cafe\u{301}"))
    #expect(decomposed.matches("cafe\u{301}") && !decomposed.matches("caf\u{e9}"))
  }

  @Test("expressions are equal as their patterns are")
  func equality() throws {
    #expect(try RegularExpression("a|b") == RegularExpression("a|b"))
    #expect(try RegularExpression("a|b") != RegularExpression("b|a"))
    #expect(try Set([RegularExpression("a"), RegularExpression("a"), RegularExpression("b")]).count == 2)
    #expect(try RegularExpression("a(?:b)").pattern == "a(?:b)")
  }
}
