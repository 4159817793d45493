import Alerting
import Foundation
import Notation
import Synchronization
import Testing

@testable import Engine

/// A server that keeps what it was asked and answers with its number.
private final class Desk: Sendable {
  private let asked = Mutex<[ControlRequest]>([])

  var requests: [ControlRequest] { asked.withLock { $0 } }

  func server(_ directory: String, patience: Duration = .seconds(60)) throws -> ControlServer {
    try ControlServer(directory: directory, patience: patience) { request in
      let count = self.asked.withLock { list in
        list.append(request)
        return list.count
      }
      return .decided(DecisionReceipt(text: "done", sequence: count, hash: "0f"))
    }
  }
}

@Suite("The agent's socket, with clients of all kinds")
struct ControlServerTests {
  private static let good =
    #"{"version":1,"request":"decide","decision":{"act":"approve","id":"0","by":"a","reason":"b"}}"#
  private static let decision = Decision(.approve(delivery: "0"), by: "a", reason: "b")

  @Test("A decision gets its receipt, and the account is the system's word")
  func decide() throws {
    let place = try WorkingDirectory()
    let lock = try StateLock(directory: place.path)
    let desk = Desk()
    let server = try desk.server(place.path)
    for (number, var decision) in try SampleDecisions.all().enumerated() {
      decision.account = "somebody else"
      let receipt = try #require(try ControlClient.decide(decision, directory: place.path))
      #expect(receipt == DecisionReceipt(text: "done", sequence: number + 1, hash: "0f"))
      decision.account = PeerAccount.own
      #expect(desk.requests.last == .decide(decision))
    }
    #expect(server.stop())
    withExtendedLifetime(lock) {}
  }

  @Test("Nobody else may connect, and nothing is left behind")
  func file() throws {
    let place = try WorkingDirectory()
    let server = try Desk().server(place.path)
    var status = stat()
    #expect(stat(place.file("agent.sock"), &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFSOCK && status.st_mode & 0o777 == 0o600)
    #expect(server.stop())
    #expect(lstat(place.file("agent.sock"), &status) != 0)
    #expect(server.stop(), "again is no harm")
  }

  @Test("The socket of an agent that died is replaced; what is no socket stays")
  func leftovers() throws {
    let place = try WorkingDirectory()
    _ = try ControlSocket.listen(place.path)
    #expect(throws: ControlSocket.Failure(number: ECONNREFUSED)) { try ControlSocket.connect(place.path) }
    let server = try Desk().server(place.path)
    let client = try RawClient(place.path)
    client.send(Self.good + "\n")
    #expect(try client.line()?.contains("receipt") ?? false)
    #expect(server.stop())

    try place.write("agent.sock", "mine")
    let error = #expect(throws: EngineError.self) { try Desk().server(place.path) }
    #expect(error?.description.contains("is no socket") ?? false)
    #expect(try place.read("agent.sock") == "mine")
  }

  #if os(Linux)
    @Test("A path that is too long for an address works all the same", arguments: [60, 107, 300, 900])
    func longPath(length: Int) throws {
      let place = try WorkingDirectory()
      var name = "a"
      while place.file(name).utf8.count < length { name += name.utf8.count % 100 == 99 ? "/b" : "b" }
      try place.makeDirectory(name)
      let lock = try StateLock(directory: place.file(name))
      let server = try Desk().server(place.file(name))
      #expect(try ControlClient.decide(Self.decision, directory: place.file(name))?.text == "done")
      #expect(server.stop())
      withExtendedLifetime(lock) {}
    }
  #endif

  @Test(
    "What is no request gets an answer that says so, and the next client is served",
    arguments: [
      ("nonsense\n", "not JSON"),
      ("\n", "not JSON"),
      ("\0\u{1}\u{7F}\n", "not JSON"),
      (#"{"version":1,"request":"pause"}"# + "\n", "does not know the request 'pause'"),
      (#"{"version":9e99,"request":"decide"}"# + "\n", "version"),
      ("GET / HTTP/1.1\r\n", "not JSON"),
      (Self.good, "ends with a newline"),
    ])
  func hostile(text: String, hint: String) throws {
    let place = try WorkingDirectory()
    let desk = Desk()
    let server = try desk.server(place.path)
    let client = try RawClient(place.path)
    client.send(text)
    client.finish()
    let answer = try #require(try client.line())
    #expect(answer.contains(#""code":"refused""#) && answer.contains(hint), "\(answer)")
    #expect(desk.requests.isEmpty)
    let other = try RawClient(place.path)
    other.send(Self.good + "\n")
    #expect(try other.line()?.contains("receipt") ?? false)
    #expect(server.stop())
  }

  @Test("However deep a request is nested, it is refused", arguments: ["[", #"{"a":"#])
  func depth(opening: String) throws {
    let place = try WorkingDirectory()
    let server = try Desk().server(place.path)
    let client = try RawClient(place.path)
    client.send(String(repeating: opening, count: 150_000) + "\n")
    #expect(try client.line()?.contains("refused") ?? false)
    #expect(server.stop())
  }

  @Test("Bytes that are no text get an answer, whatever they are")
  func noise() throws {
    let place = try WorkingDirectory()
    let server = try Desk().server(place.path)
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let client = try RawClient(place.path)
      let count = Int.random(in: 0..<300, using: &generator)
      client.send((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } + [UInt8(ascii: "\n")])
      client.finish()
      #expect(try client.line()?.contains("refused") ?? false, "seed \(seed)")
    }
    #expect(server.stop())
  }

  @Test("A request may have a mebibyte and no more; who sends more still reads why", arguments: [0, 1, 1 << 21])
  func size(beyond: Int) throws {
    let place = try WorkingDirectory()
    let server = try Desk().server(place.path)
    let client = try RawClient(place.path)
    let padding = (1 << 20) - Self.good.utf8.count + beyond
    client.send(String(repeating: " ", count: padding) + Self.good + "\n")
    client.finish()
    let answer = try #require(try client.line())
    #expect(answer.contains(beyond == 0 ? "receipt" : "at most 1048576 bytes"))
    #expect(server.stop())
  }

  @Test("Requests may come in pieces, and several in one piece; answers keep their order")
  func pieces() throws {
    let place = try WorkingDirectory()
    let server = try Desk().server(place.path)
    let client = try RawClient(place.path)
    for byte in Self.good.utf8 { client.send([byte]) }
    client.send("\r\n")
    #expect(try client.line()?.contains(#""sequence":1,"#) ?? false)
    client.send(String(repeating: Self.good + "\n", count: 50))
    for number in 2...51 { #expect(try client.line()?.contains("\"sequence\":\(number),") ?? false) }
    client.finish()
    #expect(try client.line() == nil)
    #expect(server.stop())
  }

  @Test("Who goes away without reading harms nobody")
  func vanishing() throws {
    let place = try WorkingDirectory()
    let desk = Desk()
    let server = try desk.server(place.path)
    for _ in 0..<50 {
      try RawClient(place.path).send(String(repeating: Self.good + "\n", count: 3))
      _ = try RawClient(place.path)
    }
    let client = try RawClient(place.path)
    client.send(Self.good + "\n")
    #expect(try client.line()?.contains("receipt") ?? false)
    #expect(server.stop(within: .seconds(60)))
  }

  @Test("More clients than there are places for are all served, and idle ones lose theirs")
  func crowd() throws {
    let place = try WorkingDirectory()
    let server = try Desk().server(place.path, patience: .milliseconds(300))
    let idle = try (0..<ControlServer.connectionLimit).map { _ in try RawClient(place.path) }
    let busy = try (0..<40).map { _ in try RawClient(place.path) }
    for client in busy { client.send(Self.good + "\n") }
    for client in busy { #expect(try client.line()?.contains("receipt") ?? false) }
    for client in idle { #expect(try client.line()?.contains("no request came") ?? false) }
    #expect(server.stop())
  }

  @Test("Stopping ends idle connections and lets the one under way have its answer")
  func stopping() throws {
    let place = try WorkingDirectory()
    let (entered, released) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let server = try ControlServer(directory: place.path) { _ in
      entered.signal()
      released.wait()
      return .failed(EngineError(.runtime, "the agent ends"))
    }
    let (idle, busy) = (try RawClient(place.path), try RawClient(place.path))
    busy.send(Self.good + "\n")
    entered.wait()
    #expect(!server.stop(within: .milliseconds(50)))
    #expect(try idle.line() == nil)
    released.signal()
    #expect(server.stop(within: .seconds(60)))
    #expect(try busy.line()?.contains("the agent ends") ?? false)
  }

  // MARK: - The client

  @Test("Without an agent there is no receipt and no error, whatever lies about")
  func nobody() throws {
    let place = try WorkingDirectory()
    #expect(try ControlClient.decide(Self.decision, directory: place.path) == nil)
    #expect(try ControlClient.decide(Self.decision, directory: place.file("nowhere")) == nil)
    _ = try StateLock(directory: place.path)
    _ = try ControlSocket.listen(place.path)
    #expect(try ControlClient.decide(Self.decision, directory: place.path) == nil)
  }

  @Test(
    "What the agent objects to reaches the person with its exit code",
    arguments: [EngineError.Code.configuration, .runtime])
  func refusal(code: EngineError.Code) throws {
    let place = try WorkingDirectory()
    let lock = try StateLock(directory: place.path)
    let server = try ControlServer(directory: place.path) { _ in .failed(EngineError(code, "not like that")) }
    #expect(throws: EngineError(code, "not like that")) {
      try ControlClient.decide(Self.decision, directory: place.path)
    }
    server.stop()
    withExtendedLifetime(lock) {}
  }

  private static func complaint(_ directory: String, answerWithin patience: Duration) -> String {
    let error = #expect(throws: EngineError.self) {
      try ControlClient.ask(.decide(decision), directory: directory, patience: (.milliseconds(200), patience))
    }
    #expect(error?.code == .runtime)
    return error?.description ?? ""
  }

  @Test("An agent without a socket, or one that does not answer, is an error")
  func silentAgent() throws {
    let place = try WorkingDirectory()
    let lock = try StateLock(directory: place.path)
    #expect(Self.complaint(place.path, answerWithin: .milliseconds(200)).contains("takes no decisions"))
    let listener = try ControlSocket.listen(place.path)
    #expect(Self.complaint(place.path, answerWithin: .milliseconds(200)).contains("did not answer"))
    withExtendedLifetime((lock, listener)) {}
  }

  @Test(
    "An agent that answers nonsense, or ends before it answers, is an error",
    arguments: [
      ("", "ended before"), ("{", "ended before"), ("{}\n", "does not read"), ("nonsense\n", "does not read"),
    ])
  func strangeAgent(answer: String, hint: String) throws {
    let place = try WorkingDirectory()
    let lock = try StateLock(directory: place.path)
    let listener = try ControlSocket.listen(place.path)
    let number = listener.number
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK)
    Thread.detachNewThread {
      let channel = LineChannel(Descriptor(accept(number, nil, nil)))
      ControlSocket.prepare(channel.descriptor)
      _ = try? channel.read(limit: 1 << 20, within: .seconds(60))
      try? channel.write(Array(answer.utf8), within: .seconds(60))
    }
    #expect(Self.complaint(place.path, answerWithin: .seconds(60)).contains(hint))
    withExtendedLifetime((lock, listener)) {}
  }
}
