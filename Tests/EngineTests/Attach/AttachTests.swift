import Alerting
import Feed
import Foundation
import Notation
import Readings
import Testing

@testable import Engine

/// What a dashboard has been told, in the order in which it was.
private final class Watcher {
  let agent: AttachedAgent
  private(set) var snapshot: Snapshot?
  private(set) var greeting: AttachGreeting?
  private(set) var trouble: String?

  init(_ directory: WorkingDirectory) {
    agent = AttachedAgent(directory: directory.file("state"))
    agent.start()
  }

  deinit { agent.stop() }

  func look() {
    for event in agent.takeEvents() {
      switch event {
      case .snapshot(let newer): snapshot = newer
      case .attached(let newer): (greeting, trouble) = (newer, nil)
      case .lost(let reason): trouble = reason
      }
    }
  }

  func waits(for condition: (Watcher) -> Bool) -> Bool {
    eventually {
      look()
      return condition(self)
    }
  }

  func seesLines(_ count: Int) -> Bool { waits { $0.snapshot?.ingest.lines == count } }
}

@Suite("A dashboard that is attached to an agent", .serialized)
struct AttachTests {
  private let directory: WorkingDirectory

  init() throws {
    directory = try AgentInProcess.directory()
  }

  @Test("It sees what the agent sees, what changes, that it ends, and that it is there again")
  func life() throws {
    let agent = try AgentInProcess(directory)
    let watcher = Watcher(directory)
    #expect(watcher.seesLines(3000))
    #expect(watcher.waits { $0.snapshot?.histories.values.contains { $0.points.count > 20 } ?? false })
    let snapshot = try #require(watcher.snapshot)
    #expect(snapshot.model == "m" && snapshot.mode == .live)
    #expect(snapshot.alerts.contains { $0.rule == "Drift" && $0.key.segment == "region=b" && $0.level == .red })
    #expect(snapshot.readings.count > 50)
    #expect(snapshot.agent?.process == Int(getpid()))
    #expect(snapshot.agent?.version == Agent.version)
    #expect(watcher.greeting?.model == "m")

    try directory.append("predictions.jsonl", DriftingLog(seed: 11).predictions[3000..<3300].joined())
    #expect(watcher.seesLines(3300))

    agent.stop()
    #expect(watcher.waits { $0.trouble != nil })
    #expect(watcher.waits { $0.trouble?.contains("no agent runs") ?? false })
    #expect(!AttachedAgent.isThere(directory.file("state")))

    let second = try AgentInProcess(directory)
    #expect(watcher.waits { $0.trouble == nil && $0.greeting != nil })
    #expect(watcher.seesLines(3300))
    second.stop()
  }

  @Test("What it has after all changes is what somebody has who attaches now")
  func same() throws {
    let agent = try AgentInProcess(directory)
    let watcher = Watcher(directory)
    #expect(watcher.seesLines(3000))
    let lines = DriftingLog(seed: 11).predictions
    for start in stride(from: 3000, to: 3600, by: 200) {
      try directory.append("predictions.jsonl", lines[start..<start + 200].joined())
      #expect(watcher.seesLines(start + 200))
    }
    let isSame = eventually {
      guard let whole = try? AttachedAgent.snapshot(of: directory.file("state")) else { return false }
      watcher.look()
      guard let seen = watcher.snapshot else { return false }
      return seen.readings == whole.readings && seen.histories == whole.histories
        && seen.histograms == whole.histograms && seen.alerts == whole.alerts && seen.log == whole.log
    }
    #expect(isSame)
    agent.stop()
  }

  @Test("Ten of them, one that does not read, one that is cut off, and noise do one another no harm")
  func many() throws {
    let agent = try AgentInProcess(directory)
    let state = directory.file("state")
    #expect(eventually { AttachedAgent.isThere(state) })
    let lazy = try RawClient(state)
    lazy.send("{\"version\":1,\"request\":\"attach\",\"feed\":\(FeedFormat.version)}\n")
    let noisy = try RawClient(state)
    noisy.send((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37) } + [10])
    do {
      let gone = try RawClient(state)
      gone.send("{\"version\":1,\"request\":\"attach\",\"feed\":\(FeedFormat.version)}\n")
      #expect(try gone.line()?.contains("attached") ?? false)
    }
    let watchers = (0..<10).map { _ in Watcher(directory) }
    for watcher in watchers { #expect(watcher.seesLines(3000)) }
    // Whoever decides is heard beside them.
    let alert = try #require(watchers[0].snapshot?.alerts.first { $0.level == .red })
    let identity = AlertIdentity(rule: alert.rule, model: "m", key: alert.key)
    let receipt = try ControlClient.decide(Decision(.note(identity), by: "ada", reason: "seen"), directory: state)
    #expect(receipt != nil)
    for watcher in watchers {
      #expect(
        watcher.waits { $0.snapshot?.log.contains { $0.message.contains("ada") } ?? false },
        "what was decided is on every dashboard")
    }
    agent.stop()
    withExtendedLifetime((lazy, noisy)) {}
  }

  @Test("Without an agent it says so, and what to do")
  func nobody() {
    let watcher = Watcher(directory)
    #expect(watcher.waits { $0.trouble?.contains("leeway agent") ?? false })
    #expect(throws: EngineError.self) { try AttachedAgent.snapshot(of: directory.file("state")) }
  }

  @Test("An agent refuses a dashboard of another form, and says which")
  func otherForm() throws {
    let agent = try AgentInProcess(directory)
    let state = directory.file("state")
    #expect(eventually { AttachedAgent.isThere(state) })
    let client = try RawClient(state)
    client.send("{\"version\":1,\"request\":\"attach\",\"feed\":99}\n")
    let answer = try #require(try client.line())
    #expect(answer.contains("refused") && answer.contains("form 99") && answer.contains("same leeway"))
    agent.stop()
  }

  @Test("A dashboard refuses an agent of another form, or one that is too old to know of dashboards")
  func oldAgent() throws {
    try directory.makeDirectory("state")
    let state = directory.file("state")
    let lock = try StateLock(directory: state)
    let greeting = AttachGreeting(feed: 99, process: 1, release: "9.9.9", model: "m", started: AgentInProcess.now)
    var server = try ControlServer(
      directory: state, attach: { _, _ in .attached(greeting) },
      handle: { _ in .failed(EngineError(.runtime, "no")) })
    let watcher = Watcher(directory)
    #expect(watcher.waits { $0.trouble?.contains("leeway 9.9.9") ?? false })
    server.stop()
    server = try ControlServer(directory: state) { _ in .failed(EngineError(.runtime, "no")) }
    #expect(watcher.waits { $0.trouble?.contains("takes no dashboard") ?? false })
    server.stop()
    withExtendedLifetime(lock) {}
  }

  @Test("What an agent sends that is no picture is told, and tried again")
  func nonsense() throws {
    try directory.makeDirectory("state")
    let state = directory.file("state")
    let lock = try StateLock(directory: state)
    let greeting = AttachGreeting(
      feed: FeedFormat.version, process: 1, release: "0", model: "m", started: AgentInProcess.now)
    let server = try ControlServer(
      directory: state,
      attach: { _, channel in
        guard let line = try? ControlLine.bytes(ControlReply.attached(greeting)) else { return nil }
        try? channel.write(line + FeedFormat.frame(.change, [1, 255, 255, 255]), within: .seconds(5))
        return nil
      }, handle: { _ in .failed(EngineError(.runtime, "no")) })
    let watcher = Watcher(directory)
    #expect(watcher.waits { $0.trouble?.contains("does not read") ?? false })
    server.stop()
    withExtendedLifetime(lock) {}
  }
}
