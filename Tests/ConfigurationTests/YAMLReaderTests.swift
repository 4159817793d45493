import Notation
import Testing

@testable import Configuration

/// The findings about a text, as lines without the file name.
private func findings(_ text: String, _ body: (YAMLValue) -> Void = { _ in }) -> [String] {
  let diagnostics = Diagnostics()
  if let root = YAMLDocument.parse(text, file: "f", into: diagnostics) { body(root) }
  return diagnostics.sorted.map { String($0.text.dropFirst(2)) }
}

private func value(_ text: String, in diagnostics: Diagnostics) throws -> YAMLMapping {
  let root = try #require(YAMLDocument.parse(text, file: "f", into: diagnostics))
  return try #require(root.freeMapping())
}

@Suite("YAML reader")
struct YAMLReaderTests {
  @Test("typed values are read as written")
  func typedValues() throws {
    let diagnostics = Diagnostics()
    let mapping = try value(
      """
      text: hello
      number: 0.25
      count: 1e3
      flag: yes
      span: 1h30m
      version: 2024
      one: a
      many: [a, b]
      """, in: diagnostics)
    #expect(mapping.string("text") == "hello")
    #expect(mapping.double("number") == 0.25)
    #expect(mapping.int("count") == 1000)
    #expect(mapping.bool("flag") == true)
    #expect(mapping.timeSpan("span") == .minutes(90))
    #expect(mapping.string("version") == "2024")
    #expect(mapping.strings("one") == ["a"])
    #expect(mapping.strings("many") == ["a", "b"])
    #expect(mapping.string("absent") == nil)
    #expect(diagnostics.isEmpty)
  }

  @Test(
    "a wrong type says what was found and what is wanted",
    arguments: [
      ("double: abc", "1:9: error: 'double' must be a number, not 'abc'; for example 0.5"),
      ("double: \"1\"", "1:9: error: 'double' must be a number, not the text \"1\" in quotes; for example 0.5"),
      ("double: .inf", "1:9: error: 'double' must be a number, not '.inf'; for example 0.5"),
      ("double: nan", "1:9: error: 'double' must be a number, not 'nan'; for example 0.5"),
      ("double: 7", "1:9: error: 'double' is 7, but must lie between 0 and 1"),
      ("int: 1.5", "1:6: error: 'int' must be a whole number, not '1.5'; for example 100"),
      ("int: 1e400", "1:6: error: 'int' must be a whole number, not '1e400'; for example 100"),
      (
        "int: 99999999999999999999",
        "1:6: error: 'int' must be a whole number, not '99999999999999999999'; for example 100"
      ),
      ("bool: 2", "1:7: error: 'bool' must be true or false, not '2'"),
      ("span: [5m]", "1:7: error: 'span' must be a length of time, not a list; for example 5m, 1h30m or 7d"),
      ("span: -5m", "1:7: error: 'span' must be a length of time, not '-5m'; for example 5m, 1h30m or 7d"),
      ("text: {a: 1}", "1:7: error: 'text' must be a text, not a mapping"),
      ("text: ''", "1:7: error: 'text' is empty"),
      ("text: ~", "1:1: error: 'text' has no value; give it one or remove the key"),
      ("list: 1", "1:7: error: 'list' must be a list, not '1'; for example [a, b]"),
      ("map: 1", "1:6: error: 'map' must be a mapping, not '1'; for example key: value"),
      ("choice: gren", "1:9: error: 'choice' cannot be 'gren'; did you mean 'green'? (choices: red, green)"),
    ])
  func wrongType(text: String, expected: String) {
    let found = findings(text) { root in
      guard let mapping = root.freeMapping() else { return }
      _ = mapping.double("double", in: 0...1)
      _ = mapping.int("int")
      _ = mapping.bool("bool")
      _ = mapping.timeSpan("span")
      _ = mapping.string("text")
      _ = mapping.list("list")
      _ = mapping.value("map")?.freeMapping()
      _ = mapping.choice("choice", ["red", "green"])
    }
    #expect(found == [expected])
  }

  @Test("an unknown key names the nearest valid one and all of them")
  func unknownKey() {
    let found = findings("time: {colour: 1, zzz: 2, pane: 5m}") { root in
      _ = root.mapping(keys: ["time"])?.mapping("time", keys: ["color", "pane"])
    }
    #expect(
      found == [
        "1:8: error: unknown key 'colour' in 'time'; did you mean 'color'? (valid keys: color, pane)",
        "1:19: error: unknown key 'zzz' in 'time'; valid keys: color, pane",
      ])
  }

  @Test("every duplicate key is reported, and the rest is still checked")
  func duplicateKeys() {
    let found = findings("a: 1\nb: {x: 1, 'y': 2, \"y\": 3}\na: 2\na: 3\nc: [{k: 1, k: 2}]\nd: 9") { root in
      let mapping = root.mapping(keys: ["a", "b", "c"])
      #expect(mapping?.int("a") == 3)
    }
    #expect(
      found == [
        "2:19: error: key 'y' is given more than once (first on line 2); keep one of them",
        "3:1: error: key 'a' is given more than once (first on line 1); keep one of them",
        "4:1: error: key 'a' is given more than once (first on line 1); keep one of them",
        "5:12: error: key 'k' is given more than once (first on line 5); keep one of them",
        "6:1: error: unknown key 'd'; valid keys: a, b, c",
      ])
  }

  @Test("anchors, aliases and merge keys are followed")
  func aliases() throws {
    let diagnostics = Diagnostics()
    let mapping = try value("base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}\nsame: *b", in: diagnostics)
    let more = try #require(mapping.mapping("more", keys: ["x", "y"]))
    #expect(more.int("x") == 1)
    #expect(more.int("y") == 3)
    #expect(mapping.mapping("same", keys: ["x", "y"])?.int("y") == 2)
    #expect(diagnostics.isEmpty)
  }

  @Test(
    "a syntax error has its line and column",
    arguments: [
      ("a: [1, 2", "2:1"), ("a: {yellow: > 0.1}", "1:13"), ("a: b: c", "1:5"), ("a: *nowhere", "1:4"),
      ("features: [*]", "1:13"), ("a:\n\tb: 1", "2:1"), ("a: 'x", "1:6"), ("a: 1\n---\nb: 2", "2:1"),
      ("a: 1\nb: \u{1}", "2:4"),
    ])
  func syntaxError(text: String, position: String) throws {
    let found = findings(text)
    #expect(found.count == 1)
    #expect(try #require(found.first).hasPrefix("\(position): error: invalid YAML: "))
  }

  @Test("an empty file is reported", arguments: ["", "\n\n", "# only a comment\n", "~", "---\n"])
  func emptyFile(text: String) {
    #expect(findings(text) == ["error: the file is empty; 'leeway init' writes one to start from"].map { " " + $0 })
  }

  @Test("hostile nesting and references end in findings, not in a crash")
  func hostileInput() {
    #expect(findings(String(repeating: "[", count: 100_000)).count == 1)
    let nested = findings(String(repeating: "[", count: 900) + String(repeating: "]", count: 900)) { root in
      _ = root.freeMapping()
    }
    #expect(nested.count == 1)
    var laughs = "l0: &l0 [x, x]\n"
    for level in 1...40 { laughs += "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    let found = findings(laughs + "l0: 1\n") { root in _ = root.freeMapping()?.strings("l40") }
    #expect(found.count == 3)
  }
}

@Suite("Nearest names")
struct NearestNameTests {
  @Test(
    "a near name is found, a far one is not",
    arguments: [
      ("colour", ["color", "size"], "color"), ("roc-auc", ["roc_auc", "ks"], "roc_auc"), ("PSI", ["psi"], "psi"),
      ("recal", ["precision", "recall"], "recall"), ("regoin", ["reason", "region"], "region"),
      ("xyz", ["psi", "ks"], nil), ("a", ["b"], nil), ("", ["b"], nil), ("windows", [], nil),
    ] as [(String, [String], String?)])
  func nearest(name: String, candidates: [String], expected: String?) {
    #expect(nearestName(to: name, among: candidates) == expected)
  }

  @Test(
    "edit distance counts insertions, deletions, replacements and swaps",
    arguments: [("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("same", "same", 0)])
  func distance(a: String, b: String, expected: Int) {
    #expect(editDistance(Array(a), Array(b)) == expected)
    #expect(editDistance(Array(b), Array(a)) == expected)
  }
}
