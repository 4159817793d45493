import Foundation
import LoopbackHTTP
import Synchronization

/// Takes webhooks and writes down what it was sent. It may kill the sender, before or after its answer.
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

  /// What the threads of the server and of the test share.
  private final class Record: Sendable {
    let received = Mutex<[Request]>([])
    let manner = Mutex(Manner.answering)

    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
      let manner = manner.withLock { $0 }
      let isAnswered = if case .killingInstead = manner { false } else { true }
      let taken = Request(
        action: String(request.target.dropFirst()), id: request.id, body: request.body, isAnswered: isAnswered)
      received.withLock { $0.append(taken) }
      switch manner {
      case .answering:
        return .status(204)
      case .killingInstead(let process, let delay):
        usleep(delay)
        kill(process, SIGKILL)
        return .close
      case .killingThen(let process, let delay):
        return .first(.status(204)) {
          usleep(delay)
          kill(process, SIGKILL)
        }
      }
    }
  }

  private let record: Record
  private let server: LoopbackServer

  init() throws {
    let record = Record()
    self.record = record
    // While a request hangs, so do those behind it.
    server = try LoopbackServer(oneAtATime: true) { request, _ in record.answer(request) }
  }

  var port: UInt16 { server.port }

  var requests: [Request] { record.received.withLock { $0 } }

  func become(_ manner: Manner) { record.manner.withLock { $0 = manner } }
}
