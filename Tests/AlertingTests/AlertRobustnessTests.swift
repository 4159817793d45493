import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

/// What an alert has to stand: flapping, gaps and restarts.
@Suite("Alerts over flapping, gaps and restarts")
struct AlertRobustnessTests {
  private static func restarted(_ book: AlertBook) throws -> AlertBook {
    let stored = try JSONEncoder().encode(book.instances)
    return AlertBook(
      model: book.model, rules: book.rules, instances: try JSONDecoder().decode([AlertInstance].self, from: stored),
      evaluatedAt: book.evaluatedAt)
  }

  /// A sign each five minutes: `r` red, `g` green, `.` no reading, `i` too few rows; `|` is a restart in between.
  private func run(_ script: String, rule: Rule) throws -> [String] {
    var book = AlertBook(model: psiIdentity.model, rules: [rule])
    var told: [String] = []
    var time: Int64 = 0
    for sign in script {
      guard sign != "|" else {
        book = try Self.restarted(book)
        continue
      }
      let now = minute(time)
      let input: [Reading] =
        switch sign {
        case "r": [reading(.red, at: now)]
        case "i": [reading(.insufficient, at: now)]
        case ".": []
        default: [reading(.green, at: now)]
        }
      told += book.evaluate(input, now: now).map { "\(time) \($0.to)" }
      time += 5
    }
    return told
  }

  private func rule(for hold: Int64 = 0, keep: Int64 = 0, noData: Rule.NoData? = nil) throws -> Rule {
    psiRule(yellow: nil, red: try condition(for: hold, keep: keep), noData: noData)
  }

  @Test("A figure that flaps faster than for never fires, and one that flaps faster than keep_firing_for fires once")
  func flapping() throws {
    let script = String(repeating: "rg", count: 50)
    #expect(try run(script, rule: rule(for: 10)).allSatisfy { $0.hasSuffix("pending") || $0.hasSuffix("green") })
    let kept = try run(script, rule: rule(keep: 10))
    #expect(kept.count { $0.hasSuffix("resolved") } == 0)
    #expect(kept.first == "0 firing")
    #expect(try run(script, rule: rule()).count { $0.hasSuffix("resolved") } == 50)
  }

  @Test("A gap is no recovery", arguments: ["....", "....................", "iiii", ".i.i"])
  func gap(_ gap: String) throws {
    #expect(try run("r" + gap + "rrr", rule: rule()) == ["0 firing"])
    #expect(try run("rg" + gap + "r", rule: rule(keep: 30)).contains { $0.hasSuffix("resolved") } == false)
  }

  @Test("Time in a gap does not count towards for")
  func gapInPending() throws {
    #expect(try run("r.....rr", rule: rule(for: 10)) == ["0 pending", "35 firing"])
  }

  @Test("A restart resets neither for nor keep_firing_for", arguments: 0...8)
  func restart(at position: Int) throws {
    let script = "grrrrgggg"
    let rule = try rule(for: 10, keep: 10)
    let whole = try run(script, rule: rule)
    #expect(whole == ["5 pending", "15 firing", "25 recovering", "35 resolved"])
    var broken = Array(script)
    broken.insert("|", at: position)
    #expect(try run(String(broken), rule: rule) == whole)
  }

  @Test("An end is told exactly once, however long it stays well and however often it restarts")
  func resolvedOnce() throws {
    let script = "r" + String(repeating: "g|", count: 50) + "r" + String(repeating: "|g", count: 50)
    let told = try run(script, rule: rule())
    #expect(told.map { $0.split(separator: " ")[1] } == ["firing", "resolved", "firing", "resolved"])
  }

  @Test("An alert whose series vanishes over a restart is without data, not forgotten")
  func vanished() throws {
    let noData = Rule.NoData(after: .minutes(10), state: .nodata)
    #expect(try run("r|...", rule: rule(noData: noData)) == ["0 firing", "15 nodata"])
  }

  @Test("Spans of any length do no harm")
  func longSpans() throws {
    let forever = TimeSpan(microseconds: .max)
    let long = Rule.Condition(at: try Threshold(parsing: "> baseline"), holdFor: forever, keepFiringFor: forever)
    var rule = psiRule(yellow: long, red: Rule.Condition(keepFiringFor: forever))
    rule.noData = Rule.NoData(after: forever, state: .red)
    rule.against = forever
    var book = AlertBook(model: "m", rules: [rule])
    var told: [AlertStatus.State] = []
    for (step, level) in [Level.green, .red, .green, .nodata, .insufficient, .green].enumerated() {
      let now = minute(Int64(step) * 5)
      told += book.evaluate([reading(level, at: now)], now: now).map(\.to)
    }
    told += book.evaluateSilence(now: .distantFuture).map(\.to)
    #expect(told == [.firing])
  }

  @Test("Random series over random restarts: the same is told as without", arguments: Array(1...16) as [UInt64])
  func randomRestarts(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func pick<T>(_ choices: [T]) -> T { choices[Int(generator.next() % UInt64(choices.count))] }
    let keys = ["age", "income", "tenure"].map { SeriesKey(metric: .psi, feature: $0, window: "1h") }
    let term = Criterion.Term(metric: .psi, test: .level(.red))
    let rules = [
      psiRule(
        yellow: try condition(for: pick([0, 10])), red: try condition(clear: "< 0.04", for: pick([0, 5]), keep: 10),
        noData: Rule.NoData(after: .minutes(10), state: pick(Rule.NoData.State.allCases))),
      compositeRule(.count(Criterion.Count(atLeast: 2, things: .features, level: .red)), for: pick([0, 10])),
      {
        var rule = compositeRule(.any([term]), yellow: Rule.Condition(), against: nil)
        rule.alert = "Mixed"
        return rule
      }(),
    ]
    var whole = AlertBook(model: "m", rules: rules)
    var broken = whole
    var count = 0
    for step in 0..<150 {
      let now = minute(Int64(step) * 5)
      let readings = keys.compactMap { key in
        pick([true, true, true, false])
          ? reading(pick([.green, .green, .yellow, .red, .red, .insufficient, .error, .nodata]), key: key, at: now)
          : nil
      }
      let expected = whole.evaluate(readings, now: now)
      #expect(broken.evaluate(readings, now: now) == expected, "seed \(seed), step \(step)")
      if pick([true, false, false]) { broken = try Self.restarted(broken) }
      count += expected.count
    }
    #expect(count > 20, "seed \(seed)")
  }
}
