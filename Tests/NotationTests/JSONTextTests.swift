import Foundation
import Notation
import Testing

@Suite("JSON text")
struct JSONTextTests {
  @Test("Fields stand in the order of the calls, with commas between")
  func order() {
    var json = JSONText()
    json.object { json in
      json.field("b", "x")
      json.field("a", 1)
      json.field("none", nil as Double?)
      json.array("list") { json in
        json.element(1.5)
        json.object { $0.field("t", true) }
        json.null()
        json.array { _ in }
      }
      json.object("empty") { _ in }
    }
    json.newline()
    json.object { $0.field("at", Instant(seconds: 0)) }
    #expect(
      json.text == """
        {"b":"x","a":1,"none":null,"list":[1.5,{"t":true},null,[]],"empty":{}}
        {"at":"1970-01-01T00:00:00Z"}
        """)
    json.removeAll()
    json.array { $0.element("x") }
    #expect(json.text == "[\"x\"]")
  }

  @Test(
    "Numbers are in shortest round-trip form; what JSON cannot hold is null",
    arguments: [
      (0.25, "0.25"), (5, "5"), (-0.0, "0"), (1e-7, "1e-07"), (0.1 + 0.2, "0.30000000000000004"),
      (1e15, "1000000000000000.0"), (1e16, "1e+16"),
      (123_456_789_012_345, "123456789012345"), (.nan, "null"), (.infinity, "null"), (1e300, "1e+300"),
      (.leastNonzeroMagnitude, "5e-324"),
    ] as [(Double, String)])
  func numbers(value: Double, text: String) {
    #expect(shortestText(value) == text)
    if value.isFinite { #expect(Double(text) == value) }
  }

  @Test("Every string is read back by another JSON reader")
  func strings() throws {
    let text = (0..<0x180).compactMap { Unicode.Scalar($0) }.reduce(into: "\u{2028}\u{1F600}\\\"/") {
      $0.unicodeScalars.append($1)
    }
    var json = JSONText()
    json.array { $0.element(text) }
    let read = try JSONDecoder().decode([String].self, from: Data(json.bytes))
    #expect(read == [text])
  }
}
