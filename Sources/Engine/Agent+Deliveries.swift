import Alerting
import Logging
import Notation

/// What the threads that deliver ask of the agent. None of it touches the engine.
extension Agent {
  static func hooks(
    store: StateStore, exchange: DeliveryExchange, news: DeliveryNews, logger: Logger,
    now: @escaping @Sendable () -> Instant
  ) -> DeliveryQueue.Hooks {
    DeliveryQueue.Hooks(
      now: now,
      record: { delivery in
        try store.record(delivery, output: delivery.output)
        if delivery.state.suppression != nil { exchange.withdraw(delivery) }
        news.add(delivery)
        logger.log(delivery)
      },
      instance: { exchange.instance($0) },
      log: { logger.notice("alert action", metadata: ["payload": "\($0.payload)"]) },
      output: { delivery, output in
        logger.info(
          "program output",
          metadata: ["action": "\(delivery.action)", "id": "\(delivery.id)", "output": "\(output.text)"])
      },
      notRecorded: { delivery, error in
        logger.error(
          "delivery not stored, will be tried again",
          metadata: ["action": "\(delivery.action)", "id": "\(delivery.id)", "error": "\(error)"])
      },
      standing: { exchange.standing($0) },
      keeping: { action, failure in
        if let failure {
          logger.warning("alerts are not kept alive", metadata: ["action": "\(action)", "error": "\(failure)"])
        } else {
          logger.notice("alerts are kept alive again", metadata: ["action": "\(action)"])
        }
      })
  }

  /// Says so when an action's endpoint has failed so often that its messages pause, and when they go on.
  func noteLanes() {
    let status = deliveries.status
    for lane in status {
      let isPaused = lane.circuit != .closed
      guard isPaused != pausedActions.contains(lane.action) else { continue }
      if isPaused {
        pausedActions.insert(lane.action)
        logger.warning(
          "action paused",
          metadata: [
            "action": "\(lane.action)", "waiting": "\(lane.waiting)", "error": "\(lane.lastError ?? "-")",
            "oldest": "\(lane.oldest?.rfc3339 ?? "-")", "next": "\(lane.nextAttempt?.rfc3339 ?? "-")",
          ])
      } else {
        pausedActions.remove(lane.action)
        logger.notice("action goes on", metadata: ["action": "\(lane.action)", "waiting": "\(lane.waiting)"])
      }
    }
  }
}
