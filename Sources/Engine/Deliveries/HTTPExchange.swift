import Dispatch
import Foundation
import Notation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and the status of its answer, over a connection of its own without cookies, cache or redirects.
///
/// A session for each exchange costs a connection every time, but one endpoint can then never hold up another. The
/// status counts as soon as the head of the answer is there: `URLSession` on Linux does not complete some exchanges at
/// all (a 401 that asks for credentials, for one).
final class HTTPExchange: NSObject, URLSessionDataDelegate, Sendable {
  enum Outcome: Equatable, Sendable {
    case status(Int)
    /// Why there is no status. Names no part of the URL.
    case noAnswer(String)
  }

  private struct Progress {
    var outcome: Outcome?
    var bodyBytes = 0
  }

  /// Of the answer's body; the connection is dropped when more comes.
  private static let bodyLimit = 64 * 1024
  /// How long the end of the body is waited for, so that a well-behaved receiver is not cut off while it writes.
  private static let bodyPatience = DispatchTimeInterval.seconds(1)

  private let progress = Mutex(Progress())
  private let answered = DispatchSemaphore(value: 0)
  private let completed = DispatchSemaphore(value: 0)

  private override init() {}

  /// Blocks until there is a status, or none to be expected any more, at the latest after `timeout`.
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
    if case .status = outcome {
      _ = exchange.completed.wait(timeout: min(deadline, .now() + Self.bodyPatience))
    }
    return outcome
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
    settle(.status(response.statusCode))
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    // 1xx announces the answer proper.
    if let code = (response as? HTTPURLResponse)?.statusCode, code >= 200 { settle(.status(code)) }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooLong = progress.withLock { progress in
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
      settle((task.response as? HTTPURLResponse).map { .status($0.statusCode) } ?? .noAnswer("not an HTTP answer"))
    }
    completed.signal()
  }

  /// The error's own text is not used: it may hold the URL, and with it a password or token.
  private static func reason(_ error: any Error) -> String {
    switch (error as? URLError)?.code {
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
