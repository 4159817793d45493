import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alerts of composite rules")
struct CompositeAlertTests {
  private func term(_ metric: Metric, _ feature: String? = nil, at: String? = nil, window: String? = nil) throws
    -> Criterion.Term
  {
    Criterion.Term(
      metric: metric, feature: feature, window: window,
      test: try at.map { .at(try Threshold(parsing: $0)) } ?? .level(.red))
  }

  private func log(_ changes: [AlertTransition]) -> [String] {
    changes.map { change in
      let key = change.identity.key
      return "\(key.version) \(key.segment) \(key.feature ?? "-") \(change.to) \(change.level)"
    }
  }

  @Test("An open feature makes an alert for each feature, a fixed one does not")
  func scopes() throws {
    let open = compositeRule(.all([try term(.psi), try term(.f1, at: "< 0.7")]), segments: ["*"])
    let fixed = compositeRule(.all([try term(.psi, "age"), try term(.f1, at: "< 0.7")]), segments: ["*"])
    let readings = [
      figure(.psi, 0.3, .red, feature: "age"), figure(.psi, 0.3, .red, feature: "income"), figure(.f1, 0.6),
      figure(.psi, 0.3, .red, feature: "age", segment: "region=eu"), figure(.f1, 0.8, segment: "region=eu"),
      figure(.f1, 0.6, segment: "region=us"),
    ]
    for order in [readings, readings.reversed()] {
      var book = AlertBook(model: "m", rules: [open])
      #expect(log(book.evaluate(order, now: minute(0))) == ["* all age firing red", "* all income firing red"])
      #expect(book.instances.count == 3)
      book = AlertBook(model: "m", rules: [fixed])
      #expect(log(book.evaluate(order, now: minute(0))) == ["* all - firing red"])
      #expect(book.instances.count == 3)
      #expect(book.instances.allSatisfy { $0.identity.key.metric == .psi && $0.identity.key.window == "1h" })
    }
  }

  @Test("Versions and segments have to fit the rule's patterns, and terms come from the same")
  func patterns() throws {
    var rule = compositeRule(.any([try term(.f1, at: "< 0.7"), try term(.accuracy)]), metric: .f1)
    rule.versions = ["v*"]
    var book = AlertBook(model: "m", rules: [rule])
    let changes = book.evaluate(
      [
        figure(.f1, 0.6), figure(.f1, 0.6, version: "v2"), figure(.accuracy, 0.5, .red, version: "v3"),
        figure(.f1, 0.6, segment: "region=eu", version: "v2"),
      ], now: minute(0))
    #expect(log(changes) == ["v2 all - firing red", "v3 all - firing red"])
  }

  @Test("A count of features is of one version and segment, one of segments of a version and feature")
  func counts() throws {
    func count(_ things: Criterion.Count.Things) -> Rule {
      compositeRule(
        .count(Criterion.Count(atLeast: 2, things: things, level: .red)), features: ["a*", "b"], segments: ["*"])
    }
    let readings = [
      figure(.psi, 0.3, .red, feature: "a1"), figure(.psi, 0.3, .red, feature: "b"),
      figure(.psi, 0.3, .red, feature: "c"), figure(.psi, 0.3, .red, feature: "a1", segment: "r=1"),
      figure(.psi, 0.3, .red, feature: "c", segment: "r=1"), figure(.psi, 0.3, .red, feature: "a1", segment: "r=2"),
    ]
    var book = AlertBook(model: "m", rules: [count(.features)])
    let features = book.evaluate(readings, now: minute(0))
    #expect(log(features) == ["* all - firing red"])
    #expect(features.first?.figures.because == "2 of 2 features red: a1, b")
    #expect(features.first?.figures.value == 2 && features.first?.figures.threshold == 2)
    book = AlertBook(model: "m", rules: [count(.segments)])
    let segments = book.evaluate(readings, now: minute(0))
    #expect(log(segments) == ["* * a1 firing red"])
    #expect(segments.first?.figures.because == "2 of 2 segments red: r=1, r=2")
  }

  @Test("Timers run as for any alert, an unknown term stops them and does not resolve")
  func timers() throws {
    let rule = compositeRule(.all([try term(.psi, "age"), try term(.errorRate)]), for: 10)
    var book = AlertBook(model: "m", rules: [rule])
    var told: [String] = []
    let steps: [(Int64, Level, Level)] = [
      (0, .red, .red), (5, .red, .insufficient), (25, .red, .red), (29, .red, .red), (30, .red, .red),
      (35, .insufficient, .red), (40, .insufficient, .insufficient), (45, .green, .insufficient),
    ]
    for (time, psi, rate) in steps {
      let readings = [
        figure(.psi, psi == .insufficient ? nil : 0.3, psi, feature: "age", at: minute(time)),
        figure(.errorRate, rate == .insufficient ? nil : 0.1, rate, at: minute(time)),
      ]
      told += book.evaluate(readings, now: minute(time)).map { "\(time) \($0.to)" }
    }
    #expect(told == ["0 pending", "30 firing", "45 resolved"])
  }

  @Test("Without a single series it is without data, with one it is not")
  func noData() throws {
    let rule = compositeRule(
      .all([try term(.psi, "age"), try term(.errorRate)]), noData: Rule.NoData(after: .minutes(10), state: .nodata))
    var book = AlertBook(model: "m", rules: [rule])
    let one = [figure(.errorRate, 0.3, .red)]
    #expect(book.evaluate(one, now: minute(0)).isEmpty)
    #expect(book.evaluate([], now: minute(5)).isEmpty)
    #expect(book.evaluate(one, now: minute(10)).isEmpty)
    #expect(book.evaluate([], now: minute(20)).isEmpty)
    #expect(book.evaluate([], now: minute(30)).map(\.to) == [.nodata])
    #expect(book.evaluateSilence(now: minute(40)).isEmpty)
  }

  @Test("A plain yellow and a composite red stand side by side")
  func mixed() throws {
    let rule = compositeRule(
      .all([try term(.psi), try term(.f1, at: "< 0.7")]), yellow: try condition(at: "> 0.1", clear: "< 0.08"))
    var book = AlertBook(model: "m", rules: [rule])
    var told: [String] = []
    let steps: [(Double, Double?)] = [
      (0.15, 0.8), (0.15, 0.6), (0.3, 0.6), (0.3, nil), (0.3, 0.8), (0.09, 0.8), (0.05, nil),
    ]
    for (index, (psi, f1)) in steps.enumerated() {
      let now = minute(Int64(index) * 5)
      let readings = [
        figure(.psi, psi, psi > 0.2 ? .red : .green, feature: "age", at: now),
        figure(.f1, f1, f1 == nil ? .insufficient : .green, at: now),
      ]
      told += book.evaluate(readings, now: now).map { "\(index) \($0.to) \($0.level)" }
    }
    #expect(told == ["0 firing yellow", "2 firing red", "4 firing yellow", "6 resolved green"])
    #expect(book.instances.map(\.identity.key.feature) == ["age"])
  }

  @Test("A rule's own minimum of rows holds for each term")
  func minSamples() throws {
    let rule = compositeRule(.any([try term(.psi, "age")]), minSamples: 500)
    var book = AlertBook(model: "m", rules: [rule])
    #expect(book.evaluate([figure(.psi, 0.3, .red, feature: "age", n: 499)], now: minute(0)).isEmpty)
    #expect(book.evaluate([figure(.psi, 0.3, .red, feature: "age", n: 500)], now: minute(5)).map(\.to) == [.firing])
  }

  @Test("A composite alert survives a restart, whatever comes first afterwards")
  func restart() throws {
    let rule = compositeRule(.all([try term(.psi), try term(.f1, at: "< 0.7")]), for: 10)
    let readings = [figure(.psi, 0.3, .red, feature: "age"), figure(.f1, 0.6)]
    var book = AlertBook(model: "m", rules: [rule])
    #expect(book.evaluate(readings, now: minute(0)).map(\.to) == [.pending])
    book = AlertBook(model: "m", rules: [rule], instances: book.instances, evaluatedAt: book.evaluatedAt)
    #expect(book.evaluate(readings.reversed(), now: minute(10)).map(\.to) == [.firing])
    #expect(book.instances.count == 1)
  }

  @Test("An alert of a business figure bears its name")
  func businessFigure() throws {
    let rule = compositeRule(.any([try term(.kpi, "revenue", at: "< 80")]), metric: .kpi)
    var book = AlertBook(model: "m", rules: [rule])
    let changes = book.evaluate([figure(.kpi, 70, feature: "revenue")], now: minute(0))
    #expect(changes.map(\.identity.key.metricName) == ["kpi:revenue"])
    #expect(changes.first?.figures.because == "kpi:revenue 70 < 80")
    let restored = AlertBook(model: "m", rules: [rule], instances: book.instances, evaluatedAt: book.evaluatedAt)
    #expect(restored.instances == book.instances)
  }

  @Test("A rule looks at the series of its terms, and only some of them call for an alert")
  func scopeOfSeries() throws {
    let rule = compositeRule(.all([try term(.psi), try term(.f1, window: "24h")]), features: ["a*"])
    func key(_ metric: Metric, _ feature: String?, _ window: String, _ segment: String = "all") -> SeriesKey {
      SeriesKey(metric: metric, segment: segment, feature: feature, window: window)
    }
    let cases: [(SeriesKey, Bool, SeriesKey?)] = [
      (key(.psi, "age", "1h"), true, key(.psi, "age", "1h")), (key(.psi, "income", "1h"), false, nil),
      (key(.f1, nil, "24h"), true, nil), (key(.psi, "age", "24h"), false, nil),
      (key(.psi, "age", "1h", "region=eu"), false, nil),
    ]
    for (key, matches, scope) in cases {
      #expect(rule.matches(key) == matches)
      #expect(rule.scope(of: key) == scope)
    }
  }
}
