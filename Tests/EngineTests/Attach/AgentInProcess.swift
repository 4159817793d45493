import Foundation
import Logging
import Notation
import Synchronization

@testable import Engine

/// An agent that runs on a thread of this process, on a log of its own.
final class AgentInProcess: Sendable {
  private let isStopped = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  static let now = DriftingLog.start + .minutes(3 * 60 + 21)

  /// A directory in which the drift has begun.
  static func directory() throws -> WorkingDirectory {
    let directory = try DriftingLog.directory()
    try directory.write("AlertRules/rules.yaml", DriftingLog.rules)
    try directory.write("predictions.jsonl", DriftingLog(seed: 11).predictions[..<3000].joined())
    try directory.write("labels.jsonl", "")
    return directory
  }

  init(_ directory: WorkingDirectory, now: @escaping @Sendable () -> Instant = { AgentInProcess.now }) throws {
    let configuration = try directory.configuration()
    let baseline = try BaselineFile.read(from: configuration.baseline)
    let state = directory.file("state")
    let begun = DispatchSemaphore(value: 0)
    let thread = Thread { [self] in
      defer { ended.signal() }
      let agent = try? Agent(
        configuration: configuration, baseline: baseline, stateDirectory: state,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: now)
      begun.signal()
      try? agent?.run(shouldStop: { isStopped.load(ordering: .relaxed) })
    }
    thread.stackSize = 8 << 20
    thread.start()
    begun.wait()
  }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
    ended.wait()
    ended.signal()
  }
}

/// Waits for something that another thread brings about.
func eventually(within seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < deadline {
    if try condition() { return true }
    usleep(10_000)
  }
  return false
}
