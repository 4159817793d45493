import Foundation
import Testing

@testable import Engine

/// Broken input, from file to summary: each bad line is counted by its reason and set aside, the rest counts.
@Suite struct BrokenInputTests {
  private static let configuration = """
    model: m
    task: binary
    inputs: {predictions: [predictions*], labels: [labels*]}
    fields: {timestamp: ts, id: id, prediction: served, score: p}
    labels: {id: id, value: label, timestamp: ts}
    positive: 1
    features: {x: {path: x, kind: numeric}, c: {path: c, kind: categorical}}
    segments: [{name: s, path: s}]
    baseline: baseline.json
    time: {pane: 1h, windows: [1h], lateness: 10m}
    min_samples: 1
    rules: []
    """

  private static func line(_ id: Int, _ changes: [String: String] = [:]) -> String {
    var fields = [
      "ts": "\"2026-03-02T00:\(id % 60 < 10 ? "0" : "")\(id % 60):00Z\"", "id": "\"r\(id)\"", "served": "1", "p": "0.5",
      "x": "\(id)", "c": "\"a\"", "s": "\"k\"",
    ]
    for (key, value) in changes { fields[key] = value.isEmpty ? nil : value }
    return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  private static func prepared() throws -> WorkingDirectory {
    let directory = try WorkingDirectory()
    try directory.write("leeway.yaml", configuration)
    try directory.write("reference.jsonl", (0..<40).map { line($0) + "\n" }.joined())
    try directory.makeBaseline()
    try directory.write("labels.jsonl", "")
    return directory
  }

  @Test(
    "A bad line is counted by its reason and the lines around it are counted, too",
    arguments: [
      ("not_json", "hello"), ("truncated", #"{"ts":"2026-03-02T00:00:00Z","id":"r1","#), ("not_object", "[1,2]"),
      ("not_object", "17"), ("missing_field", line(1, ["ts": ""])), ("missing_field", line(1, ["id": "null"])),
      ("missing_field", line(1, ["served": ""])), ("missing_field", line(1, ["p": ""])),
      ("wrong_type", line(1, ["served": "{}"])), ("wrong_type", line(1, ["p": "\"0.5\""])),
      ("wrong_type", line(1, ["id": "1.5"])), ("wrong_type", line(1, ["ts": "true"])),
      ("bad_timestamp", line(1, ["ts": "\"yesterday\""])), ("bad_timestamp", line(1, ["ts": "1e30"])),
      ("not_finite", line(1, ["p": "NaN"])), ("not_finite", line(1, ["p": "-Infinity"])),
      ("not_finite", line(1, ["p": "1e999"])), ("out_of_range", line(1, ["p": "1.01"])),
      ("not_json", line(1) + " trailing"), ("not_json", line(1, ["junk": "tru"])),
    ])
  func badLine(reason: String, bad: String) throws {
    let directory = try Self.prepared()
    try directory.write("predictions.jsonl", Self.line(10) + "\n" + bad + "\n" + Self.line(11) + "\n")
    let summary = try directory.replay()
    #expect(summary.bad.map(\.reason) == [reason] && summary.bad.map(\.count) == [1])
    #expect(summary.lines == 3 && summary.records == 2)
    let letters = try directory.lines("out/dead-letters.jsonl")
    #expect(letters.count == 1 && letters.first?["offset"] as? Int == Self.line(10).utf8.count + 1)
    let counted = try directory.json("out/summary.json")["bad"] as? [String: Int]
    #expect(counted == [reason: 1])
  }

  @Test("Invalid UTF-8 is a bad line")
  func invalidUTF8() throws {
    let directory = try Self.prepared()
    var bytes = Array((Self.line(10) + "\n").utf8)
    bytes += Array(#"{"ts":"2026-03-02T00:00:00Z","id":""#.utf8) + [0xC3, 0x28] + Array("\"}\n".utf8)
    bytes += Array((Self.line(11) + "\n").utf8)
    try directory.write("predictions.jsonl", bytes)
    let summary = try directory.replay()
    #expect(summary.bad.map(\.reason) == ["invalid_utf8"] && summary.records == 2)
  }

  @Test("A feature of the wrong type, or not finite, is a null in a line that counts")
  func invalidValues() throws {
    let directory = try Self.prepared()
    let lines = [
      Self.line(1, ["x": "NaN"]), Self.line(2, ["x": "\"9\""]), Self.line(3, ["c": "{}"]), Self.line(4, ["x": "null"]),
      Self.line(5, ["x": "", "c": ""]),
    ]
    try directory.write("predictions.jsonl", lines.map { $0 + "\n" }.joined())
    let summary = try directory.replay()
    #expect(summary.bad.isEmpty && summary.records == 5 && summary.invalidValues == 3)
    let rate = try directory.lines("out/readings.jsonl").first {
      $0["metric"] as? String == "null_rate" && $0["feature"] as? String == "x" && $0["segment"] as? String == "all"
    }
    #expect(rate?["value"] as? Double == 0.8)
  }

  @Test("A line of ten megabytes is set aside and what follows it is read")
  func overlongLine() throws {
    let directory = try Self.prepared()
    let long = String(repeating: "x", count: 10 << 20)
    try directory.write(
      "predictions.jsonl",
      Self.line(10) + "\n" + Self.line(1, ["c": "\"\(long)\""]) + "\n" + Self.line(11) + "\n")
    let summary = try directory.replay()
    #expect(summary.bad.map(\.reason) == ["line_too_long"] && summary.records == 2 && summary.lines == 3)
  }

  @Test("CRLF, a byte order mark, blank lines and a missing last line end change nothing")
  func lineEnds() throws {
    let directory = try Self.prepared()
    try directory.write("predictions.jsonl", "\u{FEFF}" + Self.line(1) + "\r\n\r\n\n   \n" + Self.line(2))
    let summary = try directory.replay()
    #expect(summary.bad.isEmpty && summary.records == 2 && summary.lines == 2)
  }

  @Test("An empty file is fine; a missing one, a directory and a damaged archive are errors that name it")
  func files() throws {
    let directory = try Self.prepared()
    try directory.write("predictions.jsonl", "")
    #expect(try directory.replay().records == 0)

    try FileManager.default.removeItem(atPath: directory.file("predictions.jsonl"))
    #expect(throws: EngineError.self) { try directory.replay() }

    try FileManager.default.createDirectory(
      atPath: directory.file("predictions-dir"), withIntermediateDirectories: true)
    let error = #expect(throws: EngineError.self) { try directory.replay() }
    #expect(error?.description.contains("is a directory") ?? false)
    try FileManager.default.removeItem(atPath: directory.file("predictions-dir"))

    try directory.write("predictions.jsonl.gz", "no gzip at all")
    try directory.write("predictions.jsonl", Self.line(1) + "\n")
    let configuration = try directory.configuration()
    let replay = try Replay(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline), range: .all,
      outDirectory: nil)
    while replay.step() {}
    #expect(try replay.finish(seconds: 1).records == 1)
    #expect(replay.troubles.map(\.code) == [.damagedArchive])
  }

  @Test("A file without permission is an error that names it", .enabled(if: geteuid() != 0))
  func permission() throws {
    let directory = try Self.prepared()
    try directory.write("predictions.jsonl", Self.line(1) + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: directory.file("predictions.jsonl"))
    let error = #expect(throws: EngineError.self) { try directory.replay() }
    #expect(error?.description.contains("no permission") ?? false)
  }

  @Test("Labels without prediction, second labels and second predictions are counted and change no count twice")
  func joins() throws {
    let directory = try Self.prepared()
    func label(_ id: String, _ value: Int, minute: Int) -> String {
      "{\"id\":\"\(id)\",\"label\":\(value),\"ts\":\"2026-03-02T02:\(minute < 10 ? "0" : "")\(minute):00Z\"}\n"
    }
    try directory.write(
      "predictions.jsonl", [1, 2, 3, 2].map { Self.line($0) + "\n" }.joined())
    try directory.write(
      "labels.jsonl",
      label("r1", 1, minute: 1) + label("nobody", 1, minute: 2) + label("r2", 0, minute: 3) + label("r2", 0, minute: 4)
        + label("r1", 0, minute: 5))
    let summary = try directory.replay()
    #expect(summary.records == 3 && summary.duplicatePredictions == 1)
    #expect(summary.labels == 5 && summary.joined == 2 && summary.unmatched == 1)
    #expect(summary.duplicateLabels == 1 && summary.revisedLabels == 1 && summary.pending == 1)
    let accuracy = try directory.lines("out/readings.jsonl").last {
      $0["metric"] as? String == "accuracy" && $0["segment"] as? String == "all" && $0["version"] as? String == "*"
    }
    #expect(accuracy?["value"] as? Double == 0 && accuracy?["n"] as? Int == 2)
  }
}
