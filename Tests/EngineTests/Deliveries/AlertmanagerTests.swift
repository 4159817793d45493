import Alerting
import Foundation
import LoopbackHTTP
import Notation
import Testing

@testable import Engine

/// Against the real thing, where it is installed: Debian's `prometheus-alertmanager`, on ports of 127.0.0.1 of its own.
@Suite("A real Alertmanager", .enabled(if: Alertmanager.isInstalled))
struct AlertmanagerTests {
  private let now = Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)

  @Test("It lists what fires once, over a restart of ours, follows a change of severity, and hears of the end")
  func lifeOfAnAlert() throws {
    let server = try Alertmanager()
    let action = Action(
      name: "am", kind: .alertmanager(.init(address: .literal(server.url), resend: .minutes(1))))
    let sender = WebhookSender(version: "0.0")
    func tell(_ item: Notice.Item) {
      #expect(sender.send(delivery(of: item, by: action), by: action, now: now) == .status(200))
    }
    let (apac, emea) = (
      standingItem(at: now - .minutes(10)), standingItem(segment: "region=emea", at: now - .minutes(10))
    )
    tell(apac)
    tell(emea)
    let first = try server.alerts()
    #expect(
      first.map(\.summary) == [
        "FeatureDrift critical active region=apac", "FeatureDrift critical active region=emea",
      ])

    // The same once more under the same labels, and by an agent that has just been started and knows only what stands.
    tell(apac)
    var keeper = AlertmanagerKeeper()
    let kept = keeper.round([apac, emea], holding: .minutes(4), now: now)
    #expect(sender.post(kept, to: .init(address: .literal(server.url)), now: now) == .status(200))
    #expect(try server.alerts().map(\.fingerprint) == first.map(\.fingerprint))
    #expect(try server.alerts().map(\.startsAt) == first.map(\.startsAt))

    // Down to yellow: another severity is another alert, and the first one has ended.
    tell(standingItem(level: .yellow, at: now - .minutes(5), toldLevel: .red))
    #expect(
      try server.alerts().map(\.summary) == [
        "FeatureDrift critical active region=emea", "FeatureDrift warning active region=apac",
      ])

    tell(standingItem(to: .resolved, level: .green, at: now - .minutes(1), toldLevel: .yellow))
    #expect(try server.alerts().map(\.summary) == ["FeatureDrift critical active region=emea"])
    // Lost resolutions heal: what does not stand any more is ended by the next round.
    let ended = keeper.round([], holding: .minutes(4), now: now)
    #expect(sender.post(ended, to: .init(address: .literal(server.url)), now: now) == .status(200))
    #expect(try server.alerts().isEmpty)
  }

  @Test("Its receiver is notified of the beginning and of the end, once each, however often both are repeated")
  func notifications() throws {
    let receiver = try LoopbackServer { _, _ in .status(200) }
    let server = try Alertmanager(receiver: receiver.url("/notified"))
    let alertmanager = Action.Alertmanager(address: .literal(server.url))
    let sender = WebhookSender(version: "0.0")
    var keeper = AlertmanagerKeeper()
    func rounds(_ items: [Notice.Item]) {
      for _ in 0..<3 {
        let alerts = keeper.round(items, holding: .minutes(4), now: now)
        #expect(sender.post(alerts, to: alertmanager, now: now) == .status(200))
      }
    }
    rounds([standingItem(at: now - .minutes(1))])
    #expect(eventually { receiver.requests.count == 1 })
    rounds([])
    #expect(eventually { receiver.requests.count == 2 })
    let statuses = receiver.requests.map { request in
      (try? JSONDecoder().decode(Alertmanager.Notification.self, from: Data(request.body.utf8)))?.status ?? "none"
    }
    #expect(statuses == ["firing", "resolved"])
  }
}
