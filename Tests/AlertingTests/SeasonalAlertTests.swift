import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alerts against the same hour some time ago")
struct SeasonalAlertTests {
  private func rule(_ at: String, clear: String? = nil, metric: Metric = .throughput) throws -> Rule {
    Rule(
      alert: "Seasonal", group: "g", metric: metric, window: "1h", red: try condition(at: at, clear: clear),
      against: .days(1))
  }

  /// Evaluates a value an hour, each day by the same list, the last value apart.
  private func outcome(_ rule: Rule, day: [Double], margin: Double?, last: Double, baseline: Double? = nil)
    -> AlertTransition?
  {
    var book = AlertBook(model: "m", rules: [rule])
    var found: AlertTransition?
    let evidence: Measurement.Evidence = margin == nil ? .value : .interval(isBeyondChance: false)
    for hour in 0...24 {
      let now = minute(Int64(hour) * 60)
      let value = hour == 24 ? last : day[hour % day.count]
      let reading = figure(
        rule.metric, value, at: now, margin: margin, evidence: evidence, baseline: baseline)
      let changes = book.evaluate([reading], now: now)
      if hour < 24 { #expect(changes.isEmpty) } else { found = changes.first }
    }
    return found
  }

  @Test("The baseline is the figure of that long ago, not that of the reference or of an hour ago")
  func baseline() throws {
    let day = (0..<24).map { 100 + 50 * Double($0) }
    #expect(try outcome(rule("< baseline - 30%"), day: day, margin: nil, last: 75, baseline: 1) == nil)
    let change = try outcome(rule("< baseline - 30%"), day: day, margin: nil, last: 69, baseline: 1)
    #expect(change?.to == .firing)
    #expect(change?.figures.threshold == 70)
    #expect(change?.figures.value == 69)
  }

  @Test(
    "The margins of both figures add in quadrature",
    arguments: [
      // The bound lies 10 from 100; both margins are 3, so that it takes more than √18 past it.
      ("> baseline + 10", 114.2, false), ("> baseline + 10", 114.3, true),
      ("< baseline - 10", 85.8, false), ("< baseline - 10", 85.7, true),
      // The bound itself is 1.5 times the past figure, and so is its margin: √(9 + 20.25).
      ("> baseline + 50%", 155.4, false), ("> baseline + 50%", 155.5, true),
      ("baseline ± 10", 114.2, false), ("baseline ± 10", 114.3, true), ("baseline ± 10", 85.7, true),
    ] as [(String, Double, Bool)])
  func margins(at: String, value: Double, fires: Bool) throws {
    let change = try outcome(rule(at, metric: .latencyP99), day: [100], margin: 3, last: value)
    #expect((change != nil) == fires)
  }

  @Test("Without a past nothing is said, and what fires stays so over a gap in it")
  func withoutPast() throws {
    let rule = try rule("> baseline + 10")
    var book = AlertBook(model: "m", rules: [rule])
    var told: [String] = []
    for (hour, value) in [(0, 500.0), (1, 100), (24, 520), (25, 100), (26, 900), (49, 100)] {
      let now = minute(Int64(hour) * 60)
      told += book.evaluate([figure(.throughput, value, at: now)], now: now).map { "\(hour) \($0.to)" }
    }
    // At 26 there is no past; at 49 the past is that of 25.
    #expect(told == ["24 firing", "25 resolved"])
    #expect(book.instances.map(\.state) == [.green])
  }

  @Test("It goes on after a restart with what was stored, and forgets what nobody can ask for")
  func restart() throws {
    let rule = try rule("> baseline + 10")
    var book = AlertBook(model: "m", rules: [rule])
    for hour in 0..<100 {
      let now = minute(Int64(hour) * 60)
      _ = book.evaluate([figure(.throughput, 100, at: now)], now: now)
    }
    #expect(book.past.count == 25)
    let parts = book.past.changes().parts
    for isStored in [true, false] {
      var other = AlertBook(
        model: "m", rules: [rule], instances: book.instances, evaluatedAt: book.evaluatedAt)
      if isStored { other.past = try SeasonalMemory(parts: parts) }
      let changes = other.evaluate([figure(.throughput, 200, at: minute(6000))], now: minute(6000))
      #expect(changes.map(\.to) == (isStored ? [.firing] : []))
    }
    var plain = AlertBook(model: "m", rules: [psiRule()])
    plain.past = try SeasonalMemory(parts: parts)
    _ = plain.evaluate([], now: minute(0))
    #expect(plain.past.isEmpty)
  }

  @Test("A term of a composite rule has its own past")
  func composite() throws {
    let term = Criterion.Term(metric: .throughput, window: "1h", test: .at(try Threshold(parsing: "< baseline - 50%")))
    let rule = compositeRule(.all([term]), metric: .throughput, against: .days(1))
    var book = AlertBook(model: "m", rules: [rule])
    #expect(book.evaluate([figure(.throughput, 100, at: minute(0))], now: minute(0)).isEmpty)
    let changes = book.evaluate([figure(.throughput, 49, at: minute(1440))], now: minute(1440))
    #expect(changes.map(\.to) == [.firing])
    #expect(changes.first?.figures.because == "throughput over 1h 49 < 50")
  }
}
