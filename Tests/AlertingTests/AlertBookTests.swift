import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alert book")
struct AlertBookTests {
  private func key(_ segment: String, _ feature: String = "age") -> SeriesKey {
    SeriesKey(metric: .psi, segment: segment, feature: feature, window: "1h")
  }

  private func two() -> [Rule] {
    var second = psiRule()
    second.alert = "Another"
    second.segments = ["all"]
    return [psiRule(), second]
  }

  @Test("Transitions come in the order of rules, then series, whatever the order of the readings")
  func order() {
    let keys = [key("region=eu"), key("all"), key("region=apac", "income"), key("region=apac")]
    let expected = [
      "FeatureDrift all age", "FeatureDrift region=apac age", "FeatureDrift region=eu age",
      "FeatureDrift region=apac income", "Another all age",
    ]
    for order in [keys, keys.reversed(), keys.sorted()] {
      var book = AlertBook(model: "m", rules: two())
      let changes = book.evaluate(order.map { reading(.red, key: $0) }, now: minute(0))
      let log = changes.map { "\($0.identity.rule) \($0.identity.key.segment) \($0.identity.key.feature ?? "")" }
      #expect(log == expected)
    }
  }

  @Test("A series that vanishes is without data")
  func vanished() {
    var book = AlertBook(
      model: "m", rules: [psiRule(noData: Rule.NoData(after: .minutes(10), state: .nodata))])
    _ = book.evaluate([reading(.green), reading(.green, key: key("all"))], now: minute(0))
    #expect(book.evaluate([reading(.green, key: key("all"))], now: minute(5)).isEmpty)
    let changes = book.evaluate([reading(.green, key: key("all"))], now: minute(15))
    #expect(changes.map(\.to) == [.nodata])
    #expect(changes.map(\.identity.key) == [psiKey])
  }

  @Test("Series that no rule is about make no alerts")
  func unwatched() {
    var book = AlertBook(model: "m", rules: two())
    let other = SeriesKey(metric: .ks, feature: "age", window: "1h")
    #expect(book.evaluate([reading(.red, key: other)], now: minute(0)).isEmpty)
    #expect(book.instances.isEmpty)
  }

  @Test("A book restored from storage goes on as if nothing had happened")
  func restored() throws {
    let rules = [psiRule(yellow: try condition(for: 10), red: try condition(for: 5, keep: 10))]
    let levels: [Level] = [
      .green, .red, .insufficient, .red, .nodata, .red, .yellow, .green, .green, .error, .red, .red, .green, .green,
    ]
    var whole = AlertBook(model: "m", rules: rules)
    var broken = AlertBook(model: "m", rules: rules)
    var count = 0
    for (index, level) in levels.enumerated() {
      let now = minute(Int64(index) * 5)
      let readings = [reading(level, at: now), reading(.yellow, key: key("all"), at: now)]
      let expected = whole.evaluate(readings, now: now)
      let stored = try JSONEncoder().encode(broken.instances)
      broken = AlertBook(
        model: "m", rules: rules, instances: try JSONDecoder().decode([AlertInstance].self, from: stored).reversed(),
        evaluatedAt: broken.evaluatedAt)
      #expect(broken.evaluate(readings, now: now) == expected)
      count += expected.count
    }
    #expect(count > 4)
    #expect(
      broken.instances.sorted { $0.identity < $1.identity } == whole.instances.sorted { $0.identity < $1.identity })
  }

  @Test("Statuses are what is not green, worst and newest first, with summary and deliveries")
  func statuses() throws {
    var watched = psiRule(segments: ["*"])
    watched.owner = "risk-oncall"
    watched.annotations = ["summary": try Template("{{feature}} in {{segment}}: PSI {{value}} (n={{n}}) {{state}}")]
    var book = AlertBook(model: "m", rules: [watched])
    _ = book.evaluate([reading(.yellow, key: key("a=1")), reading(.red, key: key("a=2"))], now: minute(0))
    _ = book.evaluate(
      [
        reading(.yellow, key: key("a=1")), reading(.red, key: key("a=2")), reading(.red, key: key("a=3")),
        reading(.green, key: key("a=4")),
      ], now: minute(5))
    let delivery = Delivery(
      id: "1", transition: transition(), action: Action(name: "pager", kind: .log), state: .dryRun, now: minute(0),
      payload: "")
    var stale = delivery
    stale.suppress(.stale, now: minute(1))
    let statuses = book.statuses(now: minute(5)) { identity, episode in
      identity.key.segment == "a=3" && episode == 1 ? [delivery, stale] : []
    }
    #expect(statuses.map(\.key.segment) == ["a=3", "a=2", "a=1"])
    let first = try #require(statuses.first)
    #expect(first.state == .firing && first.level == .red && first.since == minute(5) && first.episode == 1)
    #expect(first.value == 0.3 && first.threshold == 0.2 && first.n == 1000 && first.owner == "risk-oncall")
    #expect(first.summary == "age in a=3: PSI 0.3 (n=1000) firing")
    #expect(first.deliveries.map(\.text) == ["pager dry_run", "pager suppressed: stale"])
  }
}
