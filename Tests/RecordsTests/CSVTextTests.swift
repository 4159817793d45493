import Testing

@testable import Records

@Suite("CSV text")
struct CSVTextTests {
  private static func fields(_ record: String, _ separator: Unicode.Scalar = ",") -> [String] {
    Array(record.utf8).withUnsafeBytes { CSVText.fields(of: $0, separator: UInt8(ascii: separator)) }
  }

  @Test(
    "A record is cut into fields as RFC 4180 says",
    arguments: [
      ("a,b,c", ["a", "b", "c"]), ("a,b\r\n", ["a", "b"]), ("a,b\n", ["a", "b"]), ("", [""]), (",", ["", ""]),
      ("\"a,b\",c", ["a,b", "c"]), ("\"say \"\"no\"\"\",1", ["say \"no\"", "1"]), ("\"a\nb\",c\n", ["a\nb", "c"]),
      ("\"\",\"\"\"\"", ["", "\""]), ("a\"b,c", ["a\"b", "c"]), (" a ,b", [" a ", "b"]), ("a\rb,c\r", ["a\rb", "c"]),
      ("\"a\"\r\n", ["a"]), ("é,ü", ["é", "ü"]),
    ])
  func cutting(record: String, expected: [String]) {
    #expect(Self.fields(record) == expected)
  }

  @Test("Other separators", arguments: [";", "\t"] as [Unicode.Scalar])
  func separators(separator: Unicode.Scalar) {
    #expect(Self.fields("a\(separator)\"b\(separator)c\"\(separator)1,5", separator) == ["a", "b\(separator)c", "1,5"])
  }

  @Test("A record whose quotes do not pair is cut at every separator", arguments: ["\"a,b", "\"a\"x,b"])
  func malformed(record: String) {
    #expect(Self.fields(record).count == 2)
  }

  @Test(
    "A header tells its separator",
    arguments: [
      ("id,label", ","), ("id;label;amount,eur", ";"), ("id\tlabel", "\t"), ("id", ","), ("", ","),
      ("id;\"a,b,c\"\n1,2,3,4,5", ";"), ("a,b;c", ","),
    ] as [(String, Unicode.Scalar)])
  func separator(header: String, expected: Unicode.Scalar) {
    let found = Array(header.utf8).withUnsafeBytes { CSVText.separator(ofHeader: $0) }
    #expect(found == UInt8(ascii: expected))
  }

  @Test(
    "The name of a label log says how it is written",
    arguments: [
      ("a.csv", .csv), ("/x/A.CSV.gz", .csv), ("a.csv.zst", .csv), ("a.jsonl", .jsonLines), ("-", .jsonLines),
      ("csv", .jsonLines), ("a.csv.1", .jsonLines), ("a.csv/b.jsonl", .jsonLines),
    ] as [(String, LabelFormat)])
  func formats(path: String, expected: LabelFormat) {
    #expect(LabelFormat(path: path) == expected)
  }

  @Test("Records are cut one by one, malformed ones among them")
  func records() {
    let bytes = Array("a,b\n\n\"x\"y,1\n\"c\nd\",e\r\nf".utf8)
    let records = bytes.withUnsafeBytes { CSVText.records(in: $0, separator: UInt8(ascii: ","), limit: 10) }
    #expect(records == [["a", "b"], nil, ["c\nd", "e"], ["f"]])
    #expect(bytes.withUnsafeBytes { CSVText.records(in: $0, separator: UInt8(ascii: ","), limit: 1) }.count == 1)
  }

  @Test(
    "A text stands for a value of some type",
    arguments: [
      ("", .null), ("NULL", .null), ("True", .boolean(true)), ("false", .boolean(false)), ("1.5", .number(1.5)),
      ("-3e2", .number(-300)), ("nan", .text("nan")), ("a", .text("a")), ("2026-03-01", .text("2026-03-01")),
    ] as [(String, LineVisitor.Value)])
  func values(text: String, expected: LineVisitor.Value) {
    #expect(LineVisitor.Value(csv: text) == expected)
  }

  private static func whole(_ text: String, limit: Int = 100) -> Int {
    Array(text.utf8).withUnsafeBytes { CSVText.wholeRecords(in: $0, separator: UInt8(ascii: ","), limit: limit) }
  }

  @Test(
    "Whole records end at a line end outside of quotes",
    arguments: [
      ("", 0), ("a,b", 0), ("a,b\n", 4), ("a,b\nc", 4), ("a,b\nc,d\n", 8), ("\"a\nb\",c", 0), ("\"a\nb\",c\n", 8),
      ("x\n\"a\n", 2), ("x\n\"a\"", 2), ("x\n\"a\"\"\n", 2), ("x\r\n\"a\"\r\ny", 8),
      // The quote is followed by a letter: the record is its first line, and what follows is read by itself.
      ("\"a\nb\"c\nd\n", 9),
    ])
  func wholeRecords(text: String, expected: Int) {
    #expect(Self.whole(text) == expected)
  }

  @Test("A quote that is never closed costs its line once the limit is passed")
  func openQuote() {
    let rest = String(repeating: "1,2\n", count: 30)
    #expect(Self.whole("x,y\n\"a,b\n" + rest, limit: 200) == 4)
    #expect(Self.whole("x,y\n\"a,b\n" + rest, limit: 100) == 9)
    // A record that is closed, but too long, is no other.
    #expect(Self.whole("x,y\n\"a,b\n" + rest + "\"\n" + rest, limit: 100) == 9)
    #expect(Self.whole("x,y\n\"a,b\n" + rest + "\"\n1,2\n", limit: 200) == 4 + 5 + 120 + 2 + 4)
  }
}
