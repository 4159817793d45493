import Alerting
import Notation

/// How the deliveries of one action stand, for people to see.
package struct LaneStatus: Equatable, Sendable {
  package var action: String
  /// Deliveries that are still to be made, one that is under way included.
  package var waiting: Int
  package var circuit: Circuit.State
  /// Why the last attempt failed; `nil` after one that did not.
  package var lastError: String?
  /// When the oldest of those that wait was planned.
  package var oldest: Instant?
  /// When the next attempt is made; `nil` if none waits.
  package var nextAttempt: Instant?

  init(_ action: String, _ lane: DeliveryLane) {
    self.action = action
    waiting = lane.waitingCount + (lane.current == nil ? 0 : 1)
    circuit = lane.circuit.state
    lastError = lane.lastError
    oldest = lane.oldest
    nextAttempt = lane.nextDelivery
  }
}
