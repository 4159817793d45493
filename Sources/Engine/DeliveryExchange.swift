import Alerting
import Synchronization

/// What the engine's thread and the threads that deliver tell each other.
final class DeliveryExchange: Sendable {
  private struct State {
    var instances: [AlertIdentity: AlertInstance] = [:]
    var withdrawn: [Delivery] = []
  }

  private let state = Mutex(State())

  /// The alerts as they stand at a checkpoint.
  func update(_ instances: [AlertInstance]) {
    let map = Dictionary(instances.map { ($0.identity, $0) }) { first, _ in first }
    state.withLock { $0.instances = map }
  }

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
