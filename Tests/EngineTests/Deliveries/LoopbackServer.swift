import Foundation
import Synchronization

/// An HTTP server on 127.0.0.1 that answers as a test tells it to, one connection a request.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    var method: String
    var target: String
    /// By name in small letters.
    var headers: [String: String]
    var body: String
  }

  enum Answer: Sendable {
    case status(Int, headers: [String: String] = [:], body: String = "ok")
    /// The head, and a body that is promised and never comes.
    case onlyHead(Int)
    case garbage
    /// The connection is closed without a word.
    case close
    /// Not until the server ends.
    case never
  }

  private struct State {
    var requests: [Request] = []
    var held: [Int32] = []
  }

  let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  /// - Parameter answer: from the request and the number of requests before it; called on threads of the server's.
  init(answer: @escaping @Sendable (Request, Int) -> Answer) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        Thread.detachNewThread { [weak self] in self?.serve(connection, answer: answer) }
      }
      // Not before: the number might be another server's by the time of the next accept.
      close(listener)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in state.withLock({ $0.held }) { close(connection) }
  }

  var requests: [Request] { state.withLock { $0.requests } }

  func url(_ target: String = "/", user: String = "") -> String { "http://\(user)127.0.0.1:\(port)\(target)" }

  /// A port of 127.0.0.1 on which nobody listens.
  static func deadPort() throws -> UInt16 { try LoopbackServer { _, _ in .close }.port }

  private func serve(_ connection: Int32, answer: (Request, Int) -> Answer) {
    guard let request = Self.read(from: connection) else {
      close(connection)
      return
    }
    let earlier = state.withLock { state in
      state.requests.append(request)
      return state.requests.count - 1
    }
    switch answer(request, earlier) {
    case .status(let code, let headers, let body):
      var head = "HTTP/1.1 \(code) Said so\r\ncontent-length: \(body.utf8.count)\r\nconnection: close\r\n"
      for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
      Self.write(head + "\r\n" + body, to: connection)
      close(connection)
    case .onlyHead(let code):
      Self.write("HTTP/1.1 \(code) Said so\r\ncontent-length: 10\r\n\r\n", to: connection)
      state.withLock { $0.held.append(connection) }
    case .garbage:
      Self.write("220 mail.example ESMTP\r\n", to: connection)
      close(connection)
    case .close:
      close(connection)
    case .never:
      state.withLock { $0.held.append(connection) }
    }
  }

  private static func write(_ text: String, to connection: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private static func read(from connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
          if let name = parts.first { headers[name.lowercased()] = parts.count > 1 ? parts[1] : "" }
        }
        let body = String(text[end.upperBound...])
        if words.count > 1, body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 {
          return Request(method: words[0], target: words[1], headers: headers, body: body)
        }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}
