import Notation

/// How the run of a program ended.
package enum ExecOutcome: Equatable, Sendable {
  case exited(Int32)
  /// Ended by a signal that was not ours.
  case signalled(Int32)
  case timedOut
  case notStarted(String)
}

extension Delivery {
  /// Before an attempt. To be stored before the attempt is made, or a crash could repeat it.
  package mutating func begin(now: Instant) {
    state = .running
    attempts += 1
    nextAttempt = nil
    updatedAt = now
  }

  /// After an attempt at a webhook.
  package mutating func finish(_ outcome: WebhookOutcome, now: Instant) {
    updatedAt = now
    switch outcome.verdict {
    case .success:
      state = .succeeded
      lastError = nil
    case .final(let reason):
      state = .failed
      lastError = reason
    case .retry(let reason):
      lastError = reason
      if let delay = RetrySchedule.delay(afterAttempt: attempts, seed: seed) {
        state = .planned
        nextAttempt = max(now + delay, outcome.notBefore ?? .distantPast)
      } else {
        state = .failed
      }
    }
  }

  /// After the run of a program; there is never a second one.
  package mutating func finish(_ outcome: ExecOutcome, now: Instant) {
    updatedAt = now
    switch outcome {
    case .exited(0):
      state = .succeeded
      lastError = nil
    case .exited(let code):
      state = .failed
      lastError = "exit status \(code)"
    case .signalled(let signal):
      state = .failed
      lastError = "ended by signal \(signal)"
    case .timedOut:
      state = .timedOut
      lastError = "took too long"
    case .notStarted(let reason):
      state = .failed
      lastError = reason
    }
  }

  /// After something that cannot fail, such as a line in the log.
  package mutating func succeed(now: Instant) {
    state = .succeeded
    lastError = nil
    updatedAt = now
  }

  package mutating func suppress(_ reason: Suppression, now: Instant) {
    state = .suppressed(reason)
    nextAttempt = nil
    updatedAt = now
  }

  /// After a restart, for what was left running: a program is `unknown` from now on, for a person to look into;
  /// anything else is sent again under the same id. Returns whether something changed.
  package mutating func recoverFromRestart(now: Instant) -> Bool {
    guard state == .running else { return false }
    updatedAt = now
    if runsProgram {
      state = .unknown
      lastError = "the agent ended while it ran"
    } else {
      state = .planned
      nextAttempt = now
    }
    return true
  }

  /// For the jitter: the upper half of the id.
  private var seed: UInt64 { UInt64(id.prefix(16), radix: 16) ?? 0 }
}
