import Alerting
import Synchronization

/// What became of deliveries, from the threads that make them to the engine's, which shows it.
final class DeliveryNews: Sendable {
  private let deliveries = Mutex([Delivery]())

  func add(_ delivery: Delivery) { deliveries.withLock { $0.append(delivery) } }

  /// In the order in which it happened.
  func take() -> [Delivery] {
    deliveries.withLock { list in
      defer { list = [] }
      return list
    }
  }
}
