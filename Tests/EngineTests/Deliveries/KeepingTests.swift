import Alerting
import Foundation
import LoopbackHTTP
import Notation
import Readings
import Testing

@testable import Engine

/// A red alert of ``driftAlert``'s rule, as a message has it.
func standingItem(
  segment: String = "region=apac", to state: AlertStatus.State = .firing, level: Level = .red, at: Instant = noon,
  toldLevel: Level? = nil
) -> Notice.Item {
  var identity = driftAlert
  identity.key.segment = segment
  let transition = AlertTransition(
    at: at, identity: identity, episode: 1, from: .firing, to: state, level: level, previousLevel: .red,
    figures: AlertFigures(value: 0.31, n: 4812, threshold: 0.2))
  let rule = Rule(alert: identity.rule, group: "credit-risk", metric: .psi, window: "1h")
  return Notice.Item(
    transition: transition, rule: rule, startedAt: state == .resolved ? at : at - .minutes(30), toldLevel: toldLevel)
}

/// A message about one alert.
func delivery(of item: Notice.Item, by action: Action, episode: Int = 1) -> Delivery {
  let kind: Notice.Kind = item.transition.to == .resolved ? .resolved : .firing
  var transition = item.transition
  transition.episode = episode
  let id = Delivery.id(for: transition, action: action.name)
  let notice = Notice(id: id, kind: kind, groupKey: "ab", groupLabels: [], items: [item], at: transition.at)
  return Delivery(
    id: id, transition: transition, action: action, thread: "ab", state: .planned, now: noon,
    payload: NoticePayload.text(notice, for: action))
}

@Suite("Keeping alerts alive in an Alertmanager")
struct KeepingTests {
  private func action(_ server: LoopbackServer) -> Action {
    Action(name: "am", kind: .alertmanager(.init(address: .literal(server.url("")), resend: .minutes(1))))
  }

  @Test("What stands is posted at each interval, without a line on the ledger, and its end when it stands no more")
  func rounds() throws {
    let server = try LoopbackServer { _, _ in .status(200, body: "") }
    let bench = QueueBench([action(server)])
    bench.setStanding([standingItem()])
    // As after a start with nothing to deliver.
    bench.queue.add([])
    #expect(eventually { server.requests.count == 1 })
    bench.advance(.minutes(1))
    #expect(eventually { server.requests.count == 2 })
    bench.setStanding([])
    bench.advance(.minutes(1))
    #expect(eventually { server.requests.count == 3 })
    let ends = server.requests.map { $0.body.components(separatedBy: "\"endsAt\":\"").last?.prefix(16) ?? "" }
    #expect(ends == ["2026-03-01T12:04", "2026-03-01T12:05", "2026-03-01T12:02"])
    #expect(Set(server.requests.map(\.target)) == ["/api/v2/alerts"])
    #expect(bench.stored.isEmpty)
    #expect(bench.keeping.isEmpty)
  }

  @Test("Nothing is posted where nothing stands")
  func silent() throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    let bench = QueueBench([action(server)])
    bench.queue.add([])
    for _ in 0..<3 { bench.advance(.minutes(1)) }
    #expect(bench.queue.stop(within: TimeSpan(seconds: 40)))
    #expect(server.requests.isEmpty)
  }

  @Test("An outage is told once, and once that it is over")
  func outage() throws {
    let server = try LoopbackServer { _, earlier in .status(earlier < 3 ? 500 : 200, body: "") }
    let bench = QueueBench([action(server)])
    bench.setStanding([standingItem()])
    bench.queue.add([])
    for count in 1...4 {
      #expect(eventually { server.requests.count == count })
      #expect(eventually { bench.queue.drain(within: .zero) })
      bench.advance(.minutes(1))
    }
    #expect(eventually { bench.keeping == ["am: HTTP 500", "am: works"] })
  }

  @Test("The end that a message told is repeated, in case that it gets lost there")
  func repeatedEnd() throws {
    let server = try LoopbackServer { _, _ in .status(200, body: "") }
    let action = action(server)
    let bench = QueueBench([action])
    bench.queue.add([delivery(of: standingItem(to: .resolved, level: .green), by: action)])
    #expect(eventually { server.requests.count == 1 })
    #expect(eventually { bench.stored.last?.state == .succeeded })
    #expect(bench.queue.drain(within: TimeSpan(seconds: 40)))
    bench.advance(.minutes(2))
    #expect(eventually { server.requests.count == 2 })
    #expect(server.requests.first?.body == server.requests.last?.body)
  }
}
