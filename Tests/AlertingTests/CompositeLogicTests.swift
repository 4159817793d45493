import Notation
import Readings
import Testing

@testable import Alerting

/// Verdicts are written `+` past, `-` clear, `?` unknown, `0` no data, `!` error.
@Suite("Logic of composite criteria")
struct CompositeLogicTests {
  private static func ruling(_ sign: Character) -> Ruling {
    switch sign {
    case "+": .past
    case "-": .clear
    case "0": .noData
    case "!": .error
    default: .unknown
    }
  }

  private static func sign(_ ruling: Ruling) -> Character {
    switch ruling {
    case .past: "+"
    case .clear: "-"
    case .between: "~"
    case .noData: "0"
    case .error: "!"
    case .unknown: "?"
    }
  }

  private static func reading(_ sign: Character, feature: String) -> Reading? {
    switch sign {
    case "+": figure(.psi, 0.3, .red, feature: feature)
    case "-": figure(.psi, 0.05, .green, feature: feature)
    case "!": figure(.psi, nil, .error, feature: feature)
    case "?": figure(.psi, nil, .insufficient, feature: feature)
    default: nil
    }
  }

  @Test(
    "All and any follow Kleene's tables",
    arguments: [
      ("++", "+", "+"), ("+-", "-", "+"), ("+?", "?", "+"), ("+0", "?", "+"), ("+!", "?", "+"),
      ("--", "-", "-"), ("-?", "-", "?"), ("-0", "-", "?"), ("-!", "-", "?"),
      ("??", "?", "?"), ("?0", "?", "?"), ("?!", "?", "?"), ("00", "0", "0"), ("0!", "?", "?"), ("!!", "!", "!"),
      ("+++", "+", "+"), ("+?-", "-", "+"), ("", "?", "?"), ("+", "+", "+"), ("-", "-", "-"),
    ] as [(String, Character, Character)])
  func kleene(terms: String, all: Character, any: Character) {
    for order in [Array(terms), terms.reversed()] {
      #expect(Self.sign(Judge.conjunction(order.map(Self.ruling))) == all)
      #expect(Self.sign(Judge.disjunction(order.map(Self.ruling))) == any)
    }
  }

  @Test(
    "A count is known as soon as what is unknown cannot change it",
    arguments: [
      ("+++", 3, "+"), ("++-", 3, "-"), ("++?", 3, "?"), ("++0", 3, "-"), ("++!", 3, "?"), ("+++?", 3, "+"),
      ("+??", 3, "?"), ("+-?", 3, "-"), ("000", 1, "0"), ("00-", 1, "-"), ("!!", 1, "!"), ("", 1, "0"), ("?", 1, "?"),
    ] as [(String, Int, Character)])
  func count(series: String, atLeast: Int, expected: Character) {
    let criterion = Criterion.count(Criterion.Count(atLeast: atLeast, things: .features, level: .red))
    let witnesses = series.enumerated().map { index, sign in
      Witness(
        key: SeriesKey(metric: .psi, feature: "f\(index)", window: "1h"),
        reading: Self.reading(sign, feature: "f\(index)"))
    }
    let judge = Judge(rule: compositeRule(criterion), confidence: .interval)
    let finding = judge.finding(of: criterion, witnesses)
    #expect(Self.sign(finding.ruling) == expected)
    #expect(finding.figures.threshold == Double(atLeast))
    #expect(finding.figures.n == series.filter { "+-".contains($0) }.count)
  }

  @Test("A count of yellow takes red for yellow, too")
  func countLevel() {
    let readings = [
      figure(.psi, 0.3, .red, feature: "a"), figure(.psi, 0.15, .yellow, feature: "b"),
      figure(.psi, 0.05, .green, feature: "c"),
    ]
    let witnesses = readings.map { Witness(key: $0.key, reading: $0) }
    for (level, count, text) in [
      (Level.yellow, 2.0, "2 of 3 features yellow or worse: a, b"), (.red, 1, "1 of 3 features red: a"),
    ] {
      let criterion = Criterion.count(Criterion.Count(atLeast: 9, things: .features, level: level))
      let figures = Judge(rule: compositeRule(criterion), confidence: .interval).finding(of: criterion, witnesses)
        .figures
      #expect(figures.value == count)
      #expect(figures.because == text)
    }
  }

  @Test(
    "A budget burns where the near end of the interval is past the multiple in every window",
    arguments: [
      // 99 % objective, 10 times: 0.1 goes wrong.
      (0.15, 0.02, 0.15, 0.02, "+"), (0.15, 0.06, 0.15, 0.02, "-"), (0.15, 0.02, 0.09, 0.001, "-"),
      (0.15, 0.02, nil, nil, "?"), (0.05, 0.001, nil, nil, "-"), (0.1, 0, 0.1, 0, "-"), (nil, nil, nil, nil, "?"),
    ] as [(Double?, Double?, Double?, Double?, Character)], [Metric.errorRate, .accuracy])
  func burn(_ test: (Double?, Double?, Double?, Double?, Character), metric: Metric) {
    let burn = Criterion.Burn(objective: 0.99, factor: 10, windows: ["1h", "5m"])
    let criterion = Criterion.burn(burn)
    // Of a metric that is worse when lower the rest of 1 goes wrong.
    func share(_ wrong: Double?) -> Double? { metric == .accuracy ? wrong.map { 1 - $0 } : wrong }
    let readings = zip(burn.windows, [(test.0, test.1), (test.2, test.3)]).map { window, share in (window, share) }
    let witnesses = readings.map { window, found in
      let reading = figure(
        metric, share(found.0), found.0 == nil ? .insufficient : .green, window: window, margin: found.1,
        evidence: .interval(isBeyondChance: false))
      return Witness(key: reading.key, reading: reading)
    }
    let judge = Judge(rule: compositeRule(criterion, metric: metric), confidence: .interval)
    #expect(Self.sign(judge.ruling(of: criterion, witnesses)) == test.4)
  }

  @Test("By the figures themselves a budget burns without an interval")
  func burnByPoint() {
    let criterion = Criterion.burn(Criterion.Burn(objective: 0.99, factor: 10, windows: ["1h"]))
    let reading = figure(.errorRate, 0.15, evidence: .interval(isBeyondChance: false))
    for (confidence, ruling) in [(Gradient.Confidence.interval, Ruling.clear), (.point, .past)] {
      let judge = Judge(rule: compositeRule(criterion, metric: .errorRate), confidence: confidence)
      #expect(judge.ruling(of: criterion, [Witness(key: reading.key, reading: reading)]) == ruling)
    }
  }

  @Test("What was found is said in words")
  func words() throws {
    let terms = [
      Criterion.Term(metric: .psi, feature: "age", test: .at(try Threshold(parsing: "> 0.2"))),
      Criterion.Term(metric: .f1, window: "24h", test: .level(.yellow)),
    ]
    func witnesses(_ psi: Double?, _ f1: Level) -> [Witness] {
      let readings = [
        figure(.psi, psi, psi == nil ? .insufficient : .green, feature: "age"), figure(.f1, 0.71, f1, window: "24h"),
      ]
      return readings.map { Witness(key: $0.key, reading: $0) }
    }
    func found(_ criterion: Criterion, _ psi: Double?, _ f1: Level) -> AlertFigures {
      Judge(rule: compositeRule(criterion), confidence: .interval).finding(of: criterion, witnesses(psi, f1)).figures
    }
    #expect(found(.all(terms), 0.31, .red).because == "psi of age 0.31 > 0.2, f1 over 24h 0.71 (red)")
    #expect(found(.all(terms), 0.31, .green).because == "f1 over 24h 0.71 (green)")
    #expect(found(.all(terms), 0.31, .green).value == 0.71)
    #expect(found(.all(terms), 0.12, .red).because == "psi of age 0.12 (not > 0.2)")
    #expect(found(.any(terms), 0.31, .green).because == "psi of age 0.31 > 0.2")
    #expect(found(.any(terms), 0.31, .green).threshold == 0.2)
    #expect(found(.any(terms), 0.12, .green).because == "psi of age 0.12 (not > 0.2), f1 over 24h 0.71 (green)")
    #expect(found(.any(terms), nil, .green).because == "psi of age (too few rows), f1 over 24h 0.71 (green)")

    let burn = Criterion.burn(Criterion.Burn(objective: 0.995, factor: 14.4, windows: ["1h", "5m"]))
    let long = figure(.errorRate, 0.081)
    let rates = Judge(rule: compositeRule(burn, metric: .errorRate), confidence: .point).finding(
      of: burn,
      [
        Witness(key: long.key, reading: long),
        Witness(key: SeriesKey(metric: .errorRate, window: "5m"), reading: nil),
      ])
    #expect(
      rates.figures.because == "error_rate burns a budget of 0.005 at 16.2× over 1h, unknown over 5m (bound 14.4×)")
    #expect(rates.figures.threshold.map { abs($0 - 0.072) < 1e-12 } == true)
  }

  @Test("Past without being surely past is said, too")
  func notSurely() throws {
    let terms = [Criterion.Term(metric: .errorRate, test: .at(try Threshold(parsing: "> 0.01")))]
    let reading = figure(.errorRate, 0.02, margin: 0.015, evidence: .interval(isBeyondChance: true))
    let finding = Judge(rule: compositeRule(.all(terms)), confidence: .interval)
      .finding(of: .all(terms), [Witness(key: reading.key, reading: reading)])
    #expect(finding.ruling == .clear)
    #expect(finding.figures.because == "error_rate 0.02 (not surely > 0.01)")
  }
}
