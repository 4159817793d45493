import Alerting
import Foundation
import Notation

/// Sends messages as HTTP POSTs: webhooks after the Standard Webhooks specification, and what Slack, PagerDuty and
/// Alertmanager take.
package struct WebhookSender: Sendable {
  /// Longest quotation of an answer, in characters.
  private static let quotation = 200

  private let userAgent: String
  private let timeout: TimeSpan
  private let secrets: SecretReader

  /// - Parameters:
  ///   - version: the product's, for the `user-agent`.
  ///   - timeout: for connecting, sending and the head of the answer together.
  ///   - secrets: asked for each request.
  package init(version: String, timeout: TimeSpan = TimeSpan(seconds: 10), secrets: SecretReader = SecretReader()) {
    userAgent = "leeway/\(version)"
    self.timeout = timeout
    self.secrets = secrets
  }

  /// Makes one attempt and blocks until it has ended. Redirects are not followed: their status is the outcome.
  ///
  /// - Parameter now: for `webhook-timestamp`, and for when an Alertmanager's alerts end.
  package func send(_ delivery: Delivery, by action: Action, now: Instant) -> WebhookOutcome {
    perform(now: now) { try MessageRequest(delivery, by: action, secrets: secrets, now: now) }
  }

  /// Posts alerts to an Alertmanager, likewise.
  func post(_ alerts: [AlertmanagerAlert], to alertmanager: Action.Alertmanager, now: Instant) -> WebhookOutcome {
    perform(now: now) { try MessageRequest(posting: alerts, to: alertmanager, secrets: secrets) }
  }

  private func perform(now: Instant, _ make: () throws -> MessageRequest) -> WebhookOutcome {
    let request: MessageRequest
    do {
      request = try make()
    } catch let problem as MessageRequest.Problem {
      return .unprepared(problem.reason)
    } catch {
      return .unprepared("\(error)")
    }
    let start = ContinuousClock.now
    switch HTTPExchange.perform(request.urlRequest(userAgent: userAgent), timeout: timeout) {
    case .noAnswer(let reason): return .unreachable(reason)
    case .answer(let answer):
      let passed = TimeSpan(microseconds: Int64((ContinuousClock.now - start) / .microseconds(1)))
      return outcome(of: answer, to: request, now: now + passed)
    }
  }

  private func outcome(of answer: HTTPExchange.Answer, to request: MessageRequest, now: Instant) -> WebhookOutcome {
    let code = answer.status
    if WebhookOutcome.isTemporary(code), let until = answer.retryAfter.flatMap({ RetryAfter.instant($0, now: now) }) {
      return .deferred(code, until: until)
    }
    let words = Self.words(of: answer.body, without: request.secrets)
    if (200..<300).contains(code) {
      // Without a body there is nothing that speaks against the status.
      guard request.acceptance == .ok, !words.isEmpty, words != "ok" else { return .status(code) }
      return .rejected(code, "the answer is not 'ok' but '\(words)'")
    }
    return request.isTrusted && !words.isEmpty ? .rejected(code, words) : .status(code)
  }

  /// The beginning of an answer in one line, nothing secret in it.
  private static func words(of body: [UInt8], without secrets: [String]) -> String {
    var text = String(decoding: body, as: UTF8.self)
    for secret in secrets { text = text.replacingOccurrences(of: secret, with: "…") }
    let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 } }.joined(separator: " ")
    return words.count > quotation ? words.prefix(quotation) + "…" : words
  }
}
