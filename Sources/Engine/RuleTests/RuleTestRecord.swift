import Alerting

/// What happened in a test so far.
struct RuleTestRecord {
  private(set) var transitions: [AlertTransition] = []
  /// Each in its newest state, in the order in which they were first asked for.
  private(set) var deliveries: [Delivery] = []
  private var places: [String: Int] = [:]

  mutating func take(_ transition: AlertTransition) { transitions.append(transition) }

  mutating func take(_ delivery: Delivery) {
    if let place = places[delivery.id] {
      deliveries[place] = delivery
    } else {
      places[delivery.id] = deliveries.count
      deliveries.append(delivery)
    }
  }
}
