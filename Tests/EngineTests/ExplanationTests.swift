import Foundation
import Logging
import Notation
import Testing

@testable import Engine

/// What a replay says beyond single figures: the health score, and since when a series has been changed.
@Suite("Explanations of a replay")
struct ExplanationTests {
  private static let health = """
    health: {weights: {psi: 3, accuracy: 1}}

    """

  private static func replayed(out: String = "out") throws -> WorkingDirectory {
    let directory = try DriftingLog.directory()
    try directory.write("leeway.yaml", DriftingLog.configuration + "\n" + health)
    let log = DriftingLog(seed: 11)
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    try directory.replay(out: out)
    return directory
  }

  @Test("The health score of each window is a reading of every evaluation, and falls with the drift")
  func health() throws {
    let directory = try Self.replayed()
    let readings = try directory.lines("out/readings.jsonl")
    let health = readings.filter { $0["metric"] as? String == "health" }
    let drift = readings.filter { $0["metric"] as? String == "psi" && $0["segment"] as? String == "all" }
    for window in ["30m", "2h"] {
      let mine = health.filter { $0["window"] as? String == window }
      let ends = mine.compactMap { $0["window_end"] as? String }
      #expect(ends.count == Set(ends).count && ends == ends.sorted())
      let evaluations = Set(
        drift.filter { $0["window"] as? String == window && $0["version"] as? String == "*" }
          .compactMap { $0["window_end"] as? String })
      #expect(Set(ends) == evaluations && evaluations.count > 40)
      for reading in mine {
        #expect(reading["segment"] as? String == "all" && reading["version"] as? String == "*")
        #expect(reading["feature"] is NSNull)
        if let value = reading["value"] as? Double { #expect((0...1).contains(value)) }
      }
      /// Between so many minutes after the start.
      func mean(_ minutes: ClosedRange<Int64>) throws -> Double {
        let values = mine.filter { reading in
          minutes.contains { reading["window_end"] as? String == (DriftingLog.start + .minutes($0)).rfc3339 }
        }.compactMap { $0["value"] as? Double }
        try #require(!values.isEmpty)
        return values.reduce(0, +) / Double(values.count)
      }
      let (before, after) = try (mean(60...120), mean(150...180))
      #expect(before > 0.6 && after < before - 0.2, "\(window): \(before), \(after)")
    }
  }

  @Test("The summary says since when a series has been changed")
  func since() throws {
    let directory = try Self.replayed()
    let series = try #require(directory.json("out/summary.json")["series"] as? [[String: Any]])
    let drifted = series.filter {
      $0["metric"] as? String == "psi" && $0["feature"] as? String == "x" && $0["segment"] as? String == "region=b"
    }
    #expect(drifted.count == 2)
    let change = DriftingLog.start + .hours(2)
    for series in drifted {
      let since = try #require(series["since"] as? [String: Any])
      let moments = try ["earliest", "time", "latest"].map { key in
        try #require((since[key] as? String).flatMap { Instant(rfc3339: $0) }, "\(key) of \(since)")
      }
      #expect(moments == moments.sorted())
      #expect(moments[0] <= change && change <= moments[2], "\(since)")
      #expect(moments[2] - moments[0] <= .minutes(15), "\(since)")
      let yellow = try #require((series["first_yellow"] as? String).flatMap { Instant(rfc3339: $0) })
      #expect(moments[1] < yellow)
    }
  }

  @Test("Read size and threads change no byte of either")
  func readSize() throws {
    let directory = try Self.replayed(out: "whole")
    try directory.replay(out: "read", blockSize: 777, threads: 3)
    #expect(try directory.read("read/readings.jsonl") == directory.read("whole/readings.jsonl"))
    func series(_ out: String) throws -> NSArray? { try directory.json(out + "/summary.json")["series"] as? NSArray }
    #expect(try series("whole") == series("read") && series("whole") != nil)
  }

  @Test("An agent that was stopped and started again has the same health scores as one that was not")
  func restarts() throws {
    let directory = try DriftingLog.directory()
    // Hardly as many labels as are asked for, so that a window that can be judged comes now and then.
    try directory.write(
      "leeway.yaml",
      DriftingLog.configuration.replacingOccurrences(of: "label_horizon: 2h", with: "label_horizon: 30m")
        + "\nmin_coverage: 0.948\n" + Self.health)
    let log = DriftingLog(seed: 11)
    func agent(_ state: String) throws {
      let configuration = try directory.configuration()
      let agent = try Agent(
        configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline),
        stateDirectory: directory.file(state), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        now: { DriftingLog.start + .hours(4) })
      try agent.runOnce(shouldStop: { false })
    }
    func health(_ state: String) throws -> [Substring] {
      var lines: [Substring] = []
      for (file, _) in try StateInspection(directory: directory.file(state)).export(to: directory.file(state + "-out"))
      {
        lines += try directory.read(state + "-out/" + file).split(separator: "\n").filter {
          $0.contains("\"metric\":\"health\"")
        }
      }
      return lines
    }
    try directory.write("predictions.jsonl", log.predictions.joined())
    try directory.write("labels.jsonl", log.labels.joined())
    try agent("whole")
    for name in ["predictions.jsonl", "labels.jsonl"] { try directory.write(name, "") }
    let portions = 12
    for part in 0..<portions {
      func slice(_ lines: [String]) -> String {
        lines[lines.count * part / portions..<lines.count * (part + 1) / portions].joined()
      }
      try directory.append("predictions.jsonl", slice(log.predictions))
      try directory.append("labels.jsonl", slice(log.labels))
      try agent("parts")
    }
    let whole = try health("whole")
    #expect(try health("parts") == whole)
    #expect(whole.count > 80)
  }
}
