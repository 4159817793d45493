import Foundation
import Synchronization

/// Takes requests from commands and dashboards on the state directory's socket, on threads of its own: one that accepts, and one for
/// each connection, of which there are never more than ``connectionLimit``.
///
/// Whatever a client sends, or fails to send, costs that client its connection and nothing else. ``stop(within:)`` ends
/// it; without that it lasts as long as the process.
///
/// `@unchecked Sendable`: the listener is touched by the accepting thread alone; all else is constant, or behind the
/// mutex.
package final class ControlServer: @unchecked Sendable {
  private struct Shared {
    var isStopped = false
    /// Those that are open, so that they can be hung up.
    var channels: [ObjectIdentifier: LineChannel] = [:]
  }

  private let directory: String
  private let patience: Duration
  private let handle: @Sendable (ControlRequest) -> ControlReply
  private let attach: (@Sendable (_ feed: Int, LineChannel) -> ControlReply?)?
  private let listener: Descriptor
  private let alarm: (read: Descriptor, write: Descriptor)
  private let shared = Mutex(Shared())
  private let slots = DispatchSemaphore(value: ControlServer.connectionLimit)
  private let running = DispatchGroup()

  static let connectionLimit = 64

  /// Begins to listen. The caller has the directory's lock; the socket of an agent that died is replaced.
  ///
  /// - Parameters:
  ///   - patience: how long a connection may stay without a whole request, and a client not read its reply.
  ///   - attach: serves a dashboard for as long as it stays, or gives the reason why not. Without it none is taken.
  ///   - handle: answers all else. Both are called on the connection's thread, on several at once, and may take as long
  ///     as they need.
  init(
    directory: String, patience: Duration = .seconds(10),
    attach: (@Sendable (_ feed: Int, LineChannel) -> ControlReply?)? = nil,
    handle: @escaping @Sendable (ControlRequest) -> ControlReply
  ) throws(EngineError) {
    self.directory = directory
    self.patience = patience
    self.attach = attach
    self.handle = handle
    guard let alarm = Descriptor.pipe() else {
      throw EngineError(.runtime, "no descriptor is left for the agent's socket: \(String(cString: strerror(errno)))")
    }
    self.alarm = alarm
    listener = try ControlSocket.listen(directory)
    start("leeway control") { $0.accept() }
  }

  /// Takes no further requests, removes the socket, and waits for those who are being answered. Whatever `handle` waits
  /// for has to be settled by the caller, before or meanwhile.
  ///
  /// - Returns: whether all were answered in time.
  @discardableResult
  package func stop(within patience: Duration = .seconds(5)) -> Bool {
    let isFirst = shared.withLock { state in
      defer { state.isStopped = true }
      for channel in state.channels.values { channel.hangUp() }
      return !state.isStopped
    }
    if isFirst {
      unlink(ControlSocket.path(directory))
      _ = write(alarm.write.number, [0], 1)
    }
    let milliseconds = max(0, min(Int(patience / .milliseconds(1)), 3_600_000))
    return running.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
  }

  private var isStopped: Bool { shared.withLock { $0.isStopped } }

  private func start(_ name: String, _ body: @escaping @Sendable (ControlServer) -> Void) {
    running.enter()
    let thread = Thread { [self] in
      body(self)
      running.leave()
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  private func accept() {
    while !isStopped {
      var entries = [
        pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: alarm.read.number, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&entries, 2, -1) > 0 || errno == EINTR, !isStopped else { break }
      // More than that wait in the system's queue until one of these has been answered or has lost its patience.
      slots.wait()
      let connection = Descriptor(Foundation.accept(listener.number, nil, nil))
      let failure = connection.number < 0 ? errno : 0
      guard failure == 0 else {
        slots.signal()
        // No descriptors or no memory: those that wait are not lost, and this must not spin.
        if ![EAGAIN, EINTR, ECONNABORTED].contains(failure) { usleep(100_000) }
        continue
      }
      ControlSocket.prepare(connection)
      serve(LineChannel(connection))
    }
    listener.close()
  }

  private func serve(_ channel: LineChannel) {
    let key = ObjectIdentifier(channel)
    let isWelcome = shared.withLock { state in
      if !state.isStopped { state.channels[key] = channel }
      return !state.isStopped
    }
    guard isWelcome else {
      slots.signal()
      return
    }
    start("leeway control client") { server in
      server.answer(channel, account: PeerAccount.name(channel.descriptor))
      server.shared.withLock { _ = $0.channels.removeValue(forKey: key) }
      server.slots.signal()
    }
  }

  /// Reads requests and answers them until the client has no more, or does not keep to the rules.
  private func answer(_ channel: LineChannel, account: String?) {
    while !isStopped {
      do {
        guard let line = try channel.read(limit: ControlRequest.limit, within: patience) else { return }
        guard let reply = reply(to: line, account: account, on: channel) else { return }
        try send(reply, on: channel)
      } catch {
        let complaint =
          switch error {
          case .tooLong: "a request has at most \(ControlRequest.limit) bytes"
          case .closed: "a request ends with a newline"
          case .timedOut: "no request came within \(patience.components.seconds) s"
          }
        try? send(.failed(EngineError(.configuration, complaint)), on: channel)
        if error == .tooLong { channel.drain(within: .seconds(2)) }
        return
      }
    }
  }

  /// `nil` when a dashboard has been served on the connection: nothing else can follow.
  private func reply(to line: [UInt8], account: String?, on channel: LineChannel) -> ControlReply? {
    do {
      switch try ControlLine.message(ControlRequest.self, of: line) {
      case .decide(var decision):
        decision.account = account
        return handle(.decide(decision))
      case .attach(let feed):
        guard let attach else { return .failed(EngineError(.configuration, "no dashboard can be attached here")) }
        return attach(feed, channel)
      }
    } catch {
      return .failed(EngineError(.configuration, "the request cannot be read: \(error.text)"))
    }
  }

  private func send(_ reply: ControlReply, on channel: LineChannel) throws(LineChannel.Failure) {
    guard let bytes = try? ControlLine.bytes(reply) else { return }
    try channel.write(bytes, within: patience)
  }
}
