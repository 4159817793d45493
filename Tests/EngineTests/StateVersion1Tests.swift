import Foundation
import GRDB
import Logging
import Notation
import Testing

@testable import Engine
@testable import Windows

/// The fixture was made by the version with schema 1 of what stands before the cut of an ``InterruptedLog``.
@Suite struct StateVersion1Tests {
  enum Restart: CaseIterable {
    /// The whole log is there when the new version first runs.
    case once
    /// The new version runs on what the old one has read, twice, and only then the log goes on.
    case repeated
    /// Both files were renamed while nothing ran.
    case renamed
  }

  private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("StateVersion1/state.sqlite").path

  private static func run(_ directory: WorkingDirectory, _ state: String) throws {
    let configuration = try directory.configuration()
    try Agent(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
      stateDirectory: directory.file(state), logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() },
      now: { DriftingLog.start + .hours(4) + .minutes(1) }
    ).runOnce(shouldStop: { false })
  }

  /// What a state ends with, as its store and as its export have it.
  private struct End {
    var contents: StateContents
    var alerts: String
    var readings: String
    var panes: String

    init(_ directory: WorkingDirectory, _ state: String) throws {
      var contents: StateContents?
      _ = try StateStore.open(path: directory.file(state) + "/state.sqlite", contents: &contents)
      self.contents = try #require(contents)
      _ = try StateInspection(directory: directory.file(state)).export(to: directory.file("exported"))
      alerts = try directory.read("exported/alerts.jsonl")
      readings = try directory.read("exported/readings.jsonl")
      panes = try directory.read("exported/panes.jsonl")
    }

    func parts(_ kind: String) -> [PartChange] { contents.parts.filter { $0.kind == kind } }
  }

  /// Puts the fixture into a state directory, as if it had been made of these files.
  private static func install(_ directory: WorkingDirectory, _ state: String, files: [(was: String, is: String)]) throws
  {
    try directory.makeDirectory(state)
    try FileManager.default.copyItem(atPath: fixture, toPath: directory.file(state) + "/state.sqlite")
    try DatabaseQueue(path: directory.file(state) + "/state.sqlite").write { database in
      for file in files {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(file.is))
        let device = try #require(attributes[.systemNumber] as? Int)
        let inode = try #require(attributes[.systemFileNumber] as? Int)
        let path = directory.file(file.was)
        try database.execute(
          sql: """
            UPDATE source SET path = ?, device = ?, inode = ?,
              position = json_set(position, '$.path', ?, '$.device', ?, '$.inode', ?)
            WHERE path LIKE '%/' || ?
            """, arguments: [path, String(device), String(inode), path, device, inode, file.was])
      }
    }
  }

  @Test("A store of the first schema goes on as if there had been no change", arguments: Restart.allCases)
  func upgrade(_ restart: Restart) throws {
    let directory = try DriftingLog.directory()
    try directory.write(
      "leeway.yaml",
      DriftingLog.configuration.replacingOccurrences(
        of: "label_horizon: 2h", with: "label_horizon: 2h, action_max_age: 1d"))
    let log = InterruptedLog()
    let suffix = restart == .renamed ? "-1.jsonl" : ".jsonl"
    func write(_ predictions: some Sequence<String>, _ labels: some Sequence<String>) throws {
      try directory.write("predictions" + suffix, predictions.joined())
      try directory.write("labels" + suffix, labels.joined())
    }
    try write(log.predictions, log.labels)
    try Self.run(directory, "whole")
    let whole = try End(directory, "whole")
    try FileManager.default.removeItem(atPath: directory.file("runs.txt"))

    let (predictionCut, labelCut) = (InterruptedLog.predictionCount, InterruptedLog.labelCount)
    if restart == .repeated { try write(log.predictions[..<predictionCut], log.labels[..<labelCut]) }
    try Self.install(
      directory, "old",
      files: ["predictions", "labels"].map { (was: $0 + ".jsonl", is: $0 + suffix) })
    if restart == .repeated {
      for _ in 0..<2 { try Self.run(directory, "old") }
      try directory.append("predictions.jsonl", log.predictions[predictionCut...].joined())
      try directory.append("labels.jsonl", log.labels[labelCut...].joined())
    }
    try Self.run(directory, "old")
    let upgraded = try End(directory, "old")

    #expect(upgraded.contents.header.totals == whole.contents.header.totals)
    #expect(upgraded.contents.header.summary == whole.contents.header.summary)
    let summary = try #require(upgraded.contents.header.summary)
    #expect(summary.late > 0 && summary.duplicatePredictions > 0 && summary.revisedLabels > 0 && summary.unmatched > 0)
    #expect(upgraded.alerts == whole.alerts && !whole.alerts.isEmpty)
    // The first schema kept neither readings nor the traffic of panes that had left the windows.
    #expect(whole.readings.hasSuffix(upgraded.readings) && upgraded.readings.count > whole.readings.count / 4)
    let panes = upgraded.panes.split(separator: "\n").filter { !$0.contains("\"traffic\":[]") }.joined(separator: "\n")
    #expect(whole.panes.hasSuffix(panes + "\n") && !panes.isEmpty)
    for kind in ["traffic", "labels"] {
      #expect(upgraded.parts(kind) == whole.parts(kind) && !whole.parts(kind).isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: directory.file("runs.txt")), "what had run does not run again")
    #expect(try StateInspection(directory: directory.file("old")).check().findings == [])
    // It is of the present form now.
    try Self.run(directory, "old")
    #expect(try End(directory, "old").contents.header.summary == summary)
  }

  @Test("A store of the first schema that is damaged is left as it is")
  func damaged() throws {
    let directory = try WorkingDirectory()
    try Self.install(directory, "old", files: [])
    let path = directory.file("old/state.sqlite")
    try DatabaseQueue(path: path).write { database in
      try database.execute(sql: "UPDATE part SET data = zeroblob(length(data)) WHERE kind = 'pending'")
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    var contents: StateContents?
    let error = #expect(throws: EngineError.self) { _ = try StateStore.open(path: path, contents: &contents) }
    #expect(error?.description.contains("damaged") ?? false)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  /// The store of the fixture, brought up to date, and windows that fit it.
  private static func opened() throws -> (contents: StateContents, windows: () throws -> RollingWindows) {
    let directory = try DriftingLog.directory()
    try install(directory, "old", files: [])
    var contents: StateContents?
    _ = try StateStore.open(path: directory.file("old/state.sqlite"), contents: &contents)
    let configuration = try directory.configuration()
    let baseline = try BaselineFile.read(from: configuration.baseline).baseline
    return (
      try #require(contents),
      {
        RollingWindows(
          plan: configuration.windowPlan, cells: configuration.cellPlan,
          dimensionNames: configuration.schema.dimensions.map(\.name), baseline: baseline, joinsLabels: true)
      }
    )
  }

  @Test("Everything is taken over, and the next checkpoint stores all of it in the present form and nothing else")
  func takeover() throws {
    let (stored, make) = try Self.opened()
    let windows = try make()
    try windows.restoreVersion1(core: stored.core, parts: stored.parts)
    // As a decoder of its own reads them from the fixture.
    #expect(windows.counts.records == 2290 && windows.counts.joined == 1764 && windows.counts.revisedLabels == 20)
    #expect(windows.join.scheduled.count == 199 && windows.unmatchedCount == 12)
    let checkpoint = windows.checkpoint()
    let sizes = Dictionary(checkpoint.parts.map { ($0.kind, $0.bytes.count) }, uniquingKeysWith: +)
    #expect(sizes["late"] == 4 * 8 && sizes["early"] == 24 + 12 * 32 && sizes["scheduled"] == 199 * 32)
    let kept = checkpoint.parts.map { "\($0.kind) \($0.number)" }
    for part in stored.parts where !kept.contains("\(part.kind) \(part.number)") {
      #expect(checkpoint.firstKept.contains { $0.kind == part.kind && $0.number > part.number })
    }
    let again = try make()
    try again.restore(core: checkpoint.core, parts: checkpoint.parts)
    #expect(again.counts == windows.counts && again.pendingCount == windows.pendingCount)
    #expect(again.join.scheduled.count == 199 && again.unmatchedCount == 12)
  }

  @Test("Windows of the first schema that do not read are an error", arguments: [1, 2, 3])
  func garbled(seed: UInt64) throws {
    let (stored, make) = try Self.opened()
    let revisions = try #require(stored.revisionsVersion1)
    func restore(core: [UInt8], parts: [PartChange], revisions: [UInt8]) throws -> Bool {
      let windows = try make()
      do throws(StateDamage) {
        try windows.restoreVersion1(core: core, parts: parts)
        _ = try LabelRevisions(minCoverage: 0.5, version1: revisions)
        return true
      } catch {
        return false
      }
    }
    #expect(try restore(core: stored.core, parts: stored.parts, revisions: revisions))
    var generator = SeededGenerator(seed: seed)
    var errors = 0
    for _ in 0..<60 {
      var (core, parts, names) = (stored.core, stored.parts, revisions)
      let part = Int.random(in: parts.indices, using: &generator)
      for _ in 0..<3 {
        core[Int.random(in: core.indices, using: &generator)] = .random(in: 0...255, using: &generator)
        names[Int.random(in: names.indices, using: &generator)] = .random(in: 0...255, using: &generator)
        let index = Int.random(in: parts[part].bytes.indices, using: &generator)
        parts[part].bytes[index] = .random(in: 0...255, using: &generator)
      }
      // It must not trap; what still reads is somebody's counts.
      if try !restore(core: core, parts: parts, revisions: revisions) { errors += 1 }
      if try !restore(core: stored.core, parts: stored.parts, revisions: Array(names.dropLast())) { errors += 1 }
      let isShort = try restore(core: Array(stored.core.dropLast()), parts: stored.parts, revisions: revisions)
      #expect(!isShort, "seed \(seed)")
    }
    #expect(errors > 60, "seed \(seed)")
  }
}
