import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alerts on figures that may be bad on either side")
struct TwoSidedAlertTests {
  private static let key = SeriesKey(metric: .kpi, segment: "region=apac", feature: "revenue", window: "1h")

  private func reading(_ value: Double, level: Level = .green, at end: Instant) -> Reading {
    Reading(
      key: Self.key, windowStart: end - .hours(1), windowEnd: end, value: value, n: 500, low: value - 1,
      high: value + 1,
      evidence: .interval(isBeyondChance: true), level: level,
      limits: Limits(yellow: 110, red: 120, direction: .eitherWay, baseline: 100, center: 100))
  }

  private func rule(_ red: Rule.Condition) -> Rule {
    Rule(alert: "Revenue", group: "g", metric: .kpi, features: ["revenue"], segments: ["*"], window: "1h", red: red)
  }

  private var instance: AlertInstance {
    AlertInstance(identity: AlertIdentity(rule: "Revenue", model: "shop", key: Self.key), since: minute(0))
  }

  /// Levels of the steps, one every five minutes.
  private func states(_ values: [Double], rule: Rule) -> [AlertStatus.State] {
    var instance = instance
    return values.enumerated().map { index, value in
      _ = instance.step(reading(value, at: minute(Int64(index) * 5)), rule: rule, now: minute(Int64(index) * 5))
      return instance.state
    }
  }

  @Test("A band of the rule's own fires on both sides and ends within the narrower one")
  func band() throws {
    let rule = rule(try condition(at: "baseline ± 10%", clear: "baseline ± 5%"))
    #expect(
      states([100, 110.5, 112, 107, 104, 92, 89.5, 88, 94, 96], rule: rule)
        == [.green, .green, .firing, .firing, .resolved, .green, .green, .firing, .firing, .resolved])
  }

  @Test("One side of two is enough")
  func oneSide() throws {
    let rule = rule(try condition(at: "< baseline - 10%"))
    #expect(states([130, 88, 100], rule: rule) == [.green, .firing, .resolved])
  }

  @Test("The threshold that is told is that of the side on which the figure lies")
  func threshold() throws {
    for (condition, low, high) in [
      (try condition(at: "baseline ± 10%"), 90.0, 110.0), (try condition(), 80.0, 120.0),
    ] {
      for (value, threshold) in [(50.0, low), (150.0, high)] {
        var instance = instance
        let step = instance.step(reading(value, level: .red, at: minute(0)), rule: rule(condition), now: minute(0))
        let change = try #require(step)
        #expect(abs(try #require(change.figures.threshold) - threshold) < 1e-9)
        let facts = TemplateFacts(change, rule: rule(condition))
        #expect(facts.texts["threshold"] == shortText(threshold))
      }
    }
  }

  @Test("A business figure is told by its name, and has no feature")
  func names() throws {
    var instance = instance
    let rule = rule(try condition())
    let step = instance.step(reading(150, level: .red, at: minute(0)), rule: rule, now: minute(0))
    let change = try #require(step)
    let template = try Template("{{metric}} [{{feature}}] in {{segment}}: {{value}} past {{threshold}}")
    #expect(
      template.rendered(with: TemplateFacts(change, rule: rule)) == "kpi:revenue [] in region=apac: 150 past 120")
    var json = JSONText()
    change.write(to: &json)
    #expect(
      json.text.contains(
        #""identity":{"model":"shop","version":"*","segment":"region=apac","feature":null,"metric":"kpi:revenue","window":"1h"}"#
      ))
  }
}
