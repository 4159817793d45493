import Foundation
import Synchronization

/// Takes webhooks on 127.0.0.1 and writes down what it was sent. It may kill the sender, before or after its answer.
final class ActionKillReceiver: Sendable {
  enum Manner: Sendable {
    case answering
    /// Leaves the request unanswered for so many microseconds, then kills the process.
    case killingInstead(pid_t, after: UInt32)
    /// Answers, waits for so many microseconds, and kills the process.
    case killingThen(pid_t, after: UInt32)
  }

  struct Request: Sendable {
    /// As in the address, without the slash.
    var action: String
    /// The header `webhook-id`.
    var id: String
    var body: String
    var isAnswered: Bool
  }

  let port: UInt16
  private let listener: Int32
  private let received = Mutex<[Request]>([])
  private let manner = Mutex(Manner.answering)

  init() throws {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    let listener = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    // One at a time: while a request hangs, so do those behind it.
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        if let (action, id, body) = Self.read(from: connection) {
          self?.take(Request(action: action, id: id, body: body, isAnswered: false), on: connection)
        }
        close(connection)
      }
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var requests: [Request] { received.withLock { $0 } }

  func become(_ manner: Manner) { self.manner.withLock { $0 = manner } }

  private func take(_ request: Request, on connection: Int32) {
    var request = request
    switch manner.withLock({ $0 }) {
    case .answering:
      request.isAnswered = true
      received.withLock { $0.append(request) }
      Self.answer(on: connection)
    case .killingInstead(let process, let delay):
      received.withLock { $0.append(request) }
      usleep(delay)
      kill(process, SIGKILL)
    case .killingThen(let process, let delay):
      request.isAnswered = true
      received.withLock { $0.append(request) }
      Self.answer(on: connection)
      usleep(delay)
      kill(process, SIGKILL)
    }
  }

  private static func answer(on connection: Int32) {
    let answer = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"
    // The other end may be dead.
    _ = answer.withCString { send(connection, $0, answer.utf8.count, Int32(MSG_NOSIGNAL)) }
  }

  /// The last part of the address, the header `webhook-id` and the body.
  private static func read(from connection: Int32) -> (action: String, id: String, body: String)? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let lines = text[..<end.lowerBound].lowercased().components(separatedBy: "\r\n")
        func header(_ name: String) -> String? {
          lines.first { $0.hasPrefix(name + ":") }?.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
        }
        let body = text[end.upperBound...]
        if body.utf8.count >= header("content-length").flatMap({ Int($0) }) ?? 0 {
          let target = lines[0].split(separator: " ").dropFirst().first ?? ""
          return (String(target.dropFirst()), header("webhook-id") ?? "", String(body))
        }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}
