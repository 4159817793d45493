import Foundation
import Synchronization

/// Takes requests on 127.0.0.1 and answers as a test tells it to, one connection a request.
final class ScriptedReceiver: Sendable {
  struct Request: Sendable {
    var target: String
    /// By name in small letters.
    var headers: [String: String]
    var body: String

    var id: String { headers["webhook-id"] ?? "" }

    func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
    }
  }

  enum Answer: Sendable {
    case status(Int, headers: [String: String] = [:], body: String = "")
    case garbage
    /// The connection is closed without a word.
    case close
    /// Not until the receiver ends.
    case never
  }

  private struct State {
    var requests: [Request] = []
    var held: [Int32] = []
  }

  let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  /// - Parameter answer: from the request and the number of requests for the same target before it; called on threads of
  ///   the receiver's.
  init(answer: @escaping @Sendable (Request, Int) -> Answer = { _, _ in .status(204) }) throws {
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
        Thread.detachNewThread { [weak self] in self?.serve(connection, answer: answer) }
      }
      // Not before: the number might be another listener's by the time of the next accept.
      close(listener)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in state.withLock({ $0.held }) { close(connection) }
  }

  var requests: [Request] { state.withLock { $0.requests } }

  func requests(for target: String) -> [Request] { requests.filter { $0.target == target } }

  func url(_ target: String = "/") -> String { "http://127.0.0.1:\(port)\(target)" }

  private func serve(_ connection: Int32, answer: (Request, Int) -> Answer) {
    guard let request = Self.read(from: connection) else {
      close(connection)
      return
    }
    let earlier = state.withLock { state in
      state.requests.append(request)
      return state.requests.count { $0.target == request.target } - 1
    }
    switch answer(request, earlier) {
    case .status(let code, let headers, let body):
      var head = "HTTP/1.1 \(code) Said so\r\ncontent-length: \(body.utf8.count)\r\nconnection: close\r\n"
      for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
      Self.write(head + "\r\n" + body, to: connection)
      close(connection)
    case .garbage:
      Self.write("220 mail.example ESMTP\r\n", to: connection)
      close(connection)
    case .close: close(connection)
    case .never: state.withLock { $0.held.append(connection) }
    }
  }

  private static func write(_ text: String, to connection: Int32) {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
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
        if words.count > 1, body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 {
          return Request(target: words[1], headers: headers, body: body)
        }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}
