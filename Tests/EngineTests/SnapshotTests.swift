import Alerting
import Foundation
import Logging
import Notation
import Readings
import Testing

@testable import Engine

/// What a front end sees of a run, beyond single figures.
@Suite("Snapshots")
struct SnapshotTests {
  private static let log = DriftingLog(seed: 11)
  /// While the drift lasts, and before the log's end.
  private static let now = DriftingLog.start + .minutes(200)

  private static func engine(
    _ directory: WorkingDirectory, record: AgentRecord? = nil, now: Instant = now
  ) throws -> LiveEngine {
    let configuration = try directory.configuration()
    let engine = try LiveEngine(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline), historyLimit: 100,
      record: record)
    engine.readAll(now: { now })
    return engine
  }

  private static func directory(predictions: Int = 2900, bad: [String] = []) throws -> WorkingDirectory {
    let directory = try DriftingLog.directory()
    try directory.write("predictions.jsonl", log.predictions[..<predictions].joined() + bad.joined())
    try directory.write("labels.jsonl", log.labels[..<1800].joined())
    return directory
  }

  @Test("Files are told by the names that the configuration gives them, with what was counted and what fails")
  func sources() throws {
    let directory = try Self.directory(bad: ["{\"ts\":1}\n", "nonsense\n", "more\n", "still\n", "no end\n"])
    try directory.write("predictions-2.jsonl", "{}\n")
    try directory.makeDirectory("labels-x.jsonl")
    let engine = try Self.engine(directory)
    let ingest = engine.snapshot(now: Self.now).ingest
    #expect(
      ingest.sources.map(\.path) == ["predictions-2.jsonl", "predictions.jsonl", "labels-x.jsonl", "labels.jsonl"])
    #expect(ingest.sources.map(\.kind) == [.predictions, .predictions, .labels, .labels])
    let main = ingest.sources[1]
    #expect(main.lines == 2905 && main.bad == 5 && main.state == .following && main.offset == main.size)
    #expect(main.newest == DriftingLog.start + TimeSpan(seconds: 2899 * DriftingLog.secondsBetweenRows))
    #expect(ingest.sources[0].newest == nil && ingest.sources[0].lines == 1 && ingest.sources[3].lines == 1800)
    guard case .failed(let reason) = ingest.sources[2].state else {
      Issue.record("\(ingest.sources[2])")
      return
    }
    #expect(reason.contains("is a directory"))
    let notJSON = ingest.examples.filter { $0.reason == "not_json" }
    #expect(
      notJSON.map(\.text) == ["no end", "still", "more"] && notJSON.allSatisfy { $0.path == "predictions.jsonl" })
    #expect(
      ingest.bad.map(\.reason) == ingest.examples.map(\.reason).reduce(into: []) { if $0.last != $1 { $0.append($1) } })
    #expect(ingest.actions.isEmpty, "a dashboard of its own does nothing")
  }

  @Test("A picture in between is the same, and a new evaluation shows in the next")
  func caches() throws {
    let directory = try Self.directory(predictions: 1000)
    let engine = try Self.engine(directory, now: DriftingLog.start + .hours(4))
    let first = engine.snapshot(now: Self.now)
    let again = engine.snapshot(now: Self.now)
    #expect(first.histograms == again.histograms && first.readings == again.readings)
    #expect(first.alerts == again.alerts && first.verdicts == again.verdicts && !first.histograms.isEmpty)
    try directory.append("predictions.jsonl", Self.log.predictions[1000..<2900].joined())
    engine.readAll(now: { DriftingLog.start + .hours(4) })
    let later = engine.snapshot(now: Self.now)
    #expect(later.time > first.time && later.histograms != first.histograms && later.readings != first.readings)
    #expect(later.alerts != first.alerts && later.ingest.lines > first.ingest.lines)
  }

  @Test("Verdicts, details and labels are each of the window that they are named after")
  func labelWindows() throws {
    let snapshot = try Self.engine(Self.directory()).snapshot(now: Self.now)
    var compared = 0
    for (key, detail) in snapshot.details {
      let series = SeriesKey(metric: .accuracy, version: key.version, segment: key.segment, window: key.window)
      guard let reading = snapshot.readings[series] else { continue }
      compared += 1
      #expect(detail.reliability.reduce(0) { $0 + $1.n } == reading.n, "\(series.text)")
      if let verdict = snapshot.verdicts[key] { #expect(verdict.n == reading.n, "\(series.text)") }
    }
    #expect(compared >= 6)
    #expect(Set(snapshot.details.keys.map(\.window)) == ["30m", "2h"])
    let progress = snapshot.ingest.labelProgress
    #expect(progress.map(\.from) == [.zero, .hours(1)] && progress.last?.to == .hours(2))
    #expect(progress.allSatisfy { 0 < $0.predictions && $0.labelled <= $0.predictions })
  }

  @Test("An alert tells its steps, what is asked for, and what is behind it")
  func alerts() throws {
    let alert = try #require(
      Self.engine(Self.directory()).snapshot(now: Self.now).alerts.first { $0.key.segment == "region=b" })
    #expect(alert.state == .firing && alert.condition?.hasPrefix("psi red (> ") == true)
    #expect(alert.condition?.hasSuffix(" for 5m") == true)
    #expect(alert.steps.count >= 2 && alert.steps.last?.to == .firing && alert.steps.last?.at == alert.since)
    for (step, next) in zip(alert.steps, alert.steps.dropFirst()) {
      #expect(step.to == next.from && step.at <= next.at)
    }
    #expect(alert.remarks.isEmpty && alert.handling.silences.isEmpty && alert.approvers.isEmpty)
  }

  @Test("Beside an agent, its steps, people and outbox show; a restarted agent knows its alerts' steps")
  func record() throws {
    let directory = try Self.directory()
    func agent() throws -> Agent {
      let configuration = try directory.configuration()
      return try Agent(
        configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
        stateDirectory: directory.file("state"), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        now: { Self.now })
    }
    var running: Agent? = try agent()
    try running?.runOnce(shouldStop: { false })
    let stored = try #require(running?.engine.snapshot(now: Self.now).alerts.first { $0.key.segment == "region=b" })
    let identity = AlertIdentity(rule: stored.rule, model: "m", key: stored.key)
    _ = try running?.engine.pipeline.decide(
      Decision(.note(identity), by: "ada", reason: "looking"), clock: Self.now)
    #expect(running?.save(attempts: 1, shouldStop: { true }) == nil)
    running = nil

    let record = AgentRecord(stateDirectory: directory.file("state"))
    let beside = try Self.engine(directory, record: record)
    let shown = try #require(beside.snapshot(now: Self.now).alerts.first { $0.id == stored.id })
    #expect(shown.steps == stored.steps && !shown.steps.isEmpty)
    #expect(shown.remarks.map(\.reason) == ["looking"] && shown.remarks.map(\.act) == ["note"])
    #expect(!shown.deliveries.isEmpty && shown.deliveries == stored.deliveries)
    let waiting = beside.snapshot(now: Self.now).ingest.actions
    #expect(waiting.map(\.name) == ["note", "script"] && waiting.allSatisfy { $0.waiting == 0 && !$0.isPaused })

    let again = try agent()
    let recalled = try #require(again.engine.snapshot(now: Self.now).alerts.first { $0.id == stored.id })
    #expect(recalled.steps == stored.steps && recalled.remarks.map(\.reason) == ["looking"])
  }
}
