import Foundation
import Ingest
import Notation
import Testing

@testable import Engine

/// Files that come and go under a running engine.
@Suite struct FollowingTests {
  private static let start = DriftingLog.start
  private static let lines = DriftingLog(seed: 11).predictions

  /// A dashboard's engine on a log directory, looked at once a second of a clock that the test moves.
  private final class Rig {
    let directory: WorkingDirectory
    let engine: LiveEngine
    private var now = start

    init(predictions: String = "predictions*") throws {
      directory = try DriftingLog.directory()
      try directory.write("labels.jsonl", "")
      try directory.write(
        "leeway.yaml", DriftingLog.configuration.replacingOccurrences(of: "predictions*.jsonl", with: predictions))
      let configuration = try directory.configuration()
      engine = try LiveEngine(
        configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline), historyLimit: 0)
    }

    /// Lines counted so far, after looking for a while.
    func lines(after span: TimeSpan = TimeSpan(seconds: 2)) -> Int {
      let end = now + span
      while now < end {
        now = now + TimeSpan(seconds: 1)
        engine.look(now: now)
        while engine.step(now: now) {}
      }
      return engine.pipeline.totals.lines
    }

    var records: Int { engine.pipeline.windows.counts.records }
    var errors: [String] { engine.snapshot(now: now).log.map(\.message) }

    func rename(_ name: String, _ other: String) throws {
      try FileManager.default.moveItem(atPath: directory.file(name), toPath: directory.file(other))
    }
  }

  @Test("A rotated file whose new name matches, too, is counted once, and what is written to it after that as well")
  func rotationWithinThePattern() throws {
    let rig = try Rig()
    try rig.directory.write("predictions.jsonl", Self.lines[..<100].joined())
    #expect(rig.lines() == 100)
    try rig.rename("predictions.jsonl", "predictions.jsonl.1")
    try rig.directory.write("predictions.jsonl", Self.lines[150..<200].joined())
    #expect(rig.lines() == 150)
    // The writer still has the old file open.
    try rig.directory.append("predictions.jsonl.1", Self.lines[100..<120].joined())
    #expect(rig.lines() == 170)
    #expect(rig.lines(after: .minutes(12)) == 170)
    try rig.directory.append("predictions.jsonl.1", Self.lines[120..<150].joined())
    #expect(rig.lines() == 200)
    #expect(rig.engine.pipeline.windows.counts.duplicatePredictions == 0)
  }

  @Test("A file that is taken away and put back is not read again")
  func awayAndBack() throws {
    let rig = try Rig(predictions: "predictions*.jsonl")
    try rig.directory.write("predictions.jsonl", Self.lines[..<100].joined())
    #expect(rig.lines() == 100)
    try rig.rename("predictions.jsonl", "elsewhere")
    #expect(rig.lines(after: .minutes(12)) == 100)
    try rig.rename("elsewhere", "predictions.jsonl")
    try rig.directory.append("predictions.jsonl", Self.lines[100..<110].joined())
    #expect(rig.lines() == 110 && rig.engine.sources.sources.count == 1)
  }

  @Test("A last line without its end counts once its file has lost its name for good")
  func lastLine() throws {
    let rig = try Rig(predictions: "predictions*.jsonl")
    try rig.directory.write("predictions.jsonl", Self.lines[..<10].joined() + Self.lines[10].dropLast())
    #expect(rig.lines() == 10)
    try rig.rename("predictions.jsonl", "predictions.jsonl.1")
    #expect(rig.lines() == 10)
    #expect(rig.lines(after: .minutes(12)) == 11 && rig.records == 11)
    #expect(rig.engine.sources.sources.isEmpty, "the renamed file is let go")
  }

  @Test("Two patterns, and a link, that lead to one file are one source")
  func oneFileTwice() throws {
    let rig = try Rig(predictions: "predictions*.jsonl, predictions.json?, link.jsonl")
    try rig.directory.write("predictions.jsonl", Self.lines[..<10].joined())
    try FileManager.default.createSymbolicLink(
      atPath: rig.directory.file("link.jsonl"), withDestinationPath: rig.directory.file("predictions.jsonl"))
    #expect(rig.lines() == 10)
  }

  @Test("A truncated file is read from its start")
  func truncation() throws {
    let rig = try Rig()
    try rig.directory.write("predictions.jsonl", Self.lines[..<100].joined())
    #expect(rig.lines() == 100)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: rig.directory.file("predictions.jsonl")))
    try handle.truncate(atOffset: 0)
    try handle.close()
    try rig.directory.append("predictions.jsonl", Self.lines[100..<110].joined())
    #expect(rig.lines() == 110)
  }

  @Test("An archive that is still being written is read as it grows; its state is told once")
  func growingArchive() throws {
    let rig = try Rig()
    try rig.directory.write("plain", Self.lines[..<3000].joined())
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = [rig.directory.file("plain")]
    try gzip.run()
    gzip.waitUntilExit()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: rig.directory.file("plain.gz"))))
    let path = rig.directory.file("predictions.jsonl.gz")
    try rig.directory.write("predictions.jsonl.gz", Array(bytes[..<(bytes.count / 2)]))
    let half = rig.lines()
    #expect(half > 500 && half < 2500)
    #expect(rig.lines(after: .minutes(1)) == half)
    #expect(rig.errors.count == 1 && rig.errors[0].contains("ends in the middle"))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(bytes[(bytes.count / 2)...]))
    try handle.close()
    #expect(rig.lines() == 3000 && rig.records == 3000)
  }

  @Test("What cannot be read is told once, and again when something else is wrong with it")
  func troubles() throws {
    let rig = try Rig(predictions: "in/predictions.jsonl")
    #expect(rig.lines(after: .minutes(1)) == 0)
    #expect(rig.errors.count == 1 && rig.errors[0].contains("no such file"))
    try rig.directory.makeDirectory("in/predictions.jsonl")
    #expect(rig.lines(after: .minutes(1)) == 0)
    #expect(rig.errors.count == 2 && rig.errors[1].contains("is a directory"))
    try FileManager.default.removeItem(atPath: rig.directory.file("in/predictions.jsonl"))
    try rig.directory.write("in/predictions.jsonl", Self.lines[..<10].joined())
    #expect(rig.lines() == 10)
  }

  @Test("The rate is lines a second of wall time over the last ten seconds")
  func rate() {
    var meter = RateMeter()
    let start = Instant(seconds: 1_000_000)
    #expect(meter.rate(total: 0, at: start) == 0)
    #expect(meter.rate(total: 100, at: start + TimeSpan(seconds: 2)) == 50)
    for second in 3...30 as ClosedRange<Int64> {
      _ = meter.rate(total: 100, at: start + TimeSpan(seconds: second))
    }
    #expect(meter.rate(total: 200, at: start + TimeSpan(seconds: 31)) == 10)
    #expect(meter.rate(total: 200, at: start) == 0, "the clock was set back")
  }
}
