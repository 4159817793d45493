import Alerting
import Notation
import Readings

extension ActionStatus {
  /// As the queue that delivers tells.
  package init(_ lane: LaneStatus) {
    self.init(
      name: lane.action, isPaused: lane.circuit != .closed, waiting: lane.waiting, oldest: lane.oldest,
      lastError: lane.lastError, nextAttempt: lane.nextAttempt)
  }

  /// The actions of a configuration with what waits for each, as an outbox tells: an action's pause is not known there.
  ///
  /// - Parameters:
  ///   - names: of all actions.
  ///   - open: deliveries that are still to be made, oldest first.
  static func list(_ names: [String], open: [Delivery]) -> [ActionStatus] {
    var actions: [String: ActionStatus] = [:]
    for name in names { actions[name] = ActionStatus(name: name) }
    for delivery in open where delivery.state == .planned || delivery.state == .running {
      var action = actions[delivery.action] ?? ActionStatus(name: delivery.action)
      action.waiting += 1
      action.oldest = min(action.oldest ?? delivery.plannedAt, delivery.plannedAt)
      action.lastError = delivery.lastError ?? action.lastError
      actions[delivery.action] = action
    }
    return actions.values.sorted { $0.name < $1.name }
  }
}
