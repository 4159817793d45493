import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alerts whose rule is gone")
struct RetiredRuleTests {
  private func stored(_ level: Level) -> (instances: [AlertInstance], at: Instant?) {
    var other = psiRule(segments: ["all"])
    other.alert = "Another"
    var book = AlertBook(model: "m", rules: [psiRule(segments: ["*"]), other])
    let all = SeriesKey(metric: .psi, feature: "age", window: "1h")
    _ = book.evaluate([reading(level), reading(level, key: all)], now: minute(0))
    return (book.instances, book.evaluatedAt)
  }

  @Test("An open episode is resolved once, and then forgotten", arguments: [true, false])
  func open(isGone: Bool) throws {
    let (instances, at) = stored(.red)
    let rules = isGone ? [] : [psiRule(segments: ["all"])]
    var book = AlertBook(model: "m", rules: rules, instances: instances, evaluatedAt: at)
    let reading = reading(.red, key: SeriesKey(metric: .psi, feature: "age", window: "1h"))
    #expect(book.evaluate([reading], now: minute(0)).isEmpty)
    let changes = book.evaluate([reading], now: minute(5))
    let expected =
      isGone
      ? ["Another all", "FeatureDrift all", "FeatureDrift region=apac"] : ["Another all", "FeatureDrift region=apac"]
    #expect(changes.map { "\($0.identity.rule) \($0.identity.key.segment)" } == expected)
    for change in changes {
      #expect(change.to == .resolved && change.level == .green && change.episode == 1 && change.figures.value == nil)
      let rule = try #require(book.rule(named: change.identity.rule))
      #expect(rule.alert == change.identity.rule)
      if isGone { #expect(rule.actions == Rule.Actions() && rule.yellow == nil && rule.red == nil) }
    }
    #expect(book.statuses(now: minute(5)) { _, _ in [] }.count { $0.state == .resolved } == expected.count)
    #expect(book.evaluate([reading], now: minute(10)).isEmpty)
    #expect(book.statuses(now: minute(5)) { _, _ in [] }.allSatisfy { $0.state == .firing })
    let after = AlertBook(model: "m", rules: rules, instances: book.instances, evaluatedAt: book.evaluatedAt)
    #expect(after.abandoned.count == expected.count)
    #expect(after.instances.count == (isGone ? 0 : 1))
  }

  @Test("Resolved before the restart or after it: told once either way")
  func crash() {
    let (instances, at) = stored(.red)
    var first = AlertBook(model: "m", rules: [], instances: instances, evaluatedAt: at)
    let told = first.evaluate([], now: minute(5))
    #expect(told.count == 3)
    var unsaved = AlertBook(model: "m", rules: [], instances: instances, evaluatedAt: at)
    #expect(unsaved.evaluate([], now: minute(5)) == told)
    var saved = AlertBook(model: "m", rules: [], instances: first.changes(), evaluatedAt: first.evaluatedAt)
    #expect(saved.evaluate([], now: minute(10)).isEmpty)
    #expect(saved.instances.isEmpty)
  }

  @Test("Without an open episode there is nothing to tell")
  func closed() {
    let (instances, at) = stored(.green)
    var book = AlertBook(model: "m", rules: [], instances: instances, evaluatedAt: at)
    #expect(book.abandoned.count == 3 && book.instances.isEmpty)
    #expect(book.evaluate([], now: minute(5)).isEmpty)
  }

  @Test("Only what has changed is to be stored")
  func changes() {
    var book = AlertBook(model: "m", rules: [psiRule(segments: ["*"])])
    let all = SeriesKey(metric: .psi, feature: "age", window: "1h")
    _ = book.evaluate([reading(.green), reading(.red, key: all)], now: minute(0))
    #expect(book.changes().count == 2)
    // Not known to be safe yet.
    #expect(book.changes().count == 2)
    book.changesAreSafe()
    #expect(book.changes().isEmpty)
    _ = book.evaluate([reading(.green, at: minute(5)), reading(.red, key: all, at: minute(5))], now: minute(5))
    #expect(book.changes().map(\.identity.key) == [all])
    book.changesAreSafe()
    let restored = AlertBook(model: "m", rules: book.rules, instances: book.instances, evaluatedAt: book.evaluatedAt)
    var again = restored
    #expect(again.changes().isEmpty)
    #expect(again.instances.sorted { $0.identity < $1.identity } == book.instances.sorted { $0.identity < $1.identity })
  }

  @Test("An alert that stays green is not touched")
  func untouched() {
    var book = AlertBook(model: "m", rules: [psiRule(noData: Rule.NoData(after: .minutes(30), state: .nodata))])
    _ = book.evaluate([reading(.green)], now: minute(0))
    let before = book.instances
    for time in stride(from: Int64(5), through: 60, by: 5) {
      let level: Level = time % 10 == 0 ? .insufficient : .green
      #expect(book.evaluate([reading(level, at: minute(time))], now: minute(time)).isEmpty)
      #expect(book.instances == before)
    }
    #expect(book.standing.isEmpty)
    #expect(book.evaluatedAt == minute(60))
  }
}
