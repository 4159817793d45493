import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Rules")
struct RuleTests {
  @Test("By default a rule is about every feature of the whole, all versions together")
  func defaults() {
    let rule = Rule(alert: "A", group: "g", metric: .psi, window: "1h")
    #expect(rule.matches(SeriesKey(metric: .psi, feature: "age", window: "1h")))
    #expect(rule.matches(SeriesKey(metric: .psi, feature: nil, window: "1h")))
    #expect(!rule.matches(SeriesKey(metric: .psi, feature: "age", window: "24h")))
    #expect(!rule.matches(SeriesKey(metric: .ks, feature: "age", window: "1h")))
    #expect(!rule.matches(SeriesKey(metric: .psi, segment: "region=eu", feature: "age", window: "1h")))
    #expect(!rule.matches(SeriesKey(metric: .psi, version: "v2", feature: "age", window: "1h")))
  }

  @Test(
    "Versions match exactly the total, or single versions by pattern",
    arguments: [
      (["*"], "*", true), (["*"], "v2", false), (["?*"], "v2", true), (["?*"], "*", false), (["v2*"], "v2.1", true),
      (["v2*"], "v3", false), (["*", "v3"], "*", true), (["*", "v3"], "v3", true), ([], "*", false),
    ] as [([Pattern], String, Bool)])
  func versions(patterns: [Pattern], version: String, matches: Bool) {
    let rule = Rule(alert: "A", group: "g", metric: .accuracy, versions: patterns, window: "1h")
    #expect(rule.matches(SeriesKey(metric: .accuracy, version: version, window: "1h")) == matches)
  }

  @Test(
    "Conditions that cannot work are found",
    arguments: [
      (nil, nil, nil, nil, []),
      (nil, nil, "> 0.25", "< 0.20", []),
      (nil, nil, "> 0.25", "< 0.25", []),
      (nil, nil, "> 0.25", "< 0.30", ["wrong side"]),
      (nil, nil, "> 0.25", "> 0.20", ["look the other way"]),
      (nil, nil, "> 0.05", nil, ["before yellow"]),
      ("> 0.3", nil, nil, nil, ["before yellow"]),
      (nil, "< 0.15", nil, nil, ["wrong side"]),
      (nil, nil, "< 0.25", nil, ["should begin with >", "different directions"]),
    ] as [(String?, String?, String?, String?, [String])])
  func problems(
    yellowAt: String?, yellowClear: String?, redAt: String?, redClear: String?, expected: [String]
  ) throws {
    let rule = psiRule(
      yellow: try condition(at: yellowAt, clear: yellowClear), red: try condition(at: redAt, clear: redClear))
    let found = rule.problems(band: Gradient.standard.bands[.psi]).map(\.description)
    #expect(found.count == expected.count, "\(found)")
    for (found, expected) in zip(found, expected) { #expect(found.contains(expected)) }
  }

  @Test(
    "Conditions of bands that cannot work are found",
    arguments: [
      ("± 0.25", "± 0.2", []), ("± 0.25", "± 0.25", []), ("± 0.25", "± 0.3", ["wrong side"]),
      ("± 0.25", "< 0.2", ["has to be a band"]), ("± 0.25", "baseline ± 0.2", ["different middles"]),
      ("> 0.25", "± 0.2", ["look the other way"]), ("> 0.25", "< 0.2", []), ("< -0.25", "> -0.2", []),
      ("baseline ± 10%", "baseline ± 5%", []), ("baseline ± 10%", "baseline ± 12%", ["wrong side"]),
    ] as [(String, String, [String])])
  func bands(at: String, clear: String, expected: [String]) throws {
    let rule = Rule(
      alert: "Shift", group: "g", metric: .meanShift, window: "1h", red: try condition(at: at, clear: clear))
    let found = rule.problems(band: nil).map(\.description)
    #expect(found.count == expected.count, "\(found)")
    for (found, expected) in zip(found, expected) { #expect(found.contains(expected)) }
  }

  @Test("A rule about a business figure matches that figure alone")
  func businessFigure() {
    let rule = Rule(alert: "A", group: "g", metric: .kpi, features: ["revenue"], window: "1h")
    #expect(rule.matches(SeriesKey(metric: .kpi, feature: "revenue", window: "1h")))
    #expect(!rule.matches(SeriesKey(metric: .kpi, feature: "engagement", window: "1h")))
  }

  @Test("A rule without conditions can never fire")
  func noCondition() {
    #expect(psiRule(yellow: nil, red: nil).problems(band: nil) == [.noCondition])
  }
}
