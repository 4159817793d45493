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

  @Test("Numbers of every magnitude are written as Swift describes them", arguments: 1...4 as ClosedRange<UInt64>)
  func magnitudes(seed: UInt64) {
    var state = seed
    /// Steele, Lea & Flood's SplitMix64.
    func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    for _ in 0..<20_000 {
      let fraction = Double(next() >> 11) * 0x1p-53
      let binary = Int(next() % 72) - 18
      let decimal = Double(next() % 1_000_000) / [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e9][Int(next() % 8)]
      let whole = Double(next() % 4_000_000_000)
      for value in [
        fraction, -fraction, Double(sign: .plus, exponent: binary, significand: 1 + fraction), decimal, -decimal, whole,
        Double(bitPattern: next()), (whole / 7).nextUp, Double(sign: .plus, exponent: binary, significand: 1),
        Double(sign: .plus, exponent: binary, significand: 1).nextDown,
      ] where value.isFinite {
        var json = JSONText()
        json.element(value)
        let isWhole = value == value.rounded() && abs(value) < 1e15
        #expect(json.text == (isWhole ? String(Int64(value)) : value.description), "seed \(seed)")
      }
    }
  }

  @Test("Whole numbers are written to the last digit")
  func wholeNumbers() {
    for value in [0, 7, 10, -10, 99, 100, -12_345, .max, .min] {
      var json = JSONText()
      json.element(value)
      #expect(json.text == String(value))
    }
  }

  @Test("Fields that were rendered before stand where they are put")
  func renderedFields() {
    let fields = JSONText.fields { json in
      json.field("b", "\"x\"")
      json.field("c", 2)
    }
    var json = JSONText()
    json.object { json in
      json.field("a", 1)
      json.append(fields: fields)
      json.field("d", true)
    }
    #expect(json.text == #"{"a":1,"b":"\"x\"","c":2,"d":true}"#)
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
