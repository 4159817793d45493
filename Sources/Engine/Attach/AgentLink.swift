import Feed
import Foundation
import Notation
import Readings

/// One connection to an agent that sends pictures of itself.
struct AgentLink {
  /// Why there is no connection, or none any more, and what to do about it.
  struct Failure: Error, Equatable {
    var text: String

    init(_ text: String) {
      self.text = text
    }
  }

  /// What an agent sends, when it has been taken in.
  enum News: Equatable {
    case change
    case whole
    case heartbeat(Heartbeat)
  }

  let greeting: AttachGreeting
  /// The picture as far as it has been received; `nil` before the first.
  private(set) var snapshot: Snapshot?
  private let channel: LineChannel
  private var decoder = FeedDecoder()

  /// How long the agent has to greet, and to be silent: there is a heartbeat each second.
  static let patience = (greeting: Duration.seconds(10), silence: Duration.seconds(5))

  /// - Parameter open: told of the connection once there is one, so that another thread can cut it.
  init(_ directory: String, open: (LineChannel?) -> Void = { _ in }) throws(Failure) {
    guard let holder = StateLock.holder(of: directory) else {
      throw Failure("no agent runs on \(directory); start one with 'leeway agent', or watch with --own")
    }
    do throws(ControlSocket.Failure) {
      channel = LineChannel(try ControlSocket.connect(directory))
    } catch {
      throw Failure(
        "process \(holder) has \(directory), but cannot be reached on \(ControlSocket.name) "
          + "(\(ControlSocket.reason(error))); it may be starting, or ending")
    }
    open(channel)
    greeting = try Self.greet(channel, holder)
  }

  private static func greet(_ channel: LineChannel, _ holder: String) throws(Failure) -> AttachGreeting {
    let line: [UInt8]?
    do throws(LineChannel.Failure) {
      guard let request = try? ControlLine.bytes(ControlRequest.attach(feed: FeedFormat.version)) else {
        throw .closed
      }
      try channel.write(request, within: patience.greeting)
      line = try channel.read(limit: ControlRequest.limit, within: patience.greeting)
    } catch {
      throw Failure(
        error == .timedOut
          ? "the agent (process \(holder)) does not answer; it may be stopped, or under heavy load"
          : "the agent (process \(holder)) ended the connection")
    }
    guard let line else { throw Failure("the agent (process \(holder)) ended the connection") }
    let reply: ControlReply
    do throws(ControlMistake) {
      reply = try ControlLine.message(ControlReply.self, of: line)
    } catch {
      throw Failure("process \(holder) answered what does not read (\(error.text)); run the same leeway on both sides")
    }
    switch reply {
    case .attached(let greeting):
      guard greeting.feed == FeedFormat.version else {
        throw Failure(
          "the agent (process \(holder)) is leeway \(greeting.release) and sends pictures of form \(greeting.feed), "
            + "this is leeway \(Agent.version) and reads form \(FeedFormat.version): run the same leeway on both sides")
      }
      return greeting
    case .failed(let error) where error.code == .runtime:
      throw Failure("the agent (process \(holder)) takes no dashboard: \(error.description)")
    case .failed(let error):
      throw Failure(
        "the agent (process \(holder)) takes no dashboard of leeway \(Agent.version): \(error.description)")
    case .decided:
      throw Failure("process \(holder) answered what was not asked; run the same leeway on both sides")
    }
  }

  /// Waits for what comes next and takes it in.
  mutating func next() throws(Failure) -> News {
    let bytes = try read(FeedFormat.headSize)
    let head: (kind: FeedFormat.FrameKind, length: Int)
    do throws(FeedError) {
      head = try FeedFormat.head(bytes)
    } catch {
      throw unreadable(error)
    }
    return try take(head.kind, try read(head.length))
  }

  private func read(_ count: Int) throws(Failure) -> [UInt8] {
    do throws(LineChannel.Failure) {
      return try channel.read(count: count, within: Self.patience.silence)
    } catch {
      throw Failure(
        error == .timedOut
          ? "the agent (process \(greeting.process)) has sent nothing for \(Self.patience.silence.components.seconds) s; "
            + "it may be stopped, or under heavy load"
          : "the agent (process \(greeting.process)) is gone")
    }
  }

  private mutating func take(_ kind: FeedFormat.FrameKind, _ payload: [UInt8]) throws(Failure) -> News {
    do throws(FeedError) {
      switch kind {
      case .change:
        let change = try decoder.change(payload)
        var snapshot = self.snapshot ?? .nothing
        self.snapshot = nil
        try change.apply(to: &snapshot)
        self.snapshot = snapshot
        return .change
      case .heartbeat: return .heartbeat(try Heartbeat(payload))
      case .whole: return .whole
      case .end: break
      }
    } catch {
      throw unreadable(error)
    }
    throw Failure("the agent (process \(greeting.process)) ended: \(String(decoding: payload, as: UTF8.self))")
  }

  private func unreadable(_ error: FeedError) -> Failure {
    Failure("what the agent (process \(greeting.process)) sends does not read (\(error.text))")
  }
}
