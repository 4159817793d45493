import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Notice groups")
struct NoticeGroupTests {
  private typealias Fixture = DispatcherFixture

  private static let together = Grouping(
    by: ["alert"], wait: .minutes(1), interval: .minutes(5), repeatAfter: .hours(4))

  @Test("A group waits, then tells at most every interval, and its end once")
  func life() throws {
    var fixture = Fixture([Fixture.hook(Self.together)])
    #expect(fixture.take(Fixture.firing("eu", .yellow, at: 0), at: 0) == [])
    #expect(fixture.dispatcher.nextDue == minute(1))
    #expect(fixture.take(Fixture.firing("us", at: 0), at: 0) == [])
    #expect(fixture.advance(to: 0) == [])
    #expect(fixture.advance(to: 1) == ["hook red ×2 planned"])
    #expect(fixture.take(Fixture.rising("eu", at: 2), Fixture.firing("jp", at: 2), at: 2) == [])
    #expect(fixture.dispatcher.nextDue == minute(6))
    #expect(fixture.advance(to: 6) == ["hook red ×3 planned"])
    #expect(fixture.take(Fixture.resolved("eu", at: 7), Fixture.resolved("us", at: 7), at: 7) == [])
    #expect(fixture.advance(to: 11) == ["hook red ×3 planned"], "what still fires, and what no longer does")
    #expect(fixture.take(Fixture.resolved("jp", at: 12), at: 12) == [])
    #expect(fixture.advance(to: 16) == ["hook green planned"])
    #expect(fixture.dispatcher.groups.isEmpty && fixture.dispatcher.nextDue == nil)
  }

  @Test("What still fires is told again after as long as the action says, grouped or not")
  func repetition() {
    for grouping in [Self.together, Grouping(by: [], wait: .zero, interval: .zero, repeatAfter: .hours(4))] {
      var fixture = Fixture([Fixture.hook(grouping)])
      _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
      _ = fixture.advance(to: 1)
      let told = grouping.by.isEmpty ? Int64(0) : 1
      #expect(fixture.dispatcher.nextDue == minute(told + 240))
      #expect(fixture.advance(to: told + 239) == [])
      #expect(fixture.advance(to: told + 240) == ["hook red planned"])
      #expect(fixture.advance(to: told + 480) == ["hook red planned"])
    }
  }

  @Test("What is over before it is told is not told, and the ledger says so")
  func over() {
    var fixture = Fixture([Fixture.hook(Self.together)])
    _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
    #expect(fixture.take(Fixture.resolved("eu", at: 0), at: 0) == ["hook red over"])
    #expect(fixture.dispatcher.groups.isEmpty)
    #expect(fixture.advance(to: 10) == [])
  }

  @Test("An alert that fires again within the interval is told with both episodes")
  func flapping() {
    var fixture = Fixture([Fixture.hook(Self.together)])
    _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
    #expect(fixture.advance(to: 1) == ["hook red planned"])
    #expect(fixture.take(Fixture.resolved("eu", at: 2), at: 2) == [])
    #expect(fixture.take(Fixture.firing("eu", at: 3, episode: 2), at: 3) == [])
    #expect(fixture.advance(to: 6) == ["hook red ×2 planned"])
    #expect(fixture.take(Fixture.resolved("eu", at: 20, episode: 2), at: 20) == ["hook green planned"])
  }

  @Test(
    "An Alertmanager is not told the end of an alert that fires again, wherever the two stand", arguments: [0, 450])
  func flappingToAlertmanager(others: Int) throws {
    let manager = Action(
      name: "am", kind: .alertmanager(Action.Alertmanager(address: .literal("http://127.0.0.1:9093"))),
      grouping: Self.together)
    var fixture = Fixture([manager])
    _ = fixture.take(Fixture.firing("zz", at: 0), at: 0)
    _ = fixture.advance(to: 1)
    _ = fixture.take(Fixture.resolved("zz", at: 2), at: 2)
    for index in 0..<others { _ = fixture.take(Fixture.firing("r\(index)", at: 3), at: 3) }
    _ = fixture.take(Fixture.firing("zz", at: 3, episode: 2), at: 3)
    let made = fixture.dispatcher.advance(alerts: fixture.alerts, people: fixture.people, now: minute(6))
    let told = try made.flatMap { try JSONDecoder().decode([AlertmanagerAlert].self, from: Data($0.payload.utf8)) }
      .filter { $0.labels["region"] == "zz" }
    #expect(told.last?.endsAt == nil && told.last?.startsAt == minute(3))
    #expect(told.count == (others == 0 ? 1 : 2), "the end in an earlier message, if not left out")
  }

  @Test("What is told of red alone is not told again while the alert is yellow, and its end is")
  func milder() throws {
    var rule = psiRule(actions: Rule.Actions(red: ["hook"], resolved: ["hook"]), segments: ["*"])
    rule.alert = "FeatureDrift"
    let repeated = Grouping(by: [], wait: .zero, interval: .zero, repeatAfter: .minutes(10))
    var fixture = Fixture([Fixture.hook(repeated)], rules: [rule])
    func evaluate(_ fixture: inout Fixture, _ level: Level, at time: Int64) -> [String] {
      let transitions = fixture.alerts.evaluate([reading(level, at: minute(time))], now: minute(time))
      return transitions.flatMap { fixture.take($0, at: time) } + fixture.advance(to: time)
    }
    #expect(evaluate(&fixture, .red, at: 0) == ["hook red planned"])
    #expect(evaluate(&fixture, .red, at: 10) == ["hook red planned"])
    #expect(evaluate(&fixture, .yellow, at: 15) == [])
    #expect(evaluate(&fixture, .yellow, at: 20) == [], "it is not red")
    #expect(evaluate(&fixture, .red, at: 30).contains("hook red planned"))
    #expect(evaluate(&fixture, .yellow, at: 35) == [])
    #expect(evaluate(&fixture, .green, at: 36) == ["hook green planned"])
  }

  @Test("An incident of no data ends with the gap; one of an episode does not")
  func gapAtPager() {
    var fixture = Fixture([Fixture.pager()])
    func gap(_ from: AlertStatus.State, episode: Int, at time: Int64) -> AlertTransition {
      transition(
        to: .nodata, from: from, level: .nodata, episode: episode, at: minute(time), value: nil,
        identity: Fixture.identity("eu"))
    }
    func end(_ to: AlertStatus.State, _ level: Level, previous: Level, episode: Int, at time: Int64) -> AlertTransition
    {
      transition(
        to: to, from: .nodata, level: level, previousLevel: previous, episode: episode, at: minute(time),
        identity: Fixture.identity("eu"))
    }
    #expect(fixture.take(gap(.green, episode: 0, at: 0), at: 0) == ["pager nodata planned"])
    #expect(fixture.take(end(.pending, .red, previous: .nodata, episode: 0, at: 5), at: 5) == ["pager green planned"])
    #expect(fixture.dispatcher.groups.isEmpty)
    #expect(fixture.take(Fixture.firing("eu", at: 10), at: 10) == ["pager red planned"])
    #expect(fixture.take(gap(.firing, episode: 1, at: 15), at: 15) == ["pager nodata planned"])
    #expect(fixture.take(end(.firing, .red, previous: .red, episode: 1, at: 20), at: 20) == [])
    #expect(fixture.take(gap(.firing, episode: 1, at: 25), at: 25) == ["pager nodata planned"])
    #expect(
      fixture.take(end(.resolved, .green, previous: .red, episode: 1, at: 30), at: 30) == ["pager green planned"])
    #expect(fixture.dispatcher.groups.isEmpty)
  }

  @Test("A gap that nobody watches any more ends its incident after a restart")
  func lostGap() throws {
    var fixture = Fixture([Fixture.pager()])
    let gap = transition(
      to: .error, from: .green, level: .error, episode: 0, at: minute(0), value: nil,
      identity: Fixture.identity("eu"))
    #expect(fixture.take(gap, at: 0) == ["pager error planned"])
    try fixture.restart()
    #expect(fixture.advance(to: 5) == ["pager green planned"])
    #expect(fixture.advance(to: 6) == [] && fixture.dispatcher.groups.isEmpty)
  }

  @Test("An Alertmanager keeps hearing of a gap as long as it lasts, and of the alert that fires beside it")
  func gapAtAlertmanager() throws {
    let manager = Action(
      name: "am", kind: .alertmanager(Action.Alertmanager(address: .literal("http://127.0.0.1:9093"))))
    var fixture = Fixture([manager])
    func standing(_ fixture: Fixture) -> [Level] {
      fixture.dispatcher.standing(action: "am", alerts: fixture.alerts).map(\.transition.level)
    }
    _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
    var gap = Fixture.firing("eu", at: 5)
    (gap.from, gap.to, gap.level) = (.firing, .nodata, .nodata)
    let made = fixture.dispatcher.take([gap], alerts: fixture.alerts, people: fixture.people, now: minute(5))
    let told = try made.flatMap { try JSONDecoder().decode([AlertmanagerAlert].self, from: Data($0.payload.utf8)) }
    #expect(told.map(\.endsAt) == [nil], "a gap is no recovery")
    #expect(standing(fixture) == [.red, .nodata])
    try fixture.restart(open: [Fixture.identity("eu")])
    _ = fixture.advance(to: 6)
    #expect(standing(fixture) == [.red, .nodata])
    var back = Fixture.firing("eu", at: 10)
    back.from = .nodata
    #expect(fixture.take(back, at: 10) == [])
    #expect(standing(fixture) == [.red])
  }

  @Test("Groups are told apart by their labels, and no data is told by itself")
  func labels() {
    var fixture = Fixture([Fixture.hook(Grouping(by: ["region"], wait: .zero))])
    let gap = transition(
      to: .nodata, from: .green, level: .nodata, at: minute(0), value: nil, identity: Fixture.identity("eu"))
    #expect(
      fixture.take(Fixture.firing("eu", at: 0), Fixture.firing("us", at: 0), at: 0)
        == ["hook red planned", "hook red planned"])
    #expect(fixture.take(gap, at: 10) == ["hook nodata planned"])
    #expect(Set(fixture.dispatcher.groups.map(\.key)).count == 2)
  }

  @Test("A message has 200 places; it counts the rest, and an Alertmanager gets them in further messages")
  func cap() {
    let manager = Action(
      name: "am", kind: .alertmanager(Action.Alertmanager(address: .literal("http://127.0.0.1:9093"))),
      grouping: Self.together)
    var fixture = Fixture([Fixture.hook(Self.together), manager])
    for index in 0..<450 {
      let change = Fixture.firing("r\(index)", index == 449 ? .red : .yellow, at: 0)
      #expect(fixture.take(change, at: 0) == [])
    }
    #expect(
      Set(fixture.advance(to: 1))
        == ["hook red ×450 planned", "am red ×200 planned", "am yellow ×200 planned", "am yellow ×50 planned"])
    #expect(fixture.dispatcher.standing(action: "am", alerts: fixture.alerts).count == 450)
  }

  @Test("A message that is made again after a crash has the name of before; one about something else has another")
  func identifiers() throws {
    var fixture = Fixture([Fixture.hook(Self.together)])
    _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
    var again = fixture
    try again.restart(open: [Fixture.identity("eu")])
    func next(_ fixture: inout Fixture, _ time: Int64) -> [String] {
      fixture.dispatcher.advance(alerts: fixture.alerts, people: fixture.people, now: minute(time)).map(\.id)
    }
    let first = next(&fixture, 1)
    #expect(first.count == 1 && next(&again, 1) == first)
    let second = next(&fixture, 241)
    #expect(second.count == 1 && second != first && next(&fixture, 481) != second)
  }

  @Test("The end of what was told is told when its rule is no longer configured, with the rule's labels")
  func orphans() throws {
    var rule = psiRule(actions: Rule.Actions(red: ["hook"], resolved: ["hook"]))
    rule.labels = ["team": "risk"]
    var fixture = Fixture([Fixture.hook()], rules: [rule])
    #expect(fixture.take(Fixture.firing("eu", at: 0), at: 0) == ["hook red planned"])
    var kept = fixture
    try kept.restart(open: [Fixture.identity("eu")])
    #expect(kept.dispatcher.nextDue == .distantPast)
    #expect(kept.advance(to: 5) == [])
    #expect(kept.dispatcher.groups.count == 1)

    try fixture.restart(rules: [], open: [Fixture.identity("eu")])
    let changes = fixture.alerts.evaluate([], now: minute(5))
    let made = fixture.dispatcher.take(
      changes, alerts: fixture.alerts, people: fixture.people, now: minute(5))
    #expect(made.map(\.level) == [.green] && made.map(\.state) == [.planned])
    #expect(made.first?.payload.contains("\"team\":\"risk\"") == true)
    #expect(fixture.dispatcher.groups.isEmpty)
  }

  @Test("The end of what was told is told even if the alert itself is no longer stored")
  func lost() throws {
    var fixture = Fixture([Fixture.hook()])
    _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
    try fixture.restart()
    #expect(fixture.advance(to: 5) == ["hook green planned"])
    #expect(fixture.advance(to: 6) == [])
    #expect(fixture.dispatcher.groups.isEmpty)
  }

  @Test("What is due comes out in order, whatever the order and number of changes")
  func schedule() {
    var generator = SeededGenerator(seed: 7)
    var schedule = DueSchedule()
    var model: [String: Int64] = [:]
    for step in 0..<5000 {
      let key = "k\(generator.next() % 50)"
      let due = generator.next() % 4 == 0 ? nil : Int64(generator.next() % 1000)
      schedule.set(key, due.map(minute))
      model[key] = due
      if step % 100 == 99 {
        let now = Int64(generator.next() % 600)
        let expected = model.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        #expect(schedule.takeDue(now: minute(now)) == expected)
        for key in expected { model[key] = nil }
      }
      #expect(schedule.first == model.values.min().map(minute))
    }
  }
}
