import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alerts that somebody holds at a level")
struct LevelOverrideTests {
  private func people(_ level: Level, from: Int64 = 0, until: Int64, segment: String = "region=apac") throws
    -> PeopleBook
  {
    var people = PeopleBook()
    people.overrides = [
      LevelOverride(
        id: "00000001", matchers: LabelMatchers([try LabelMatcher("segment", .equal, segment)]), level: level,
        from: minute(from), until: minute(until), by: "ada", reason: "known")
    ]
    return people
  }

  @Test(
    "It is graded as if the series stood there, with the figures as measured",
    arguments: Level.allCases, [Level.green, .yellow, .red])
  func levels(measured: Level, held: Level) throws {
    var book = AlertBook(model: "m", rules: [psiRule()])
    _ = book.evaluate([reading(.green)], now: minute(0))
    let input = reading(measured, at: minute(5))
    let changes = book.evaluate([input], now: minute(5), people: try people(held, until: 60))
    #expect(changes.map(\.to) == (held == .green ? [] : [.firing]))
    #expect(changes.allSatisfy { $0.level == held && $0.figures.value == input.value })
    let other = book.evaluate(
      [reading(measured, at: minute(10))], now: minute(10), people: try people(.green, until: 60))
    #expect(other.map(\.to) == (held == .green ? [] : [.resolved]))
  }

  @Test("Who holds it and at what is said with the figures, at green as well, and both go with the hold")
  func because() throws {
    var book = AlertBook(model: "m", rules: [psiRule()])
    let identity = AlertIdentity(rule: "FeatureDrift", model: "m", key: psiKey)
    _ = book.evaluate([reading(.red)], now: minute(0), people: try people(.green, until: 10))
    let held = try #require(book.instance(identity))
    #expect(held.state == .green && held.figures.value == 0.3)
    #expect(held.figures.because == "held at green by ada until \(minute(10).rfc3339)")
    _ = book.evaluate([reading(.green, at: minute(10))], now: minute(10), people: try people(.green, until: 10))
    #expect(book.instance(identity)?.figures == AlertFigures())
  }

  @Test("Held by the engine's clock, from and until")
  func clock() throws {
    var book = AlertBook(model: "m", rules: [psiRule()])
    let people = try people(.green, from: 1000, until: 1010)
    var told: [String] = []
    for step in 0..<6 {
      let (now, clock) = (minute(Int64(step) * 5), minute(995 + Int64(step) * 5))
      told += book.evaluate([reading(.red, at: now)], now: now, people: people, clock: clock).map { "\(step) \($0.to)" }
    }
    #expect(told == ["0 firing", "1 resolved", "3 firing"])
  }

  @Test("Others are as they are, and a series that appears meanwhile is held from its first reading")
  func others() throws {
    let key = SeriesKey(metric: .psi, segment: "all", feature: "age", window: "1h")
    var book = AlertBook(model: "m", rules: [psiRule()])
    let people = try people(.green, until: 60)
    let changes = book.evaluate([reading(.red, key: key)], now: minute(0), people: people)
    #expect(changes.map(\.identity.key) == [key])
    #expect(book.evaluate([reading(.red), reading(.red, key: key)], now: minute(5), people: people).isEmpty)
    #expect(book.instance(AlertIdentity(rule: "FeatureDrift", model: "m", key: psiKey))?.state == .green)
  }

  @Test("Held while nothing comes, too; of several the newest counts")
  func silence() throws {
    var book = AlertBook(model: "m", rules: [psiRule()])
    _ = book.evaluate([reading(.red)], now: minute(0))
    var people = try people(.green, until: 60)
    #expect(book.evaluateSilence(now: minute(30), people: people).map(\.to) == [.resolved])
    people.overrides.append(
      LevelOverride(
        id: "2", matchers: LabelMatchers([]), level: .yellow, from: minute(0), until: minute(60), by: "a", reason: "b"))
    #expect(book.evaluateSilence(now: minute(35), people: people).map(\.level) == [.yellow])
    #expect(book.evaluate([], now: minute(40), people: people).isEmpty)
  }

  @Test("Timers run while it is held")
  func timers() throws {
    var book = AlertBook(model: "m", rules: [psiRule(yellow: nil, red: try condition(for: 10, keep: 5))])
    let held = try people(.red, until: 12)
    var told: [String] = []
    for time in stride(from: Int64(0), through: 20, by: 5) {
      told += book.evaluate([reading(.green, at: minute(time))], now: minute(time), people: held).map {
        "\(time) \($0.to)"
      }
    }
    #expect(told == ["0 pending", "10 firing", "15 recovering", "20 resolved"])
  }

  @Test("When nobody holds it any more, figures of labels are judged anew, though they are the same")
  func labels() throws {
    let rule = Rule(alert: "F1", group: "g", metric: .f1, window: "1h", red: Rule.Condition())
    var book = AlertBook(model: "m", rules: [rule])
    let labels = LabelState(coverage: 0.9, revision: 0, isFinal: false)
    let input = figure(.f1, 0.9, .green, at: minute(0), labels: labels)
    let held = try people(.red, until: 12, segment: "all")
    var told: [String] = []
    for time in stride(from: Int64(0), through: 20, by: 5) {
      told += book.evaluate([input], now: minute(time), people: held).map { "\(time) \($0.to)" }
    }
    #expect(told == ["0 firing", "15 resolved"])
  }

  @Test("A composite alert can be held")
  func composite() throws {
    let criterion = Criterion.count(Criterion.Count(atLeast: 3, things: .features, level: .red))
    var book = AlertBook(model: "m", rules: [compositeRule(criterion)])
    let changes = book.evaluate(
      [reading(.red, key: SeriesKey(metric: .psi, feature: "age", window: "1h"))], now: minute(0),
      people: try people(.red, until: 60, segment: "all"))
    #expect(changes.map(\.to) == [.firing])
    #expect(
      changes.first?.figures.because == "held at red by ada until \(minute(60).rfc3339); 1 of 1 features red: age")
  }
}
