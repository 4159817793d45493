import Dispatch
import Foundation
import Notation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and the head of its answer, over a connection of its own without cookies, cache or redirects.
///
/// A session for each exchange costs a connection every time, but one endpoint can then never hold up another. The
/// status counts as soon as the head of the answer is there: `URLSession` on Linux does not complete some exchanges at
/// all (a 401 that asks for credentials, for one).
final class HTTPExchange: NSObject, URLSessionDataDelegate, Sendable {
  struct Answer: Equatable, Sendable {
    var status: Int
    /// The header `Retry-After`.
    var retryAfter: String?
    /// The beginning of the body, as far as it came in time.
    var body: [UInt8] = []
  }

  enum Outcome: Equatable, Sendable {
    case answer(Answer)
    /// Why there is no answer. Names no part of the URL.
    case noAnswer(String)
  }

  private struct Progress {
    var outcome: Outcome?
    var body: [UInt8] = []
    var bodyBytes = 0
  }

  /// How much of the body is kept.
  private static let keptBody = 2048

  /// Of the answer's body; the connection is dropped when more comes.
  private static let bodyLimit = 64 * 1024
  /// How long the end of the body is waited for, so that a well-behaved receiver is not cut off while it writes.
  private static let bodyPatience = DispatchTimeInterval.seconds(1)

  private let progress = Mutex(Progress())
  private let answered = DispatchSemaphore(value: 0)
  private let completed = DispatchSemaphore(value: 0)

  private override init() {}

  /// Blocks until there is an answer, or none to be expected any more, at the latest after `timeout`.
  static func perform(_ request: URLRequest, timeout: TimeSpan) -> Outcome {
    var request = request
    request.timeoutInterval = timeout.seconds
    request.httpShouldHandleCookies = false
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData

    let exchange = HTTPExchange()
    let session = URLSession(configuration: configuration, delegate: exchange, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    let deadline = DispatchTime.now() + timeout.dispatchInterval
    session.dataTask(with: request).resume()
    guard exchange.answered.wait(timeout: deadline) == .success,
      let outcome = exchange.progress.withLock({ $0.outcome })
    else { return .noAnswer("no answer within \(timeout.text)") }
    guard case .answer(var answer) = outcome else { return outcome }
    _ = exchange.completed.wait(timeout: min(deadline, .now() + Self.bodyPatience))
    answer.body = exchange.progress.withLock { $0.body }
    return .answer(answer)
  }

  /// The first outcome stands.
  private func settle(_ outcome: Outcome) {
    let isFirst = progress.withLock { progress in
      guard progress.outcome == nil else { return false }
      progress.outcome = outcome
      return true
    }
    if isFirst { answered.signal() }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    settle(.answer(Answer(status: response.statusCode)))
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    // 1xx announces the answer proper.
    if let head = response as? HTTPURLResponse, head.statusCode >= 200 { settle(.answer(Self.answer(head))) }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooLong = progress.withLock { progress in
      progress.body += data.prefix(Self.keptBody - progress.body.count)
      progress.bodyBytes += data.count
      return progress.bodyBytes > Self.bodyLimit
    }
    if isTooLong {
      dataTask.cancel()
      completed.signal()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if let error {
      settle(.noAnswer(Self.reason(error)))
    } else {
      let head = task.response as? HTTPURLResponse
      settle(head.map { .answer(Self.answer($0)) } ?? .noAnswer("not an HTTP answer"))
    }
    completed.signal()
  }

  private static func answer(_ head: HTTPURLResponse) -> Answer {
    Answer(status: head.statusCode, retryAfter: head.value(forHTTPHeaderField: "Retry-After"))
  }

  /// The error's own text is not used: it may hold the URL, and with it a password or token. What is wrong with a
  /// certificate is the exception: `URLSession` on Linux has no code for that, and the text is OpenSSL's.
  static func reason(_ error: any Error) -> String {
    let prefix = "SSL certificate problem: "
    if error.localizedDescription.hasPrefix(prefix) {
      return "TLS failed: \(error.localizedDescription.dropFirst(prefix.count))"
    }
    return switch (error as? URLError)?.code {
    case .cannotConnectToHost: "cannot connect"
    case .cannotFindHost, .dnsLookupFailed: "host not found"
    case .timedOut: "timed out"
    case .networkConnectionLost: "connection lost"
    case .notConnectedToInternet: "no network"
    case .badServerResponse, .cannotParseResponse: "not an HTTP answer"
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
      "TLS failed"
    case .unsupportedURL, .badURL: "the URL cannot be used"
    case let code?: "request failed (URL error \(code.rawValue))"
    case nil: "request failed"
    }
  }
}

extension TimeSpan {
  /// Never negative.
  var dispatchInterval: DispatchTimeInterval {
    .milliseconds(Int(clamping: max(0, microseconds) / 1000))
  }

  /// Never negative.
  var duration: Duration { .microseconds(max(0, microseconds)) }
}
