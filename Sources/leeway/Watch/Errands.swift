import Alerting
import Configuration
import Dashboard
import Engine
import Foundation
import Notation
import Readings

/// What a dashboard's user asks for that takes time: decisions and files. Done one after the other on a thread of its
/// own; each ends with an answer.
final class Errands: Sendable {
  private let queue = DispatchQueue(label: "leeway errands")
  private let answers: EventQueue
  private let configuration: WatchConfiguration
  private let stateDirectory: String

  /// - Parameters:
  ///   - configuration: of the model whose alerts are decided about.
  ///   - stateDirectory: where an agent keeps its state.
  init(configuration: WatchConfiguration, stateDirectory: String, answers: EventQueue) {
    self.configuration = configuration
    self.stateDirectory = stateDirectory
    self.answers = answers
  }

  /// Carries out what is to be decided or written; passes over everything else.
  func carryOut(_ effect: DashboardEffect) {
    switch effect {
    case .decide(let request): queue.async { self.answer { try self.decide(request) } }
    case .export(let export): queue.async { self.answer { try export.write() } }
    default: break
    }
  }

  /// Waits for what has been begun, but not for ever.
  ///
  /// - Returns: whether all of it is done.
  func finish() -> Bool {
    let done = DispatchSemaphore(value: 0)
    queue.async { done.signal() }
    return done.wait(timeout: .now() + 5) == .success
  }

  private func answer(_ errand: () throws -> String) { answers.add(.answer(Answer(errand))) }

  private func decide(_ request: DecisionRequest) throws -> String {
    let identity = Alerting.AlertIdentity(rule: request.alert.rule, model: configuration.model, key: request.alert.key)
    let kind: Decision.Kind =
      switch request.act {
      case .acknowledge(let isFalseAlarm): .acknowledge(identity, isFalseAlarm: isFalseAlarm)
      case .note: .note(identity)
      case .silence(let span): .silence(try MatcherArguments.matchers(of: identity), until: wallClock() + span)
      case .approve(let delivery): .approve(delivery: delivery)
      case .reject(let delivery): .reject(delivery: delivery)
      }
    let decision = Decision(kind, by: request.by, reason: request.reason, account: PeerAccount.own)
    let receipt = try DecisionDesk.carryOut(decision, directory: stateDirectory) { configuration }
    return printable(receipt.text) + " (audit log \(receipt.sequence))"
  }
}

extension Answer {
  /// What an errand says of itself, or why it failed.
  init(_ errand: () throws -> String) {
    do {
      self.init(try errand())
    } catch {
      self.init("\(error)", isRefusal: true)
    }
  }
}
