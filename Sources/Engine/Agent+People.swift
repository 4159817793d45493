import Alerting
import Logging
import Notation

/// What people decide while the agent runs.
extension Agent {
  /// Begins to take decisions and dashboards on the state directory's socket. An agent without one still watches.
  func listen() {
    let (inbox, attachment) = (inbox, attachment())
    do {
      control = try ControlServer(
        directory: stateDirectory, attach: { attachment.serve($0, on: $1) },
        handle: { request in
          switch request {
          case .decide(let decision):
            switch inbox.submit(decision) {
            case .success(let receipt): .decided(receipt)
            case .failure(let error): .failed(error)
            }
          case .attach: .failed(EngineError(.runtime, "no dashboard can be attached here"))
          }
        })
    } catch {
      logger.error("nobody can decide or look while this agent runs", metadata: ["error": "\(error.description)"])
    }
  }

  /// Takes nothing more; what waits is refused.
  func stopListening() {
    inbox.close()
    hub.close()
    if control?.stop() == false { logger.warning("a command is still being answered") }
  }

  /// Carries out the decisions that have come, and answers each once it is stored.
  func answerPeople(shouldStop: () -> Bool) {
    for entry in inbox.take() {
      do {
        let place = journal.audit.count
        let outcome = try engine.pipeline.decide(entry.decision, clock: now())
        if let failure = save(shouldStop: shouldStop) {
          entry.answer(.failure(EngineError(.runtime, "decided, but not stored: \(failure.description)")))
        } else if let link = newestEntries.dropFirst(place).first {
          let receipt = DecisionReceipt(text: outcome.text, id: outcome.id, sequence: link.sequence, hash: link.hash)
          entry.answer(.success(receipt))
        } else {
          entry.answer(.failure(EngineError(.runtime, "\(store.path): the audit log took no entry")))
        }
      } catch {
        entry.answer(.failure(EngineError(.configuration, error.description)))
      }
    }
  }
}
