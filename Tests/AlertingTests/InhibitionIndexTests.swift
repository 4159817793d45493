import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Which alerts mute others")
struct InhibitionIndexTests {
  private struct Alert {
    var identity: AlertIdentity
    var labels: AlertLabels
  }

  private static func alert(_ rule: String, _ segment: String) -> Alert {
    let key = SeriesKey(metric: .psi, segment: segment, feature: "age", window: "1h")
    let identity = AlertIdentity(rule: rule, model: "m", key: key)
    let labels = AlertLabels(identity, rule: Rule(alert: rule, group: "g", metric: .psi, window: "1h"), level: .red)
    return Alert(identity: identity, labels: labels)
  }

  @Test("The one that is named is one that mutes, and there is one just when the alert is muted", arguments: 1...40)
  func inhibitors(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let names = ["A", "B", "C", "D"]
    let inhibitions = try (0..<Int.random(in: 1...4, using: &random)).map { _ in
      func side() throws -> LabelMatchers {
        try LabelMatchers(parsing: "alert=~\"[\(names.shuffled(using: &random).prefix(2).joined())]\"")
      }
      return Inhibition(when: try side(), mutes: try side(), equal: Bool.random(using: &random) ? ["segment"] : [])
    }
    var index = InhibitionIndex(inhibitions)
    let alerts = names.flatMap { name in ["x=1", "x=2"].map { Self.alert(name, $0) } }
    var firing: Set<AlertIdentity> = []
    for _ in 0..<60 {
      let changed = alerts[Int.random(in: 0..<alerts.count, using: &random)]
      let fires = firing.remove(changed.identity) == nil
      if fires { firing.insert(changed.identity) }
      index.update(changed.identity, fires ? changed.labels : nil)
      for alert in alerts {
        let inhibitor = index.inhibitor(of: alert.identity, alert.labels)
        #expect((inhibitor != nil) == index.mutes(alert.identity, alert.labels), "seed \(seed)")
        guard let inhibitor else { continue }
        #expect(inhibitor != alert.identity && firing.contains(inhibitor), "seed \(seed)")
        // Somebody hears of one of two that would mute each other.
        let labels = try #require(alerts.first { $0.identity == inhibitor }).labels
        #expect(index.inhibitor(of: inhibitor, labels) != alert.identity, "seed \(seed)")
      }
    }
  }
}
