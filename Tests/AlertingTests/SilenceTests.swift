import Notation
import Readings
import Testing

@testable import Alerting

@Suite struct SilenceTests {
  private static let key = SeriesKey(metric: .throughput, window: "1h")

  private static func rule(noData: Rule.NoData?) -> Rule {
    Rule(
      alert: "Traffic", group: "g", metric: .throughput, window: "1h",
      red: Rule.Condition(at: Threshold(.below, .absolute(1)), holdFor: .minutes(5)), noData: noData)
  }

  private static func reading(_ value: Double, at minute: Int64) -> Reading {
    Reading(
      key: key, windowStart: Instant(seconds: 60 * minute - 3600), windowEnd: Instant(seconds: 60 * minute),
      value: value,
      n: 1000, level: .green)
  }

  private static func minute(_ minute: Int64) -> Instant { Instant(seconds: 60 * minute) }

  @Test("Silence is told after as long as the rule says, once, and only where the rule minds")
  func silence() {
    var minding = AlertBook(model: "m", rules: [Self.rule(noData: .init(after: .minutes(20), state: .nodata))])
    var careless = AlertBook(model: "m", rules: [Self.rule(noData: nil)])
    for book in [0, 1] {
      let readings = [Self.reading(5, at: 10)]
      _ =
        book == 0 ? minding.evaluate(readings, now: Self.minute(10)) : careless.evaluate(readings, now: Self.minute(10))
    }
    var told: [Int64] = []
    for minute in stride(from: Int64(30), through: 120, by: 5) {
      if !minding.evaluateSilence(now: Self.minute(minute)).isEmpty { told.append(minute) }
      #expect(careless.evaluateSilence(now: Self.minute(minute)).isEmpty)
    }
    #expect(told == [50])
  }

  @Test("What comes after silence with earlier events is evaluated all the same")
  func lateEvents() {
    var book = AlertBook(model: "m", rules: [Self.rule(noData: .init(after: .minutes(20), state: .keep))])
    _ = book.evaluate([Self.reading(5, at: 10)], now: Self.minute(10))
    _ = book.evaluateSilence(now: Self.minute(300))
    var states: [AlertStatus.State] = []
    for minute in stride(from: Int64(15), through: 40, by: 5) {
      states += book.evaluate([Self.reading(0.5, at: minute)], now: Self.minute(minute)).map(\.to)
    }
    #expect(states == [.pending, .firing])
  }
}
