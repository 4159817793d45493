import Alerting
import Foundation

/// Reaches the agent that runs on a state directory.
package enum ControlClient {
  /// How long the agent has to come to its socket, and to answer. It may be in the middle of an evaluation, or unable to
  /// write to its disk.
  static let patience = (socket: Duration.seconds(10), answer: Duration.seconds(30))

  /// Has the agent carry out a decision. `nil` if no agent runs on the directory.
  ///
  /// Throws what the agent objects to (exit code 2), or that it could not be done or did not answer (3).
  package static func decide(_ decision: Decision, directory: String) throws(EngineError) -> DecisionReceipt? {
    guard let reply = try ask(.decide(decision), directory: directory, patience: patience) else { return nil }
    switch reply {
    case .decided(let receipt): return receipt
    case .failed(let error): throw error
    case .attached: throw EngineError(.runtime, "\(directory): the agent answered what was not asked")
    }
  }

  /// The process that has a state directory, an agent as a rule; `nil` if none has.
  package static func holder(of directory: String) -> String? { StateLock.holder(of: directory) }

  /// - Returns: `nil` if nobody has the directory.
  static func ask(
    _ request: ControlRequest, directory: String, patience: (socket: Duration, answer: Duration)
  ) throws(EngineError) -> ControlReply? {
    guard let (channel, holder) = try connect(directory, within: patience.socket) else { return nil }
    let line = try line(request)
    let answer: [UInt8]
    do {
      answer = try exchange(line, on: channel, within: patience.answer)
    } catch {
      let what =
        switch error {
        case .timedOut: "did not answer within \(patience.answer.components.seconds) s"
        case .tooLong: "answered more than an answer can be"
        case .closed: "ended before it answered"
        }
      throw EngineError(
        .runtime, "\(directory): the agent (process \(holder)) \(what); 'leeway audit' tells whether it was done")
    }
    do {
      return try ControlLine.message(ControlReply.self, of: answer)
    } catch {
      throw EngineError(.runtime, "\(directory): process \(holder) answered what does not read: \(error.text)")
    }
  }

  private static func exchange(
    _ request: [UInt8], on channel: LineChannel, within patience: Duration
  ) throws(LineChannel.Failure) -> [UInt8] {
    try channel.write(request, within: patience)
    guard let answer = try channel.read(limit: ControlRequest.limit, within: patience) else { throw .closed }
    return answer
  }

  private static func line(_ request: ControlRequest) throws(EngineError) -> [UInt8] {
    guard let bytes = try? ControlLine.bytes(request), bytes.count <= ControlRequest.limit else {
      throw EngineError(.configuration, "this is more than can be sent to an agent")
    }
    return bytes
  }

  /// Whoever has the directory may be about to make its socket, or to leave: both take a moment.
  private static func connect(
    _ directory: String, within patience: Duration
  ) throws(EngineError) -> (channel: LineChannel, holder: String)? {
    let deadline = ContinuousClock.now + patience
    while let holder = StateLock.holder(of: directory) {
      let failure: ControlSocket.Failure
      do {
        return (LineChannel(try ControlSocket.connect(directory)), holder)
      } catch {
        failure = error
      }
      let isWorthWaiting = [ENOENT, ECONNREFUSED, EAGAIN].contains(failure.number)
      guard isWorthWaiting, ContinuousClock.now < deadline else {
        throw EngineError(
          .runtime,
          "\(directory): in use by process \(holder), which takes no decisions on \(ControlSocket.name) "
            + "(\(ControlSocket.reason(failure))); try again, or stop it")
      }
      usleep(50_000)
    }
    return nil
  }
}
