import Alerting
import Notation
import Readings
import Testing

@Suite("A rule in words")
struct RuleTextTests {
  @Test(
    "Says where a level begins, how long that has to last, and when it is over",
    arguments: [
      ("> 0.25", "< 0.20", 5, 0, "psi > 0.25 for 5m, over below 0.2"),
      ("> 0.25", nil, 0, 0, "psi > 0.25"),
      ("> 0.25", nil, 0, 15, "psi > 0.25, over after 15m within"),
      ("< baseline - 3%", "> baseline - 1%", 10, 30, "psi < baseline - 3% for 10m, over above baseline - 1% for 30m"),
      ("± 0.25", "± 0.2", 0, 0, "psi ± 0.25, over within ± 0.2"),
      ("baseline ± 10%", nil, 60, 0, "psi baseline ± 10% for 1h"),
    ] as [(String, String?, Int64, Int64, String)])
  func thresholds(at: String, clear: String?, hold: Int64, keep: Int64, words: String) throws {
    let rule = psiRule(red: try condition(at: at, clear: clear, for: hold, keep: keep))
    #expect(rule.words(for: .red, of: psiKey) == words)
  }

  @Test("Where the gradient decides, the bound at hand is told")
  func gradient() {
    let rule = psiRule(yellow: nil, red: Rule.Condition(holdFor: .minutes(5)))
    #expect(rule.words(for: .red, of: psiKey) == "psi red for 5m")
    #expect(rule.words(for: .red, of: psiKey, threshold: 0.2) == "psi red (> 0.2) for 5m")
    #expect(rule.words(for: .yellow, of: psiKey) == nil)
    let figure = SeriesKey(metric: .kpi, feature: "revenue", window: "1h")
    #expect(rule.words(for: .red, of: figure) == "kpi:revenue red for 5m")
  }

  @Test("The past that a threshold is relative to is told")
  func against() throws {
    var rule = psiRule(red: try condition(at: "> baseline + 0.1"))
    rule.against = .days(7)
    #expect(rule.words(for: .red, of: psiKey) == "psi > baseline + 0.1; baseline of 7d before")
  }

  @Test("Composite rules, counts and burn rates have words of their own")
  func composites() throws {
    func words(_ criterion: Criterion) -> String? {
      psiRule(red: Rule.Condition(holdFor: .minutes(5), criterion: criterion)).words(for: .red, of: psiKey)
    }
    let drift = Criterion.Term(metric: .psi, feature: "age", test: .at(try Threshold(parsing: "> 0.2")))
    let fall = Criterion.Term(metric: .f1, window: "24h", test: .level(.red))
    #expect(words(.all([drift, fall])) == "psi of age > 0.2 and f1 over 24h red for 5m")
    #expect(words(.any([drift, fall])) == "psi of age > 0.2 or f1 over 24h red for 5m")
    #expect(
      words(.count(Criterion.Count(atLeast: 3, things: .features, level: .yellow)))
        == "3 or more features with psi yellow for 5m")
    #expect(
      words(.burn(Criterion.Burn(objective: 0.995, factor: 14.4, windows: ["1h", "5m"])))
        == "psi over 1h and 5m above 14.4 times what 99.5% allows for 5m")
  }
}
