import Foundation
import Measuring

/// What a reading costs: 20 features in 50 cells, everything measured that there is.
///
/// The same log is replayed with one window an hour and with four. Reading, decoding, joining and counting by pane are
/// the same in both, so that the difference is what the readings of three windows cost. With `--out` they are graded
/// and written as well, without it only graded.
struct ReadingRate {
  private struct Run {
    /// Processor seconds.
    var costs: [Double] = []
    var readings = 0

    /// Of an even number, the cheaper of the middle two.
    var median: Double { costs.sorted()[(costs.count - 1) / 2] }
  }

  private static let one = "windows: [1h]"
  private static let four = "windows: [1h, 2h, 3h, 4h]"

  private let leeway: String
  private let directory: URL
  private var written = (one: Run(), four: Run())
  private var graded = (one: Run(), four: Run())
  private var rows = 0

  /// Takes the log that is in the directory, or simulates it, and builds the baseline.
  init(leeway: String, in parent: URL) throws {
    self.leeway = leeway
    directory = parent.appendingPathComponent("readings")
    let source = repository.appendingPathComponent("Benchmarks/workload")
    let scenarioFile = source.appendingPathComponent("readings-scenario.yaml")
    let scenario = try String(contentsOf: scenarioFile, encoding: .utf8)
    let configuration = try String(contentsOf: source.appendingPathComponent("readings.yaml"), encoding: .utf8)
    let note = directory.appendingPathComponent("made-of.yaml")
    if (try? String(contentsOf: note, encoding: .utf8)) != scenario {
      progress("simulating the log of many readings in \(directory.path)")
      try? FileManager.default.removeItem(at: directory)
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let logs = directory.appendingPathComponent("logs").path
      _ = try measure([leeway, "simulate", scenarioFile.path, "--out", logs])
      try scenario.write(to: note, atomically: true, encoding: .utf8)
    }
    try configuration.write(to: file("one.yaml"), atomically: true, encoding: .utf8)
    try configuration.replacing(Self.one, with: Self.four)
      .write(to: file("four.yaml"), atomically: true, encoding: .utf8)
    _ = try measure([leeway, "baseline", "--config", file("one.yaml").path])
  }

  /// One round of the four replays.
  mutating func run() throws {
    progress("leeway replay, many readings")
    written.one.costs.append(try replay("one", writes: true))
    (rows, written.one.readings) = try Self.counts(of: file("out"))
    written.four.costs.append(try replay("four", writes: true))
    (rows, written.four.readings) = try Self.counts(of: file("out"))
    graded.one.costs.append(try replay("one", writes: false))
    graded.four.costs.append(try replay("four", writes: false))
    (graded.one.readings, graded.four.readings) = (written.one.readings, written.four.readings)
  }

  /// - Returns: processor seconds.
  private func replay(_ name: String, writes: Bool) throws -> Double {
    let arguments = [leeway, "replay", "--config", file(name + ".yaml").path, "--threads", "1"]
    return try measure(arguments + (writes ? ["--out", file("out").path] : []), accepting: [0, 1]).processorSeconds
  }

  /// What the summary of a replay says.
  private static func counts(of out: URL) throws -> (rows: Int, readings: Int) {
    let summary = out.appendingPathComponent("summary.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: summary)) as? [String: Any]
    guard let readings = object?["readings"] as? Int, let records = object?["records"] as? Int else {
      throw BenchmarkError("\(summary.path) does not say how many readings there were")
    }
    return (records, readings)
  }

  /// The costs of a reading and their share of the replay with one window; and what share of other replays they would
  /// be at that cost.
  ///
  /// - Parameter others: name, directory of the results and processor seconds.
  func table(others: [(name: String, out: URL, seconds: Double)]) throws -> String {
    var table = Table(["readings", "rows", "readings", "CPU s", "readings/CPU-s", "share"])
    func row(_ name: String, _ rows: Int, _ readings: Int, _ seconds: Double, _ cost: Double, showsRate: Bool) {
      let share = 100 * Double(readings) * cost / max(seconds, 1e-9)
      table.add([
        name, String(rows), String(readings), String(format: "%.2f", seconds),
        showsRate ? String(format: "%.0f", 1 / cost) : "", String(format: "%.0f %%", share),
      ])
    }
    for (runs, isWritten) in [(graded, false), (written, true)] {
      let more = runs.four.readings - runs.one.readings
      let cost = (runs.four.median - runs.one.median) / Double(max(more, 1))
      guard cost > 0 else { continue }
      let name = isWritten ? "and written" : "20 features × 50 cells, measured"
      row(name, rows, runs.one.readings, runs.one.median, cost, showsRate: true)
      for other in isWritten ? others : [] {
        let (rows, readings) = try Self.counts(of: other.out)
        row("at that cost: \(other.name)", rows, readings, other.seconds, cost, showsRate: false)
      }
    }
    return table.text
  }

  private func file(_ name: String) -> URL { directory.appendingPathComponent(name) }
}
