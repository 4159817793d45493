import Alerting
import Foundation
import Notation
import Readings
import Synchronization

@testable import Engine

/// 2026-03-01T12:00:00.25Z
let noon = Instant(microseconds: 1_772_366_400_250_000)

let driftAlert = AlertIdentity(
  rule: "FeatureDrift", model: "credit-risk",
  key: SeriesKey(metric: .psi, segment: "region=apac", feature: "age", window: "1h"))

/// A delivery for the alert's going red at ``noon``.
func plannedDelivery(
  of action: Action, episode: Int = 1, at: Instant = noon, payload: String = #"{"type":"alert.firing","emoji":"é"}"#,
  arguments: [String] = [], environment: [EnvironmentVariable] = [], thread: String? = nil
) -> Delivery {
  let transition = AlertTransition(
    at: at, identity: driftAlert, episode: episode, from: .pending, to: .firing, level: .red, previousLevel: .red,
    figures: AlertFigures(value: 0.31, n: 4812))
  return Delivery(
    id: Delivery.id(for: transition, action: action.name), transition: transition, action: action, thread: thread,
    state: .planned, now: noon, payload: payload, arguments: arguments, environment: environment)
}

func webhookAction(_ url: String, name: String = "hook", headers: [String: String] = [:]) -> Action {
  Action(name: name, kind: .webhook(.init(address: .literal(url), headers: headers)))
}

func execAction(timeout: TimeSpan = .minutes(1), onlyIfStill: Level? = nil) -> Action {
  Action(name: "rollback", kind: .exec(.init(argv: [], timeout: timeout, onlyIfStill: onlyIfStill)))
}

/// Scripts in a directory of their own, which goes with the value.
final class ScriptFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("leeway-scripts-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    // As programs see it.
    path = url.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a script; returns its path.
  func script(_ body: String, name: String = "run.sh", firstLine: String = "#!/bin/sh\n", mode: Int = 0o755) throws
    -> String
  {
    let file = path + "/" + name
    try (firstLine + body + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// What a script wrote; empty if there is no such file.
  func text(_ name: String) -> String { (try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? "" }
}

/// Whether a process exists and is no zombie.
func isRunning(_ pid: pid_t) -> Bool {
  guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
  return text.split(separator: ")").last?.split(separator: " ").first != "Z"
}

/// Waits for something that another thread or process does. The limit is for a machine under load, not a measurement.
func eventually(_ condition: () -> Bool) -> Bool {
  let deadline = ContinuousClock.now + .seconds(30)
  while !condition() {
    guard ContinuousClock.now < deadline else { return false }
    usleep(3000)
  }
  return true
}

/// What happened, in order, told by several threads.
final class EventLog: Sendable {
  private let lines = Mutex<[String]>([])

  func append(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}

/// A queue with a clock and a store that tests can look into and break.
final class QueueBench: Sendable {
  struct StoreIsFull: Error {}

  private struct State {
    var now = noon
    var stored: [Delivery] = []
    var failures = 0
    var outputs: [String] = []
    var instance: AlertInstance?
    var standing: [Notice.Item] = []
    var keeping: [String] = []
    var refuses: @Sendable (Delivery) -> Bool = { _ in false }
  }

  // Mutex cannot be captured by the closures below, hence a class around it.
  private final class Shared: Sendable {
    let state = Mutex(State())
  }

  private let shared = Shared()
  /// States in the order in which they were stored, and `logged`.
  let events: EventLog
  let queue: DeliveryQueue

  init(
    _ actions: [Action], directory: String = "/", webhookTimeout: TimeSpan = TimeSpan(seconds: 30),
    secrets: SecretReader = SecretReader(), events: EventLog = EventLog()
  ) {
    self.events = events
    let shared = shared
    let hooks = DeliveryQueue.Hooks(
      now: { shared.state.withLock { $0.now } },
      record: { delivery in
        try shared.state.withLock { state in
          guard !state.refuses(delivery) else { throw StoreIsFull() }
          events.append(delivery.state.name)
          state.stored.append(delivery)
        }
      },
      instance: { _ in shared.state.withLock { $0.instance } },
      log: { _ in events.append("logged") },
      output: { _, output in shared.state.withLock { $0.outputs.append(output.text) } },
      notRecorded: { _, _ in shared.state.withLock { $0.failures += 1 } },
      standing: { _ in shared.state.withLock { $0.standing } },
      keeping: { name, failure in shared.state.withLock { $0.keeping.append("\(name): \(failure ?? "works")") } })
    queue = DeliveryQueue(
      actions: Dictionary(uniqueKeysWithValues: actions.map { ($0.name, $0) }), maxAge: .hours(1),
      sender: WebhookSender(version: "0.0", timeout: webhookTimeout, secrets: secrets),
      runner: ProgramRunner(workingDirectory: directory, grace: TimeSpan(microseconds: 300_000)), hooks: hooks)
  }

  deinit { _ = queue.stop(within: .zero) }

  /// Moves the clock and lets the lanes look at it.
  func advance(_ span: TimeSpan) {
    shared.state.withLock { $0.now = $0.now + span }
    queue.add([])
  }

  func refuse(_ refuses: @escaping @Sendable (Delivery) -> Bool) { shared.state.withLock { $0.refuses = refuses } }
  func setStanding(_ items: [Notice.Item]) { shared.state.withLock { $0.standing = items } }
  func setInstance(_ instance: AlertInstance?) { shared.state.withLock { $0.instance = instance } }

  var now: Instant { shared.state.withLock { $0.now } }
  var stored: [Delivery] { shared.state.withLock { $0.stored } }
  var failures: Int { shared.state.withLock { $0.failures } }
  /// Failures of keeping alerts alive, and their ends.
  var keeping: [String] { shared.state.withLock { $0.keeping } }
  var outputs: [String] { shared.state.withLock { $0.outputs } }
}
