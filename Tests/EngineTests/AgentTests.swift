import Foundation
import GRDB
import Logging
import Notation
import Testing

@testable import Engine

@Suite struct AgentTests {
  /// Just after the log's end, so that its alerts are young enough to be acted upon.
  private static let soon = DriftingLog.start + .hours(4) + .minutes(1)

  private static func agent(
    _ directory: WorkingDirectory, state: String = "state", now: Instant = soon
  ) throws -> Agent {
    let configuration = try directory.configuration()
    return try Agent(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
      stateDirectory: directory.file(state), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      now: { now })
  }

  private static func transitions(_ directory: WorkingDirectory, state: String) throws -> [String] {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(10)
    return try DatabaseQueue(path: directory.file(state) + "/state.sqlite", configuration: configuration).read {
      try String.fetchAll($0, sql: "SELECT line FROM transition ORDER BY id")
    }
  }

  private static func contents(_ directory: WorkingDirectory, state: String) throws -> StateContents? {
    var contents: StateContents?
    _ = try StateStore.open(path: directory.file(state) + "/state.sqlite", contents: &contents)
    return contents
  }

  private static func totals(_ directory: WorkingDirectory, state: String) throws -> PipelineTotals? {
    try contents(directory, state: state)?.header.totals
  }

  @Test("Stopped and started again at any line, it counts every line once and alerts as if it had never stopped")
  func restarts() throws {
    let directory = try DriftingLog.directory()
    // Long enough for every alert to be acted upon.
    try directory.write(
      "leeway.yaml",
      DriftingLog.configuration.replacingOccurrences(
        of: "label_horizon: 2h", with: "label_horizon: 2h, action_max_age: 1d"))
    let log = DriftingLog(seed: 11)
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    try Self.agent(directory, state: "whole").runOnce(shouldStop: { false })
    let runs = try directory.read("runs.txt").split(separator: "\n").sorted()
    #expect(runs == ["all 1", "region=b 1"])

    try FileManager.default.removeItem(atPath: directory.file("runs.txt"))
    for name in ["predictions.jsonl", "labels.jsonl"] { try directory.write(name, "") }
    let parts = 9
    for part in 0..<parts {
      func slice(_ lines: [String]) -> String {
        lines[lines.count * part / parts..<lines.count * (part + 1) / parts].joined()
      }
      try directory.append("predictions.jsonl", slice(log.predictions))
      try directory.append("labels.jsonl", slice(log.labels))
      try Self.agent(directory, state: "parts").runOnce(shouldStop: { false })
    }
    let whole = try Self.transitions(directory, state: "whole")
    #expect(!whole.isEmpty)
    #expect(try Self.transitions(directory, state: "parts") == whole)
    #expect(try Self.totals(directory, state: "parts") == Self.totals(directory, state: "whole"))
    #expect(try Self.totals(directory, state: "parts")?.lines == log.predictions.count + log.labels.count)
    #expect(try directory.read("runs.txt").split(separator: "\n").sorted() == runs)
  }

  @Test("A rotated file is read to its end and its successor from the start, over a restart, too")
  func rotation() throws {
    let directory = try DriftingLog.directory()
    let log = DriftingLog(seed: 11)
    try directory.write("labels.jsonl", "")
    try directory.write("predictions.jsonl", log.predictions[..<1000].joined() + log.predictions[1000].prefix(20))
    try Self.agent(directory).runOnce(shouldStop: { false })
    #expect(try Self.totals(directory, state: "state")?.lines == 1000)

    try directory.append("predictions.jsonl", log.predictions[1000].dropFirst(20) + log.predictions[1001])
    try FileManager.default.moveItem(
      atPath: directory.file("predictions.jsonl"), toPath: directory.file("predictions.jsonl.1"))
    try directory.write("predictions.jsonl", log.predictions[1002...].joined())
    try Self.agent(directory).runOnce(shouldStop: { false })
    let totals = try Self.totals(directory, state: "state")
    #expect(totals?.lines == log.predictions.count && totals?.bad == [:])
  }

  @Test("A file is on record as soon as it is known, so that a crash right after a rotation loses none of it")
  func newFile() throws {
    let directory = try DriftingLog.directory()
    try directory.write("labels.jsonl", DriftingLog(seed: 11).labels[..<5].joined())
    try directory.write("predictions.jsonl", DriftingLog(seed: 11).predictions[..<500].joined())
    var turns = 0
    try Self.agent(directory).run(shouldStop: {
      turns += 1
      // What a kill at this moment would leave behind. The clock stands still, so no checkpoint is due by time.
      if turns == 8 {
        let manager = FileManager.default
        try? manager.createDirectory(atPath: directory.file("killed"), withIntermediateDirectories: true)
        // The socket cannot be copied, and is of no use to a restart.
        for name in (try? manager.contentsOfDirectory(atPath: directory.file("state"))) ?? [] where name != "agent.sock"
        {
          try? manager.copyItem(atPath: directory.file("state/\(name)"), toPath: directory.file("killed/\(name)"))
        }
      }
      return turns >= 8
    })
    let paths = Set((try Self.contents(directory, state: "killed")?.sources ?? []).map(\.position.path))
    #expect(paths == [directory.file("predictions.jsonl"), directory.file("labels.jsonl")])
  }

  @Test("An agent whose store is taken away stores nothing elsewhere, and says so")
  func storeRemoved() throws {
    let directory = try DriftingLog.directory()
    try directory.write("labels.jsonl", "")
    try directory.write("predictions.jsonl", DriftingLog(seed: 11).predictions[..<500].joined())
    let agent = try Self.agent(directory)
    try directory.putAside("state")
    let error = #expect(throws: EngineError.self) { try agent.run(shouldStop: { true }) }
    #expect(error?.description.contains("was removed or replaced") == true)
    #expect(!FileManager.default.fileExists(atPath: directory.file("state")))
  }

  @Test("On old logs it records what happened and acts on none of it")
  func stale() throws {
    let directory = try DriftingLog.directory()
    let log = DriftingLog(seed: 11)
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    try Self.agent(directory, now: Self.soon + .days(30)).runOnce(shouldStop: { false })
    let deliveries = try Self.contents(directory, state: "state")?.deliveries ?? []
    #expect(!deliveries.isEmpty && deliveries.allSatisfy { $0.state == .suppressed(.stale) })
    #expect(!FileManager.default.fileExists(atPath: directory.file("runs.txt")))
  }

  @Test("Two agents on one state directory are an error that names the process")
  func lock() throws {
    let directory = try DriftingLog.directory()
    let first = try Self.agent(directory)
    let error = #expect(throws: EngineError.self) { _ = try Self.agent(directory) }
    #expect(error?.description.contains("in use by process \(getpid())") ?? false)
    withExtendedLifetime(first) {}
  }

  @Test("State of other segments, of a newer version, or damaged is an error and left as it is")
  func foreignState() throws {
    let directory = try DriftingLog.directory()
    try directory.write("predictions.jsonl", DriftingLog(seed: 11).predictions.joined())
    try directory.write("labels.jsonl", "")
    try Self.agent(directory).runOnce(shouldStop: { false })

    try directory.write(
      "leeway.yaml", DriftingLog.configuration.replacingOccurrences(of: "pane: 5m", with: "pane: 10m"))
    let foreign = #expect(throws: EngineError.self) { _ = try Self.agent(directory) }
    #expect(foreign?.description.contains("made with another baseline") ?? false)

    try directory.write("leeway.yaml", DriftingLog.configuration)
    // The schema version is a big-endian number at byte 60 of an SQLite file.
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: directory.file("state/state.sqlite")))
    try handle.seek(toOffset: 60)
    try handle.write(contentsOf: Data([0, 0, 0, 99]))
    try handle.close()
    let newer = #expect(throws: EngineError.self) { _ = try Self.agent(directory) }
    #expect(newer?.description.contains("newer leeway") ?? false)

    try directory.makeDirectory("broken")
    let garbage = Array(repeating: UInt8(65), count: 5000)
    try directory.write("broken/state.sqlite", garbage)
    let damaged = #expect(throws: EngineError.self) { _ = try Self.agent(directory, state: "broken") }
    #expect(damaged?.description.contains("damaged") ?? false)
    #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file("broken/state.sqlite"))) == Data(garbage))
  }

  @Test("Silence is told to the rules that mind it, once")
  func silence() throws {
    let directory = try DriftingLog.directory()
    try directory.write(
      "AlertRules/rules.yaml",
      """
      groups:
        - name: g
          rules:
            - alert: Traffic
              metric: throughput
              window: 30m
              red: {at: "< 0.01"}
              no_data: {after: 20m, state: nodata}
              actions: {red: [note]}
      actions: {note: {type: log}}
      """)
    try directory.write("predictions.jsonl", DriftingLog(seed: 11).predictions.joined())
    try directory.write("labels.jsonl", "")
    for minutes in [0, 20, 60, 90] as [Int64] {
      try Self.agent(directory, now: Self.soon + .minutes(minutes)).runOnce(shouldStop: { false })
    }
    let states = try Self.transitions(directory, state: "state")
    #expect(states.count == 1 && states.first?.contains(#""to":"nodata""#) ?? false)
  }
}
