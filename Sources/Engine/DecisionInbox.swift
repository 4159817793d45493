import Alerting
import Dispatch
import Synchronization

/// Where decisions of people wait for the engine's thread, which alone may carry them out.
final class DecisionInbox: Sendable {
  /// A decision and whoever waits for the answer to it.
  final class Entry: Sendable {
    let decision: Decision
    fileprivate let outcome = Mutex(Result<DecisionReceipt, EngineError>?.none)
    fileprivate let answered = DispatchSemaphore(value: 0)

    fileprivate init(_ decision: Decision) {
      self.decision = decision
    }

    /// The first answer stands.
    func answer(_ result: Result<DecisionReceipt, EngineError>) {
      let isFirst = outcome.withLock { outcome in
        guard outcome == nil else { return false }
        outcome = result
        return true
      }
      if isFirst { answered.signal() }
    }
  }

  private struct State {
    var entries: [Entry] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Hands in a decision and blocks until it has been carried out and stored, or refused.
  func submit(_ decision: Decision) -> Result<DecisionReceipt, EngineError> {
    let entry = Entry(decision)
    let isOpen = state.withLock { state in
      if !state.isClosed { state.entries.append(entry) }
      return !state.isClosed
    }
    if !isOpen { entry.answer(.failure(EngineError(.runtime, "the agent is ending; try again"))) }
    entry.answered.wait()
    return entry.outcome.withLock { $0 } ?? .failure(EngineError(.runtime, "no answer"))
  }

  /// What has come, in order.
  func take() -> [Entry] {
    state.withLock { state in
      defer { state.entries = [] }
      return state.entries
    }
  }

  /// Nothing more is taken; what waits is refused.
  func close() {
    let left = state.withLock { state in
      state.isClosed = true
      defer { state.entries = [] }
      return state.entries
    }
    for entry in left { entry.answer(.failure(EngineError(.runtime, "the agent is ending; try again"))) }
  }
}
