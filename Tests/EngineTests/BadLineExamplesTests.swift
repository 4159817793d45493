import Ingest
import Readings
import Records
import Testing

@testable import Engine

@Suite("Examples of lines that were set aside")
struct BadLineExamplesTests {
  @Test("The newest three of each of the five worst reasons, cut in whole characters")
  func bounds() {
    var examples = BadLineExamples()
    let reasons = LineDefect.Reason.allCases
    for round in 0..<50 {
      for reason in reasons {
        examples.note(
          DeadLetter(
            path: "/logs/p.jsonl", offset: Int64(round), defect: LineDefect(reason),
            head: String(repeating: "é", count: 150)))
      }
    }
    let counts = reasons.reversed().map { (reason: $0.rawValue, count: 50) }
    let shown = examples.shown(by: counts) { String($0.dropFirst(6)) }
    #expect(shown.count == 15)
    #expect(shown.map(\.offset) == Array(repeating: [49, 48, 47], count: 5).flatMap(\.self))
    #expect(Array(shown.map(\.reason).prefix(3)) == Array(repeating: counts[0].reason, count: 3))
    #expect(shown.allSatisfy { $0.path == "p.jsonl" && $0.text.utf8.count == 200 && $0.text.allSatisfy { $0 == "é" } })
  }

  @Test("Without bad lines there are none")
  func nothing() {
    #expect(BadLineExamples().shown(by: [("not_json", 3)]) { $0 }.isEmpty)
  }
}
