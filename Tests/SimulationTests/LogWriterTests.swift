import CZlib
import Foundation
import Notation
import Testing

@testable import Simulation

/// A directory that is gone after the test.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("leeway-" + UUID().uuidString).path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }
  func lines(_ name: String) throws -> [String] {
    String(decoding: try data(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// The content of a gzip file.
func unzipped(_ path: String) throws -> Data {
  let file = try #require(gzopen(path, "rb"))
  defer { gzclose(file) }
  var content = Data()
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = gzread(file, &chunk, UInt32(chunk.count))
    try #require(count >= 0)
    if count == 0 { return content }
    content.append(contentsOf: chunk[..<Int(count)])
  }
}

/// Real time that passes only in sleep, and a bound on how long it may.
private final class VirtualClock {
  private(set) var time: Instant
  private(set) var longestSleep = TimeSpan.zero

  init(_ start: Instant) { time = start }

  var clock: LiveLogWriter.Clock {
    LiveLogWriter.Clock(now: { self.time }, sleep: pass)
  }

  private func pass(_ span: TimeSpan) {
    longestSleep = max(longestSleep, span)
    time = time + span
  }
}

@Suite("Log files")
struct LogWriterTests {
  @Test("a batch has one file a day, and every line is in the file of its day")
  func dailyFiles() throws {
    let folder = TemporaryFolder()
    let scenario = smallScenario(rate: 60, duration: .hours(30))
    let summary = try BatchLogWriter(directory: folder.path + "/a/b").write(scenario)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b").sorted()
    #expect(
      names == [
        "labels-2026-03-02.jsonl", "labels-2026-03-03.jsonl", "predictions-2026-03-02.jsonl",
        "predictions-2026-03-03.jsonl", "reference-labels.jsonl", "reference.jsonl",
      ])
    #expect(summary.files.sorted() == names)
    var predictions = 0
    for day in ["2026-03-02", "2026-03-03"] {
      let lines = try folder.lines("a/b/predictions-\(day).jsonl")
      #expect(lines.allSatisfy { $0.hasPrefix("{\"ts\":\"\(day)T") && $0.hasSuffix("}") })
      #expect(try folder.lines("a/b/labels-\(day).jsonl").allSatisfy { $0.contains("\"ts\":\"\(day)T") })
      predictions += lines.count
    }
    #expect(predictions == summary.predictions)
    #expect(predictions == scenario.predictions.count)
    #expect(try folder.lines("a/b/reference.jsonl").count == 500)
  }

  @Test("two runs write the same bytes, plain and as gzip, and gzip holds what plain does")
  func sameBytes() throws {
    let folder = TemporaryFolder()
    let scenario = smallScenario(rate: 120, incidents: oneIncidentOfEachKind)
    let plain = try BatchLogWriter(directory: folder.path + "/plain").write(scenario)
    _ = try BatchLogWriter(directory: folder.path + "/again").write(scenario)
    let packed = try BatchLogWriter(directory: folder.path + "/packed", gzip: true).write(scenario)
    _ = try BatchLogWriter(directory: folder.path + "/repacked", gzip: true).write(scenario)
    for (name, packedName) in zip(plain.files, packed.files) {
      #expect(try folder.data("plain/" + name) == folder.data("again/" + name))
      #expect(try folder.data("packed/" + packedName) == folder.data("repacked/" + packedName))
      #expect(packedName == name + ".gz")
      #expect(try unzipped(folder.path + "/packed/" + packedName) == folder.data("plain/" + name))
    }
  }

  @Test("a line has the fields of the log format, in their order")
  func lineFormat() throws {
    var scenario = smallScenario()
    var encoder = RowEncoder(scenario)
    let row = PredictionRow(
      number: 42, time: scenario.start + TimeSpan(microseconds: 250_000), version: "v1",
      features: [.number(31), .missing, .number(2), .category("we\"b")], segment: ["apac", "f", "young"], score: 0.0312,
      prediction: 0, latencyMilliseconds: 41.2)
    #expect(
      String(decoding: encoder.line(.prediction(row)), as: UTF8.self)
        == #"{"ts":"2026-03-02T00:00:00.250Z","request_id":"r000042","model_version":"v1","features":{"age":31,"#
        + #""income":null,"debts":2,"channel":"we\"b"},"segment":{"region":"apac","sex":"f","age_band":"young"},"#
        + #""prediction":0,"probability":0.0312,"latency_ms":41.2,"status":"ok"}"# + "\n")
    var failed = row
    failed.score = nil
    failed.prediction = nil
    let text = String(decoding: encoder.line(.prediction(failed)), as: UTF8.self)
    #expect(text.hasSuffix(#""prediction":null,"probability":null,"latency_ms":41.2,"status":"error"}"# + "\n"))
    scenario.log.timestamp = .unixMilliseconds
    encoder = RowEncoder(scenario)
    let label = LabelRow(number: 42, time: scenario.start, label: 1)
    #expect(
      String(decoding: encoder.line(.label(label)), as: UTF8.self)
        == #"{"request_id":"r000042","label":1,"ts":1772409600000}"# + "\n")
  }

  @Test("live and batch write the same rows, each when it is due")
  func liveEqualsBatch() throws {
    let folder = TemporaryFolder()
    let scenario = smallScenario(rate: 300, duration: .hours(3), incidents: oneIncidentOfEachKind)
    _ = try BatchLogWriter(directory: folder.path + "/batch").write(scenario)
    let clock = VirtualClock(scenario.start)
    let summary = try LiveLogWriter(directory: folder.path + "/live", clock: clock.clock) { false }.write(scenario)
    #expect(try folder.data("live/predictions.jsonl") == folder.data("batch/predictions-2026-03-02.jsonl"))
    #expect(try folder.data("live/labels.jsonl") == folder.data("batch/labels-2026-03-02.jsonl"))
    #expect(try folder.data("live/reference.jsonl") == folder.data("batch/reference.jsonl"))
    #expect(summary.predictions == scenario.predictions.count)
    #expect(clock.longestSleep <= TimeSpan(microseconds: 200_000))
    #expect(clock.time - scenario.start > .hours(3))
  }

  @Test("rotation by rename loses no line and breaks none")
  func rotation() throws {
    let folder = TemporaryFolder()
    let scenario = smallScenario(rate: 300, duration: .hours(3))
    let clock = VirtualClock(scenario.start)
    let writer = LiveLogWriter(directory: folder.path, rotateAt: 20_000, clock: clock.clock) { false }
    _ = try writer.write(scenario)
    let rotated = try folder.names().filter { $0.hasPrefix("predictions.jsonl.") }
    #expect(rotated.count > 5)
    let oldestFirst = (1...rotated.count).reversed().map { "predictions.jsonl.\($0)" } + ["predictions.jsonl"]
    var lines: [String] = []
    for name in oldestFirst {
      #expect(try folder.data(name).count <= 20_000)
      #expect(try folder.data(name).last == UInt8(ascii: "\n"))
      lines += try folder.lines(name)
    }
    let expected = scenario.lines.map(\.text).filter { $0.contains("model_version") }.map { String($0.dropLast()) }
    #expect(lines == expected)
  }

  @Test("a live run that is told to stop leaves whole lines, and a later run appends")
  func stopAndAppend() throws {
    let folder = TemporaryFolder()
    let scenario = smallScenario(rate: 300, duration: .hours(2))
    let clock = VirtualClock(scenario.start)
    let end = scenario.start + .hours(1)
    let writer = LiveLogWriter(directory: folder.path, clock: clock.clock) { clock.time >= end }
    let first = try writer.write(scenario)
    #expect(first.predictions == scenario.predictions.within(0..<1, of: scenario).count)
    #expect(try folder.data("predictions.jsonl").last == UInt8(ascii: "\n"))
    let later = scenario.starting(at: clock.time)
    let laterEnd = later.start + .hours(1)
    let second = try LiveLogWriter(directory: folder.path, clock: clock.clock) { clock.time >= laterEnd }.write(later)
    #expect(try folder.lines("predictions.jsonl").count == first.predictions + second.predictions)
  }

  @Test("a speed presses scenario time together, and rows carry the time at which they are written")
  func speed() throws {
    let folder = TemporaryFolder()
    let scenario = smallScenario(rate: 300, duration: .hours(2))
    let clock = VirtualClock(scenario.start)
    let summary = try LiveLogWriter(directory: folder.path, speed: 60, clock: clock.clock) { false }.write(scenario)
    #expect(summary.predictions == scenario.predictions.count)
    #expect(abs((clock.time - scenario.start).seconds - 4 * 60) < 20)
    let last = try #require(try folder.lines("predictions.jsonl").last)
    #expect(last.hasPrefix("{\"ts\":\"2026-03-02T00:01:"))
  }

  @Test("a directory that cannot be made is an error that names it and the reason")
  func unwritable() throws {
    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
    let error = #expect(throws: SimulationError.self) {
      try BatchLogWriter(directory: folder.path + "/file/logs").write(smallScenario(rate: 1))
    }
    #expect(error?.description.contains("\(folder.path)/file") == true)
    #expect(error?.reason == "Not a directory")
  }

  @Test("a full disk is an error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    var file = try RotatingFile(path: "/dev/full", maximumSize: 1 << 20)
    var reason = ""
    do throws(SimulationError) { try file.append(Array("{}\n".utf8)) } catch { reason = error.description }
    #expect(reason == "cannot write to /dev/full: No space left on device")
  }
}
