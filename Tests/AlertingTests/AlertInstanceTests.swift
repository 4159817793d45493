import Notation
import Readings
import Testing

@testable import Alerting

/// Each case is a script: `minute level` steps in, `minute from>to level #episode` transitions out.
///
/// A level may be `gone` (no reading at all), or a bare PSI value, which has the level of the standard gradient.
@Suite("Alert state machine")
struct AlertInstanceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var rule: Rule
    var steps: String
    var expected: String
    var testDescription: String { name }

    init(_ name: String, _ rule: Rule, _ steps: String, _ expected: String) {
      self.name = name
      self.rule = rule
      self.steps = steps
      self.expected = expected
    }
  }

  static func run(_ steps: String, rule: Rule, book: AlertBook? = nil) -> (book: AlertBook, log: [String]) {
    var book = book ?? AlertBook(model: psiIdentity.model, rules: [rule])
    var log: [String] = []
    for step in steps.split(separator: ",") {
      let parts = step.split(separator: " ").map(String.init)
      let now = minute(Int64(parts[0]) ?? 0)
      let input: Reading?
      if let level = Level(rawValue: parts[1]) {
        input = reading(level, at: now)
      } else if let value = Double(parts[1]) {
        input = reading(value > 0.2 ? .red : value > 0.1 ? .yellow : .green, value, at: now)
      } else {
        input = nil
      }
      for change in book.evaluate(input.map { [$0] } ?? [], now: now) {
        #expect(change.at == now)
        log.append(
          "\((change.at - minute(0)).microseconds / 60_000_000) \(change.from)>\(change.to) \(change.level) "
            + "#\(change.episode)")
      }
    }
    return (book, log)
  }

  static func cases() throws -> [Case] {
    let plain = psiRule()
    let slow = psiRule(yellow: try condition(for: 10), red: try condition(for: 5))
    let keeping = psiRule(yellow: try condition(), red: try condition(keep: 15))
    let hysteresis = psiRule(yellow: nil, red: try condition(at: "> 0.25", clear: "< 0.20"))
    func silent(_ after: Int64, _ state: Rule.NoData.State) -> Rule {
      psiRule(noData: Rule.NoData(after: .minutes(after), state: state))
    }
    return [
      Case("nothing is told of a healthy series", plain, "0 green,5 green,10 green", ""),
      Case("nothing is told of too few rows", plain, "0 insufficient,5 insufficient", ""),
      Case("without for it fires at once", plain, "0 green,5 red", "5 green>firing red #1"),
      Case("it can fire at the first reading", plain, "0 yellow", "0 unknown>firing yellow #1"),
      Case(
        "for is kept to the minute", slow, "0 green,5 yellow,14 yellow,15 yellow",
        "5 green>pending yellow #0,15 pending>firing yellow #1"),
      Case(
        "a late evaluation fires when it comes", slow, "5 yellow,27 yellow",
        "5 unknown>pending yellow #0,27 pending>firing yellow #1"),
      Case(
        "flapping below for never fires", slow, "0 yellow,9 green,10 yellow,19 green,20 yellow,29 green",
        "0 unknown>pending yellow #0,9 pending>green green #0,10 green>pending yellow #0,19 pending>green green #0,"
          + "20 green>pending yellow #0,29 pending>green green #0"),
      Case(
        "yellow's for runs on while it is red", slow, "0 yellow,8 red,10 red,13 red",
        "0 unknown>pending yellow #0,10 pending>firing yellow #1,13 firing>firing red #1"),
      Case(
        "what is past red is past yellow too, whatever its bound",
        psiRule(yellow: try condition(at: "> 0.3"), red: try condition(for: 10)), "0 0.25,10 0.25",
        "0 unknown>firing yellow #1,10 firing>firing red #1"),
      Case(
        "red's own for may be over first", slow, "0 red,5 red,10 red",
        "0 unknown>pending red #0,5 pending>firing red #1"),
      Case(
        "escalation starts anew when red was interrupted", slow, "0 yellow,10 red,14 yellow,15 red,19 red,20 red",
        "0 unknown>pending yellow #0,10 pending>firing yellow #1,20 firing>firing red #1"),
      Case(
        "up and down within one episode", plain, "0 yellow,5 red,10 yellow,15 red,20 green,25 green",
        "0 unknown>firing yellow #1,5 firing>firing red #1,10 firing>firing yellow #1,15 firing>firing red #1,"
          + "20 firing>resolved green #1"),
      Case(
        "a second episode", plain, "0 red,5 green,10 red,15 green,20 green,25 yellow",
        "0 unknown>firing red #1,5 firing>resolved green #1,10 resolved>firing red #2,15 firing>resolved green #2,"
          + "25 green>firing yellow #3"),
      Case(
        "keep_firing_for is kept to the minute", keeping, "0 red,5 green,19 green,20 green",
        "0 unknown>firing red #1,5 firing>recovering red #1,20 recovering>resolved green #1"),
      Case(
        "a relapse ends the recovery and its timer", keeping,
        "0 red,5 green,10 red,15 green,20 green,29 green,30 green",
        "0 unknown>firing red #1,5 firing>recovering red #1,10 recovering>firing red #1,15 firing>recovering red #1,"
          + "30 recovering>resolved green #1"),
      Case(
        "red is kept while it is yellow", keeping, "0 red,5 yellow,19 yellow,20 yellow,25 green",
        "0 unknown>firing red #1,20 firing>firing yellow #1,25 firing>resolved green #1"),
      Case(
        "between clear and at nothing changes", hysteresis, "0 0.26,5 0.22,10 0.2,15 0.24,20 0.19",
        "0 unknown>firing red #1,20 firing>resolved green #1"),
      Case("below at it does not begin", hysteresis, "0 0.24,5 0.25,10 0.251", "10 green>firing red #1"),
      Case(
        "a pending alert is not held up by clear",
        psiRule(yellow: nil, red: try condition(at: "> 0.25", clear: "< 0.2", for: 5)),
        "0 0.26,4 0.24,5 0.26,9 0.26,10 0.26",
        "0 unknown>pending red #0,4 pending>green green #0,5 green>pending red #0,10 pending>firing red #1"),
      Case(
        "insufficient stops the clock of for", slow, "0 red,3 insufficient,23 red,24 red,25 red",
        "0 unknown>pending red #0,25 pending>firing red #1"),
      Case(
        "insufficient does not resolve", plain, "0 red,5 insufficient,500 insufficient,505 green",
        "0 unknown>firing red #1,505 firing>resolved green #1"),
      Case(
        "insufficient stops the clock of recovery", keeping, "0 red,5 green,10 insufficient,60 green,69 green,70 green",
        "0 unknown>firing red #1,5 firing>recovering red #1,70 recovering>resolved green #1"),
      Case(
        "without no_data a gap changes nothing", plain, "0 red,5 gone,600 nodata,605 red,610 green",
        "0 unknown>firing red #1,610 firing>resolved green #1"),
      Case(
        "nodata is told once, after its time", silent(30, .nodata),
        "0 green,5 nodata,34 nodata,35 nodata,40 gone,45 nodata,50 green",
        "35 green>nodata nodata #0,50 nodata>green green #0"),
      Case(
        "rows in between start the time of nodata anew", silent(30, .nodata),
        "0 nodata,20 insufficient,30 gone,59 gone",
        ""),
      Case(
        "an episode outlives a gap", silent(30, .nodata), "0 red,5 gone,35 gone,40 red,45 green",
        "0 unknown>firing red #1,35 firing>nodata nodata #1,40 nodata>firing red #1,45 firing>resolved green #1"),
      Case(
        "an episode may end with the gap", silent(0, .nodata), "0 red,5 gone,10 green",
        "0 unknown>firing red #1,5 firing>nodata nodata #1,10 nodata>resolved green #1"),
      Case("nodata kept", silent(30, .keep), "0 red,5 gone,500 gone", "0 unknown>firing red #1"),
      Case(
        "nodata as green", silent(30, .green), "0 red,5 gone,34 gone,35 gone,40 gone",
        "0 unknown>firing red #1,35 firing>resolved green #1"),
      Case("nodata as red", silent(30, .red), "0 green,5 gone,35 gone,40 gone", "35 green>firing red #1"),
      Case(
        "an error is told once and does not resolve", plain, "0 red,5 error,10 error,15 red,20 error,25 green",
        "0 unknown>firing red #1,5 firing>error error #1,15 error>firing red #1,20 firing>error error #1,"
          + "25 error>resolved green #1"),
      Case(
        "an error drops what was pending", slow, "0 red,4 error,5 red,9 red,10 red",
        "0 unknown>pending red #0,4 pending>error error #0,5 error>pending red #0,10 pending>firing red #1"),
      Case(
        "a rule without red takes red for yellow", psiRule(red: nil), "0 green,5 red,10 yellow,15 green",
        "5 green>firing yellow #1,15 firing>resolved green #1"),
      Case("a rule without yellow does not mind it", psiRule(yellow: nil), "0 yellow,5 yellow", ""),
      Case("a rule's own minimum of rows", psiRule(minSamples: 1001), "0 red,5 red", ""),
    ]
  }

  @Test("An alert goes through its states", arguments: try AlertInstanceTests.cases())
  func scripts(_ test: Case) {
    let (_, log) = Self.run(test.steps, rule: test.rule)
    #expect(log == test.expected.split(separator: ",").map(String.init))
  }

  @Test("Evaluations in between change nothing", arguments: try AlertInstanceTests.cases())
  func idempotent(_ test: Case) {
    let doubled = test.steps.split(separator: ",").flatMap { [$0, $0] }.joined(separator: ",")
    let (twice, twiceLog) = Self.run(doubled, rule: test.rule)
    let (once, onceLog) = Self.run(test.steps, rule: test.rule)
    #expect(twiceLog == onceLog)
    #expect(twice.instances == once.instances)
  }

  @Test("The same reading evaluated every minute fires at the same time as at the ends alone")
  func cadence() throws {
    let slow = psiRule(yellow: try condition(for: 10), red: nil)
    let often = (0...15).map { "\($0) yellow" }.joined(separator: ",")
    let (frequent, frequentLog) = Self.run(often, rule: slow)
    let (rare, rareLog) = Self.run("0 yellow,10 yellow,15 yellow", rule: slow)
    #expect(frequentLog == rareLog)
    #expect(frequent.instances == rare.instances)
  }

  @Test("A time that is not later is ignored")
  func backwards() {
    let (before, _) = Self.run("0 green,10 green", rule: psiRule())
    let (after, log) = Self.run("9 red,10 red", rule: psiRule(), book: before)
    #expect(log.isEmpty)
    #expect(after.instances == before.instances)
    #expect(after.evaluatedAt == minute(10))
  }

  @Test(
    "A bound of the rule's own asks for the same evidence as the gradient",
    arguments: [
      (.test(isBeyondChance: false), nil, nil, .interval, false),
      (.test(isBeyondChance: true), nil, nil, .interval, true),
      (.value, nil, nil, .interval, true),
      (.interval(isBeyondChance: true), 0.24, 0.4, .interval, false),
      (.interval(isBeyondChance: false), 0.26, 0.4, .interval, false),
      (.interval(isBeyondChance: false), 0.26, 0.4, .point, true),
      (.interval(isBeyondChance: true), 0.26, 0.4, .interval, true),
      (.interval(isBeyondChance: true), nil, nil, .interval, false),
      (.interval(isBeyondChance: true), 0.24, 0.4, .point, true),
    ] as [(Measurement.Evidence, Double?, Double?, Gradient.Confidence, Bool)])
  func evidence(
    kind: Measurement.Evidence, low: Double?, high: Double?, confidence: Gradient.Confidence, fires: Bool
  ) throws {
    let rule = psiRule(yellow: nil, red: try condition(at: "> 0.25"))
    var instance = AlertInstance(identity: psiIdentity, since: minute(0))
    let change = instance.step(
      reading(.green, 0.3, evidence: kind, low: low, high: high), rule: rule, now: minute(0), confidence: confidence)
    #expect((change != nil) == fires)
  }

  @Test("A bound relative to the baseline takes the reading's")
  func baseline() throws {
    let rule = psiRule(yellow: try condition(at: "> baseline + 50%"), red: nil)
    var instance = AlertInstance(identity: psiIdentity, since: minute(0))
    #expect(instance.step(reading(.red, 0.3), rule: rule, now: minute(0)) == nil)
    let change = instance.step(reading(.red, 0.31, baseline: 0.2), rule: rule, now: minute(5))
    #expect(change?.to == .firing)
    #expect(abs(try #require(change?.figures.threshold) - 0.3) < 1e-12)
  }

  @Test("A transition carries the figures of its level")
  func figures() throws {
    var instance = AlertInstance(identity: psiIdentity, since: minute(0))
    let rule = psiRule()
    let redStep = instance.step(reading(.red, 0.3, low: 0.28, high: 0.33), rule: rule, now: minute(0))
    let red = try #require(redStep)
    #expect(red.figures.value == 0.3)
    #expect(red.figures.low == 0.28)
    #expect(red.figures.threshold == 0.2)
    #expect(red.figures.windowStart == minute(-60))
    let yellowStep = instance.step(reading(.yellow), rule: rule, now: minute(5))
    let yellow = try #require(yellowStep)
    #expect(yellow.previousLevel == .red)
    #expect(yellow.figures.threshold == 0.1)
    let resolvedStep = instance.step(reading(.green), rule: rule, now: minute(10))
    let resolved = try #require(resolvedStep)
    #expect(resolved.previousLevel == .yellow)
    #expect(resolved.figures.value == 0.05)
    #expect(resolved.figures.threshold == 0.1)
    #expect(instance.since == minute(10))
  }
}
