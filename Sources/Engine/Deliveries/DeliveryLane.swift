import Alerting
import Notation

/// The deliveries of one action that are still to be made.
struct DeliveryLane {
  struct Entry {
    var delivery: Delivery
    /// Counts up with each arrival.
    var arrival: Int
    /// Not to be looked at before.
    var due: Instant
    /// Whether the attempt is over, but its outcome could not be stored yet.
    var isUnrecorded = false
  }

  private var waiting: [Entry] = []
  private var arrivals = 0
  /// The one that is being attempted.
  private(set) var current: Entry?

  /// Passes over what is here already, under the same id.
  mutating func add(_ delivery: Delivery) {
    let isKnown = current?.delivery.id == delivery.id || waiting.contains { $0.delivery.id == delivery.id }
    guard !isKnown else { return }
    waiting.append(Entry(delivery: delivery, arrival: arrivals, due: delivery.nextAttempt ?? delivery.plannedAt))
    arrivals += 1
  }

  /// The one that has been due for longest, and of several the first to arrive; it is ``current`` from now on.
  /// O(waiting).
  mutating func begin(now: Instant) -> Entry? {
    let next = waiting.indices.min { a, b in
      (waiting[a].due, waiting[a].arrival) < (waiting[b].due, waiting[b].arrival)
    }
    guard current == nil, let next, waiting[next].due <= now else { return nil }
    current = waiting.remove(at: next)
    return current
  }

  /// - Parameter remainder: what is still to be done for the current delivery.
  mutating func finish(remainder: Entry?) {
    current = nil
    if let remainder { waiting.append(remainder) }
  }

  /// When the next one is due; `nil` if none waits.
  var nextDue: Instant? { waiting.lazy.map(\.due).min() }
}
