import Notation
import Readings
import Testing

@testable import Alerting

/// A step is `minute value window`: the reading that stands at that minute, and the minute at which its window ended.
@Suite("Timers of figures that rest on labels")
struct LabelTimerTests {
  private func run(_ steps: String, rule: Rule, needsLabels: Bool = true) -> [String] {
    var book = AlertBook(model: "m", rules: [rule])
    var told: [String] = []
    for step in steps.split(separator: ",") {
      let parts = step.split(separator: " ").map { Double($0) ?? 0 }
      let now = minute(Int64(parts[0]))
      let level: Level = parts[1] < 0.6 ? .red : parts[1] < 0.7 ? .yellow : .green
      let state = needsLabels ? LabelState(coverage: 0.8, revision: 1, isFinal: false) : nil
      let reading = figure(.f1, parts[1], level, at: minute(Int64(parts[2])), labels: state)
      told += book.evaluate([reading], now: now).map { "\(Int(parts[0])) \($0.to) \($0.level)" }
    }
    return told
  }

  private func rule(for hold: Int64, keep: Int64 = 0, yellowFor: Int64? = nil) throws -> Rule {
    Rule(
      alert: "Performance", group: "g", metric: .f1, window: "1h", yellow: try yellowFor.map { try condition(for: $0) },
      red: try condition(for: hold, keep: keep))
  }

  @Test("A window that is over lets no time pass, whatever the clock says")
  func stale() throws {
    let steps = "0 0.5 -60,5 0.5 -60,10 0.5 -60,60 0.5 -60"
    #expect(run(steps, rule: try rule(for: 10)) == ["0 pending red"])
    #expect(run(steps, rule: try rule(for: 10), needsLabels: false) == ["0 pending red", "10 firing red"])
  }

  @Test("With newer windows it goes on where it stood")
  func newer() throws {
    let steps = "0 0.5 -60,5 0.5 -60,60 0.5 -5,65 0.5 0,70 0.5 5"
    #expect(run(steps, rule: try rule(for: 10)) == ["0 pending red", "65 firing red"])
  }

  @Test("While labels flow the window moves with each evaluation, and nothing is different")
  func flowing() throws {
    let steps = "0 0.5 -60,5 0.5 -55,10 0.5 -50"
    #expect(run(steps, rule: try rule(for: 10)) == ["0 pending red", "10 firing red"])
  }

  @Test("More labels of the same window are judged, but let no time pass either")
  func revised() throws {
    let steps = "0 0.8 -60,5 0.5 -60,10 0.51 -60,20 0.52 -60,25 0.8 -60,30 0.5 -60"
    #expect(run(steps, rule: try rule(for: 10)) == ["5 pending red", "25 green green", "30 pending red"])
    #expect(run(steps, rule: try rule(for: 0)) == ["5 firing red", "25 resolved green", "30 firing red"])
  }

  @Test("Escalation waits for newer windows, and comes with them")
  func escalation() throws {
    let rule = try rule(for: 10, yellowFor: 0)
    #expect(run("0 0.65 -60,5 0.5 -55,10 0.5 -55,90 0.5 -55", rule: rule) == ["0 firing yellow"])
    let flowing = "0 0.65 -60,5 0.5 -55,10 0.5 -55,90 0.5 -50,95 0.5 -45"
    #expect(run(flowing, rule: rule) == ["0 firing yellow", "95 firing red"])
  }

  @Test("Recovery waits, too")
  func recovery() throws {
    let steps = "0 0.5 -60,5 0.8 -55,10 0.8 -55,60 0.8 -55,65 0.8 -50,70 0.8 -45"
    #expect(run(steps, rule: try rule(for: 0, keep: 10)) == ["0 firing red", "5 recovering red", "70 resolved green"])
  }
}
