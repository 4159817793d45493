import Alerting
import Synchronization

/// What the engine's thread and the threads that deliver tell each other.
final class DeliveryExchange: Sendable {
  private struct State {
    var instances: [AlertIdentity: AlertInstance] = [:]
    var withdrawn: [Delivery] = []
    /// By the name of the action.
    var standing: [String: [Notice.Item]] = [:]
  }

  private let state = Mutex(State())

  /// The alerts as they stand at a checkpoint, and those that actions have to keep telling of.
  func update(_ instances: [AlertInstance], standing: [String: [Notice.Item]]) {
    let map = Dictionary(instances.map { ($0.identity, $0) }) { first, _ in first }
    state.withLock { state in
      state.instances = map
      state.standing = standing
    }
  }

  func standing(_ action: String) -> [Notice.Item] { state.withLock { $0.standing[action] ?? [] } }

  func instance(_ identity: AlertIdentity) -> AlertInstance? { state.withLock { $0.instances[identity] } }

  /// A program that was planned was not run after all, so it must not count against its guards.
  func withdraw(_ delivery: Delivery) { state.withLock { $0.withdrawn.append(delivery) } }

  func takeWithdrawn() -> [Delivery] {
    state.withLock { state in
      defer { state.withdrawn = [] }
      return state.withdrawn
    }
  }
}
