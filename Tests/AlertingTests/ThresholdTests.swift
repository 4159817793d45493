import Testing

@testable import Alerting

@Suite("Thresholds")
struct ThresholdTests {
  @Test(
    "A threshold is read from its text, written back, and resolved",
    arguments: [
      ("> 0.10", Threshold(.above, .absolute(0.1)), "> 0.1", nil, 0.1),
      (">0.25", Threshold(.above, .absolute(0.25)), "> 0.25", nil, 0.25),
      ("  <  -1.5e-2 ", Threshold(.below, .absolute(-0.015)), "< -0.015", nil, -0.015),
      ("> 250", Threshold(.above, .absolute(250)), "> 250", nil, 250),
      ("> 0.8%", Threshold(.above, .absolute(0.008)), "> 0.008", nil, 0.008),
      ("< baseline - 3%", Threshold(.below, .percent(-3)), "< baseline - 3%", 0.8, 0.776),
      ("<baseline-3 %", Threshold(.below, .percent(-3)), "< baseline - 3%", 0.8, 0.776),
      ("< baseline \u{2212} 3%", Threshold(.below, .percent(-3)), "< baseline - 3%", 0.8, 0.776),
      ("< baseline - 0.03", Threshold(.below, .offset(-0.03)), "< baseline - 0.03", 0.75, 0.72),
      ("> baseline + 50%", Threshold(.above, .percent(50)), "> baseline + 50%", 80, 120),
      ("> baseline", Threshold(.above, .offset(0)), "> baseline", 0.4, 0.4),
      ("> baseline + 10%", Threshold(.above, .percent(10)), "> baseline + 10%", -2, -1.8),
      ("> baseline + 1", Threshold(.above, .offset(1)), "> baseline + 1", nil, nil),
      ("± 0.25", Threshold(.outside, .absolute(0.25)), "± 0.25", nil, 0.25),
      ("+-0.25", Threshold(.outside, .absolute(0.25)), "± 0.25", nil, 0.25),
      (" +/- 25%", Threshold(.outside, .absolute(0.25)), "± 0.25", 7, 0.25),
      ("+\u{2212} 1e-3", Threshold(.outside, .absolute(0.001)), "± 0.001", nil, 0.001),
      ("baseline ± 10%", Threshold(.outside, .percent(10)), "baseline ± 10%", 0.3, 0.33),
      ("baseline+-10 %", Threshold(.outside, .percent(10)), "baseline ± 10%", -2, -1.8),
      ("baseline +/- 0.02", Threshold(.outside, .offset(0.02)), "baseline ± 0.02", 0.3, 0.32),
      ("baseline ± 0.02", Threshold(.outside, .offset(0.02)), "baseline ± 0.02", nil, nil),
      ("> baseline + 1", Threshold(.above, .offset(1)), "> baseline + 1", .infinity, nil),
    ] as [(String, Threshold, String, Double?, Double?)])
  func reads(text: String, expected: Threshold, written: String, baseline: Double?, limit: Double?) throws {
    let threshold = try Threshold(parsing: text)
    #expect(threshold == expected)
    #expect(threshold.text == written)
    #expect(try Threshold(parsing: written) == expected)
    let resolved = threshold.limit(baseline: baseline)
    #expect((resolved == nil) == (limit == nil))
    if let resolved, let limit { #expect(abs(resolved - limit) < 1e-12) }
  }

  @Test(
    "What is not a threshold is refused with its reason",
    arguments: [
      ("", .empty), ("   ", .empty), ("0.1", .noComparison), ("= 3", .noComparison), (">= 3", .notStrict),
      ("<=3", .notStrict), (">", .notANumber("")), ("> ten", .notANumber("ten")), ("> nan", .notANumber("nan")),
      ("> inf", .notANumber("inf")), ("> 0x10", .notANumber("0x10")), ("> 1e999", .notANumber("1e999")),
      ("> %", .notANumber("%")), ("> 1 2", .notANumber("1 2")), ("> 1,5", .notANumber("1,5")),
      ("> baseline +", .noDistance), ("> baseline * 2", .noSign("* 2")), ("> baselines", .noSign("s")),
      ("±", .noWidth), ("± 0", .noWidth), ("± -1", .noWidth), ("baseline ±", .noWidth), ("baseline ± 0%", .noWidth),
      ("± x", .notANumber("x")), ("baseline", .noComparison), ("baseline + 3", .noComparison),
      ("> ± 3", .notANumber("± 3")), ("> baseline ± 3", .noSign("± 3")), ("± baseline", .notANumber("baseline")),
      ("> baseline + x", .notANumber("x")), ("> baseline - -3", .notANumber("-3")),
    ] as [(String, ThresholdError.Problem)])
  func refuses(text: String, problem: ThresholdError.Problem) throws {
    let error = try #require(throws: ThresholdError.self) { try Threshold(parsing: text) }
    #expect(error.problem == problem)
    #expect(error.description.contains("< baseline - 3%"), "the message names the allowed forms")
  }

  @Test(
    "A band is passed on either side, and left again inside",
    arguments: [
      ("± 0.2", nil, 0.21, true), ("± 0.2", nil, -0.21, true), ("± 0.2", nil, 0.2, false), ("± 0.2", 9, -0.2, false),
      ("baseline ± 0.25", 4, 4.5, true), ("baseline ± 0.25", 4, 3.5, true), ("baseline ± 0.25", 4, 4, false),
      ("baseline ± 10%", -10, -11.5, true), ("baseline ± 10%", -10, -8.5, true), ("baseline ± 10%", -10, -10.5, false),
    ] as [(String, Double?, Double, Bool)])
  func band(text: String, baseline: Double?, value: Double, isPassed: Bool) throws {
    let threshold = try Threshold(parsing: text)
    #expect(threshold.edges(baseline: baseline)?.isPassed(by: value) == isPassed)
    if isPassed { #expect(threshold.isCleared(by: value, baseline: baseline) == false) }
    let edge = try #require(threshold.limit(baseline: baseline, near: value))
    #expect(threshold.isCleared(by: edge, baseline: baseline) == false, "the edge itself is neither past nor back")
    #expect(threshold.edges(baseline: baseline)?.isPassed(by: edge) == false)
    #expect(threshold.isCleared(by: (edge + threshold.center(baseline: baseline)) / 2, baseline: baseline) == true)
  }

  @Test(
    "A glob matches the whole text",
    arguments: [
      ("*", "", true), ("*", "anything", true), ("", "", true), ("", "a", false), ("region=*", "region=apac", true),
      ("region=*", "product=a", false), ("?", "a", true), ("?", "", false), ("?*", "", false),
      ("a*b*c", "axxbyyc", true),
      ("a*b*c", "axxbyy", false), ("*a", "banana", true), ("a?c", "abc", true), ("a?c", "ac", false), ("A", "a", false),
      ("*=é?", "x=éb", true), ("**a", "ba", true), ("[a]", "a", false),
    ] as [(Glob, String, Bool)])
  func glob(pattern: Glob, text: String, matches: Bool) {
    #expect(pattern.matches(text) == matches)
  }
}
