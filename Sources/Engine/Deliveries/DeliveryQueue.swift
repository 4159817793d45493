import Alerting
import Foundation
import Notation

/// The outbox at work: makes the attempts at planned deliveries, away from the engine's thread.
///
/// Each action has a lane and a thread of its own, so an endpoint that does not answer holds up nobody else; within a
/// lane there is one attempt at a time. A lane whose endpoint fails again and again pauses (``Circuit``). The alerts of
/// an Alertmanager are kept alive by its lane, too. Every change of state is stored before anything that follows from it: an
/// attempt whose beginning cannot be stored is not made.
///
/// The threads keep the queue alive until ``stop(within:)``.
package final class DeliveryQueue: @unchecked Sendable {
  // Safe: `lanes` and `isStopping` are touched only while `condition` is locked, `isClosed` only while `recording` is;
  // everything else does not change.

  /// The longest that a thread sleeps, since the clock may be set meanwhile.
  private static let longestSleep = TimeSpan.minutes(1)

  let actions: [String: Action]
  let maxAge: TimeSpan
  let sender: WebhookSender
  let runner: ProgramRunner
  let bell = TerminalBell()
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
    for action in actions.values { if case .alertmanager = action.kind { open(action.name) } }
    for delivery in deliveries where delivery.state == .planned {
      open(delivery.action)
      lanes[delivery.action]?.add(delivery)
    }
    condition.broadcast()
  }

  /// The lanes that there are, in the order of their names.
  package var status: [LaneStatus] {
    condition.lock()
    defer { condition.unlock() }
    return lanes.sorted { $0.key < $1.key }.map { LaneStatus($0.key, $0.value) }
  }

  /// Blocks until nothing is due any more, at the longest for `limit`, and says whether that was reached. What is to be
  /// tried again later stays planned.
  package func drain(within limit: TimeSpan) -> Bool {
    wait(within: limit) { lanes, now in
      lanes.values.allSatisfy { lane in lane.isIdle && !(lane.nextDelivery.map { $0 <= now } ?? false) }
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

    var isIdle = wait(within: limit) { lanes, _ in lanes.values.allSatisfy(\.isIdle) }
    if !isIdle {
      programStop.request()
      _ = wait(within: runner.timeToStop) { lanes, _ in
        lanes.values.allSatisfy { $0.current?.delivery.runsProgram != true }
      }
      isIdle = wait(within: .zero) { lanes, _ in lanes.values.allSatisfy(\.isIdle) }
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

  /// Makes a lane with its thread where there is none. Only while `condition` is locked.
  private func open(_ name: String) {
    guard lanes[name] == nil else { return }
    var interval: TimeSpan?
    if case .alertmanager(let alertmanager)? = actions[name]?.kind { interval = alertmanager.resend }
    lanes[name] = DeliveryLane(keepingEvery: interval)
    let thread = Thread { [self] in
      var kept = KeptAlerts()
      while let work = next(in: name) {
        switch work {
        case .attempt(let entry):
          let result = attempt(entry)
          remember(result.delivery, &kept)
          finish(name) { $0.finish(remainder: result.remainder, verdict: result.verdict, error: result.error, now: $1) }
        case .keep:
          let verdict = keepAlive(name, &kept)
          finish(name) { $0.finishRound(verdict: verdict, error: verdict?.reason, now: $1) }
        }
      }
    }
    thread.name = "delivery \(name)"
    thread.start()
  }

  private func finish(_ name: String, _ change: (inout DeliveryLane, Instant) -> Void) {
    let now = hooks.now()
    condition.lock()
    defer { condition.unlock() }
    if var lane = lanes[name] {
      change(&lane, now)
      lanes[name] = lane
    }
    condition.broadcast()
  }

  /// Blocks until the lane has something to do; `nil` once the queue stops.
  private func next(in name: String) -> DeliveryLane.Work? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopping {
      let now = hooks.now()
      if let work = lanes[name]?.begin(now: now) { return work }
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
