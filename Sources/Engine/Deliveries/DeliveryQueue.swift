import Alerting
import Foundation
import Notation

/// The outbox at work: makes the attempts at planned deliveries, away from the engine's thread.
///
/// Each action has a lane and a thread of its own, so an endpoint that does not answer holds up nobody else; within a
/// lane there is one attempt at a time. Every change of state is stored before anything that follows from it: an
/// attempt whose beginning cannot be stored is not made.
///
/// The threads keep the queue alive until ``stop(within:)``.
package final class DeliveryQueue: @unchecked Sendable {
  // Safe: `lanes` and `isStopping` are touched only while `condition` is locked, `isClosed` only while `recording` is;
  // everything else does not change.

  /// What the queue asks of its owner. All but `now` may block. They are called on the lanes' threads, several at a
  /// time but for `record`, and must not call the queue.
  package struct Hooks: Sendable {
    package var now: @Sendable () -> Instant
    /// Stores the new state of a delivery; one call at a time.
    package var record: @Sendable (Delivery) throws -> Void
    /// An alert as it stands, for `only_if_still`.
    package var instance: @Sendable (AlertIdentity) -> AlertInstance?
    /// Does what a `log` action asks for.
    package var log: @Sendable (Delivery) -> Void
    /// What a program wrote; called before its end is stored.
    package var output: @Sendable (Delivery, ProgramOutput) -> Void
    /// `record` failed for this delivery. It will be tried again.
    package var notRecorded: @Sendable (Delivery, any Error) -> Void

    package init(
      now: @escaping @Sendable () -> Instant, record: @escaping @Sendable (Delivery) throws -> Void,
      instance: @escaping @Sendable (AlertIdentity) -> AlertInstance?, log: @escaping @Sendable (Delivery) -> Void,
      output: @escaping @Sendable (Delivery, ProgramOutput) -> Void,
      notRecorded: @escaping @Sendable (Delivery, any Error) -> Void
    ) {
      self.now = now
      self.record = record
      self.instance = instance
      self.log = log
      self.output = output
      self.notRecorded = notRecorded
    }
  }

  /// The longest that a thread sleeps, since the clock may be set meanwhile.
  private static let longestSleep = TimeSpan.minutes(1)

  let actions: [String: Action]
  let maxAge: TimeSpan
  let sender: WebhookSender
  let runner: ProgramRunner
  let hooks: Hooks
  let programStop = ProgramStop()
  private let condition = NSCondition()
  private var lanes: [String: DeliveryLane] = [:]
  private var isStopping = false
  private let recording = NSLock()
  private var isClosed = false

  /// - Parameters:
  ///   - actions: by name.
  ///   - maxAge: programs are not run for transitions older than this, however they came to wait so long.
  package init(
    actions: [String: Action], maxAge: TimeSpan, sender: WebhookSender, runner: ProgramRunner, hooks: Hooks
  ) {
    self.actions = actions
    self.maxAge = maxAge
    self.sender = sender
    self.runner = runner
    self.hooks = hooks
  }

  /// Takes the planned ones among the deliveries, which must be stored already, and lets the lanes look at the clock
  /// again. After a restart: those that ``Delivery/recoverFromRestart(now:)`` has seen. The same id is taken once.
  package func add(_ deliveries: [Delivery]) {
    condition.lock()
    defer { condition.unlock() }
    guard !isStopping else { return }
    for delivery in deliveries where delivery.state == .planned {
      if lanes[delivery.action] == nil {
        lanes[delivery.action] = DeliveryLane()
        startThread(for: delivery.action)
      }
      lanes[delivery.action]?.add(delivery)
    }
    condition.broadcast()
  }

  /// Blocks until nothing is due any more, at the longest for `limit`, and says whether that was reached. What is to be
  /// tried again later stays planned.
  package func drain(within limit: TimeSpan) -> Bool {
    wait(within: limit) { lanes, now in
      lanes.values.allSatisfy { lane in lane.current == nil && !(lane.nextDue.map { $0 <= now } ?? false) }
    }
  }

  /// Ends the queue's work for good; nothing is stored any more afterwards. Blocks for the limit and, if a program has
  /// to be ended, for ``ProgramRunner/timeToStop`` more. Returns whether every attempt came to its end.
  ///
  /// No attempt begins any more, and running ones have until the limit. A webhook that is then still unanswered stays
  /// `running` in the store, to be sent again under the same id after a restart; a program is ended (TERM, then KILL)
  /// and stored as `timed_out`.
  package func stop(within limit: TimeSpan) -> Bool {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()

    var isIdle = wait(within: limit) { lanes, _ in lanes.values.allSatisfy { $0.current == nil } }
    if !isIdle {
      programStop.request()
      _ = wait(within: runner.timeToStop) { lanes, _ in
        lanes.values.allSatisfy { $0.current?.delivery.type != "exec" }
      }
      isIdle = wait(within: .zero) { lanes, _ in lanes.values.allSatisfy { $0.current == nil } }
    }
    recording.withLock { isClosed = true }
    return isIdle
  }

  /// Whether attempts may still begin.
  var isOpen: Bool {
    condition.lock()
    defer { condition.unlock() }
    return !isStopping
  }

  /// Stores a state. Returns whether that was done.
  func record(_ delivery: Delivery) -> Bool {
    do {
      return try recording.withLock {
        guard !isClosed else { return false }
        try hooks.record(delivery)
        return true
      }
    } catch {
      hooks.notRecorded(delivery, error)
      return false
    }
  }

  private func wait(within limit: TimeSpan, until isReached: ([String: DeliveryLane], Instant) -> Bool) -> Bool {
    let deadline = ContinuousClock.now + limit.duration
    condition.lock()
    defer { condition.unlock() }
    while !isReached(lanes, hooks.now()) {
      let left = deadline - .now
      guard left > .zero else { return false }
      _ = condition.wait(until: Date(timeIntervalSinceNow: min(left / .seconds(1), Self.longestSleep.seconds)))
    }
    return true
  }

  private func startThread(for name: String) {
    let thread = Thread { [self] in
      while let entry = next(in: name) {
        let remainder = attempt(entry)
        condition.lock()
        lanes[name]?.finish(remainder: remainder)
        condition.broadcast()
        condition.unlock()
      }
    }
    thread.name = "delivery \(name)"
    thread.start()
  }

  /// Blocks until a delivery of the lane is due; `nil` once the queue stops.
  private func next(in name: String) -> DeliveryLane.Entry? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopping {
      let now = hooks.now()
      if let entry = lanes[name]?.begin(now: now) { return entry }
      if let due = lanes[name]?.nextDue {
        let sleep = due < now + Self.longestSleep ? due - now : Self.longestSleep
        _ = condition.wait(until: Date(timeIntervalSinceNow: max(0.001, sleep.seconds)))
      } else {
        condition.wait()
      }
    }
    return nil
  }
}
