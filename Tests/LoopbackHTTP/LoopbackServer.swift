import Foundation
import Synchronization

/// An HTTP server on 127.0.0.1 that answers as a test tells it to, one connection a request.
package final class LoopbackServer: Sendable {
  package struct Request: Sendable {
    package var method: String
    package var target: String
    /// `HTTP/1.1`
    package var version: String
    /// By name in small letters.
    package var headers: [String: String]
    package var body: String

    package var id: String { headers["webhook-id"] ?? "" }

    package func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
    }
  }

  package enum Answer: Sendable {
    /// `nil` is a short body where the status may have one.
    case status(Int, headers: [String: String] = [:], body: String? = nil)
    /// The head, and a body that is promised and never comes.
    case onlyHead(Int)
    case garbage
    /// The connection is closed without a word.
    case close
    /// Not until the server ends.
    case never
    /// The answer, and then what is to be done once it has left.
    indirect case first(Answer, then: @Sendable () -> Void)
  }

  private struct State {
    var requests: [Request] = []
    var held: [Int32] = []
  }

  package let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  /// - Parameters:
  ///   - oneAtATime: while a request is being answered, those behind it wait.
  ///   - answer: from the request and the number of requests for the same target before it; called on threads of the
  ///     server's.
  package init(
    oneAtATime: Bool = false, answer: @escaping @Sendable (Request, Int) -> Answer = { _, _ in .status(204) }
  ) throws {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    let listener = socket(AF_INET, kind, 0)
    self.listener = listener
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
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        if oneAtATime {
          self?.serve(connection, answer: answer)
        } else {
          Thread.detachNewThread { [weak self] in self?.serve(connection, answer: answer) }
        }
      }
      // Not before: the number might be another server's by the time of the next accept.
      close(listener)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in state.withLock({ $0.held }) { close(connection) }
  }

  package var requests: [Request] { state.withLock { $0.requests } }

  package func requests(for target: String) -> [Request] { requests.filter { $0.target == target } }

  package func url(_ target: String = "/", user: String = "") -> String { "http://\(user)127.0.0.1:\(port)\(target)" }

  /// A port of 127.0.0.1 on which nobody listens.
  package static func deadPort() throws -> UInt16 { try LoopbackServer { _, _ in .close }.port }

  private func serve(_ connection: Int32, answer: (Request, Int) -> Answer) {
    guard let request = Self.read(from: connection) else {
      close(connection)
      return
    }
    let earlier = state.withLock { state in
      state.requests.append(request)
      return state.requests.count { $0.target == request.target } - 1
    }
    give(answer(request, earlier), on: connection)
  }

  private func give(_ answer: Answer, on connection: Int32) {
    switch answer {
    case .status(let code, let headers, let given):
      let body = given ?? (code == 204 ? "" : "ok")
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
    case .first(let answer, let then):
      give(answer, on: connection)
      then()
    }
  }

  private static func write(_ text: String, to connection: Int32) {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      // The other end may be dead.
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, flags) }
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
        if words.count == 3, body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 {
          return Request(method: words[0], target: words[1], version: words[2], headers: headers, body: body)
        }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}
