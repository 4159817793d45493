import Foundation
import Notation
import Testing

@testable import Engine

@Suite struct ReplayTests {
  private static let files = ["readings.jsonl", "alerts.jsonl", "deliveries.jsonl", "dead-letters.jsonl"]

  private static func prepared() throws -> (directory: WorkingDirectory, log: DriftingLog) {
    let directory = try DriftingLog.directory()
    let log = DriftingLog(seed: 11)
    return (directory, log)
  }

  @Test("The drift is found, alerts fire in its region, and actions are dry runs")
  func drift() throws {
    let (directory, log) = try Self.prepared()
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    let summary = try directory.replay()
    #expect(summary.records == DriftingLog.rowCount && summary.joined == log.labels.count && summary.bad.isEmpty)
    #expect(summary.isRed)
    let fired = try directory.lines("out/alerts.jsonl").filter { $0["to"] as? String == "firing" }
    let segments = Set(fired.compactMap { ($0["identity"] as? [String: Any])?["segment"] as? String })
    #expect(segments == ["all", "region=b"])
    let states = Set(try directory.lines("out/deliveries.jsonl").compactMap { $0["state"] as? String })
    #expect(states == ["dry_run"])
    #expect(!FileManager.default.fileExists(atPath: directory.file("runs.txt")))
    let before = DriftingLog.start + .hours(2)
    #expect(summary.departures.filter { $0.key.metric == .psi }.allSatisfy { ($0.firstYellow ?? before) >= before })
  }

  @Test(
    "Read size, threads, and how the log is cut into files, change no byte", arguments: 1...12 as ClosedRange<UInt64>)
  func readSizeThreadsAndFiles(_ seed: UInt64) throws {
    let (directory, log) = try Self.prepared()
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    try directory.replay(out: "whole")

    var random = SeededGenerator(seed: seed)
    let blockSize = Int.random(in: 1...[300, 5000, 100_000].randomElement(using: &random)!, using: &random)
    let threads = Int.random(in: 1...5, using: &random)
    try directory.replay(out: "read", blockSize: blockSize, threads: threads)

    /// Cuts a log into up to five files in order of time.
    func cut(_ name: String, _ lines: [String]) throws -> [Int] {
      try FileManager.default.removeItem(atPath: directory.file(name + ".jsonl"))
      let cuts = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0...lines.count, using: &random)
      }
      let bounds = [0] + cuts.sorted() + [lines.count]
      for (index, (from, to)) in zip(bounds, bounds.dropFirst()).enumerated() {
        // Names in no particular order, and sometimes no line end behind the last line.
        let text = lines[from..<to].joined()
        let hasEnd = Bool.random(using: &random)
        try directory.write("\(name)-\((index * 7) % 5).jsonl", String(hasEnd ? text : String(text.dropLast())))
      }
      return bounds
    }
    let cuts = try (cut("predictions", log.predictions), cut("labels", log.labels))
    try directory.replay(out: "files", blockSize: blockSize, threads: threads)
    for name in Self.files {
      let whole = try directory.read("whole/" + name)
      let how = "seed \(seed), blocks of \(blockSize), \(threads) threads"
      #expect(try directory.read("read/" + name) == whole, "\(how): \(name)")
      #expect(try directory.read("files/" + name) == whole, "\(how), files cut at \(cuts): \(name)")
    }
  }

  @Test("--from and --to look at the predictions made between them")
  func range() throws {
    let (directory, log) = try Self.prepared()
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    let from = DriftingLog.start + .hours(1)
    let to = DriftingLog.start + .hours(2)
    let summary = try directory.replay(range: EventRange(from: from, to: to))
    #expect(summary.records == 900 && summary.outOfRange == DriftingLog.rowCount - 900)
    #expect(summary.from == from && summary.to == to)
  }

  @Test("What is late in a range does not depend on portions, and what came after its end is left out")
  func lateInRange() throws {
    let (directory, log) = try Self.prepared()
    let range = EventRange(from: DriftingLog.start + .hours(1), to: DriftingLog.start + .hours(2))
    // A row each that comes late: well before the end, just after it, and long after it.
    var lines = log.predictions
    for (row, position) in [(1500, 1700), (1700, 1810), (1600, 2500)].reversed() {
      lines.insert(lines.remove(at: row), at: position)
    }
    try directory.write("predictions.jsonl", lines.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    let summary = try directory.replay(out: "whole", range: range)
    #expect(summary.records == 899 && summary.late == 2 && summary.to == range.to)
    for (blockSize, threads) in [(1, 1), (3000, 2), (200_000, 3)] {
      try directory.replay(out: "portions", range: range, blockSize: blockSize, threads: threads)
      for name in Self.files {
        #expect(try directory.read("portions/" + name) == directory.read("whole/" + name), "\(blockSize): \(name)")
      }
    }
  }

  @Test("Played on a clock, history gives the same as at full speed, where its range ends in a gap, too")
  func play() throws {
    let (directory, log) = try Self.prepared()
    try directory.write("predictions.jsonl", (log.predictions[..<1350] + log.predictions[1900...]).joined())
    try directory.write("labels.jsonl", log.labels.joined())
    for (name, range) in [("all", EventRange.all), ("gap", EventRange(to: DriftingLog.start + .hours(2)))] {
      try directory.replay(out: "run", range: range)
      let configuration = try directory.configuration()
      let replay = try Replay(
        configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline), range: range,
        outDirectory: directory.file("played"))
      var moment = try #require(replay.findBeginning(shouldStop: { false }))
      while replay.play(to: moment, shouldStop: { false }) { moment = moment + TimeSpan(seconds: 700) }
      _ = try replay.finish(seconds: 1)
      for file in Self.files {
        #expect(try directory.read("played/" + file) == directory.read("run/" + file), "\(name): \(file)")
      }
    }
  }

  @Test("Readings carry every key in order; those of labels end with coverage, revision and final")
  func format() throws {
    let (directory, log) = try Self.prepared()
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    try directory.replay()
    let keys =
      #""window_start":X,"window_end":X,"window":X,"model":X,"version":X,"segment":X,"feature":X,"metric":X,"#
      + #""value":X,"n":X,"low":X,"high":X,"floor":X,"level":X"#
    let between = ["", #","p_value":X"#, #","reference":X"#, #","p_value":X,"reference":X"#]
    let lines = between.flatMap { ["{\(keys)\($0)}", "{\(keys)\($0)" + #","coverage":X,"revision":X,"final":X}"#] }
    let value = #/:("[^"]*"|[^,}]*)/#
    var seen: Set<String> = []
    for line in try directory.read("out/readings.jsonl").split(separator: "\n") {
      seen.insert(String(line).replacing(value, with: ":X"))
    }
    #expect(seen.isSubset(of: lines) && seen.count >= 4, "\(seen)")
    var last: [String: Bool] = [:]
    for row in try directory.lines("out/readings.jsonl") {
      guard let isFinal = row["final"] as? Bool else { continue }
      let name = ["window_end", "window", "version", "segment", "feature", "metric"].map { "\(row[$0] ?? "")" }
      last[name.joined(separator: "|")] = isFinal
    }
    #expect(!last.isEmpty && last.values.allSatisfy { $0 }, "every reading ends up final")
  }

  @Test("A log that was restored with an old date is believed; in a dated one a wrong clock is set aside")
  func fileDates() throws {
    let (directory, log) = try Self.prepared()
    try directory.write("labels.jsonl", "")
    func replay(_ lines: [String], modified: Instant) throws -> ReplaySummary {
      try directory.write("predictions.jsonl", lines.joined())
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(modified.microseconds) / 1e6)],
        ofItemAtPath: directory.file("predictions.jsonl"))
      return try directory.replay()
    }
    let old = try replay(log.predictions, modified: DriftingLog.start - .days(300))
    #expect(old.records == DriftingLog.rowCount && old.bad.isEmpty)
    var lines = log.predictions
    lines.insert(lines[10].replacing("2026-03-02T00", with: "2026-03-02T07").replacing("r10", with: "wrong"), at: 11)
    let dated = try replay(lines, modified: DriftingLog.start + .hours(4))
    #expect(dated.records == DriftingLog.rowCount && dated.late == 0)
    #expect(dated.bad.map(\.reason) == ["in_the_future"] && dated.bad.map(\.count) == [1])
    let letter = try #require(try directory.lines("out/dead-letters.jsonl").first)
    #expect(letter["offset"] as? Int == lines[..<11].joined().utf8.count)
    #expect((letter["head"] as? String).map { lines[11].hasPrefix($0) } == true)
  }
}
