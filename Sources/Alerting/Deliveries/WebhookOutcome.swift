import Notation

/// How an attempt at a message ended.
package enum WebhookOutcome: Equatable, Sendable {
  /// The receiver answered with this HTTP status.
  case status(Int)
  /// Likewise, and said when to come again.
  case deferred(Int, until: Instant)
  /// Likewise, and said why in its own words; with a status of success, that it did not take the message all the same.
  case rejected(Int, String)
  /// No answer: refused, reset, timed out, name not found.
  case unreachable(String)
  /// There was no request, because something it needs is missing: a secret cannot be read.
  case unprepared(String)

  package enum Verdict: Equatable, Sendable {
    case success
    /// Worth another attempt.
    case retry(String)
    /// Another attempt would fare no better.
    case final(String)
  }

  /// 2xx is success; 408, 425, 429, 5xx and no answer are worth another attempt, and so is what a person can put right
  /// on this side; the rest, redirects too, is final.
  package var verdict: Verdict {
    switch self {
    case .status(200..<300): .success
    case .status(let code): Self.failure(code, words: nil)
    case .deferred(let code, _): Self.failure(code, words: nil)
    case .rejected(let code, let words): Self.failure(code, words: words)
    case .unreachable(let reason), .unprepared(let reason): .retry(reason)
    }
  }

  /// When the receiver wants to hear again, at the earliest.
  package var notBefore: Instant? { if case .deferred(_, let instant) = self { instant } else { nil } }

  /// Whether an answer with this status may be another one later.
  package static func isTemporary(_ code: Int) -> Bool {
    code == 408 || code == 425 || code == 429 || (500..<600).contains(code)
  }

  private static func failure(_ code: Int, words: String?) -> Verdict {
    if (300..<400).contains(code) { return .final("HTTP \(code): redirects are not followed") }
    let reason = words.map { "HTTP \(code): \($0)" } ?? "HTTP \(code)"
    return isTemporary(code) ? .retry(reason) : .final(reason)
  }
}
