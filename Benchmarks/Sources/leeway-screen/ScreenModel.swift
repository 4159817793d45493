import Foundation
import LiveLogs
import Measuring

/// A model with 20 features in 20 cells, a log of two days that grows on, and the agent that follows it.
struct ScreenModel {
  let configuration: String
  let agent: Child
  private(set) var predictions: GrowingLog
  private var feed: LineFeed
  private var lines: [UInt8] = []
  private var labels: [UInt8] = []

  /// Event time passes so many times as fast as time, so that a pane of five minutes closes every ten seconds.
  static let pace = 30.0

  /// Takes the log that is in the directory, or simulates it, builds the baseline, starts the agent, and waits until it
  /// has read everything.
  ///
  /// - Parameter rate: lines a second that are to be appended.
  init(leeway: String, in parent: URL, rate: Int) throws {
    let directory = parent.appendingPathComponent("screen")
    let files = FileManager.default
    let source = repository.appendingPathComponent("Benchmarks/workload")
    let logs = directory.appendingPathComponent("logs")
    let last = logs.appendingPathComponent("predictions-2026-03-19.jsonl")
    if !files.fileExists(atPath: last.path) {
      progress("simulating the log in \(directory.path)")
      try? files.removeItem(at: directory)
      try files.createDirectory(at: directory, withIntermediateDirectories: true)
      let scenario = source.appendingPathComponent("readings-scenario.yaml").path
      _ = try measure([leeway, "simulate", scenario, "--out", logs.path])
    }
    for (name, copy) in [("screen.yaml", "leeway.yaml"), ("screen-rules.yaml", "rules.yaml")] {
      let place = directory.appendingPathComponent(copy)
      try? files.removeItem(at: place)
      try files.copyItem(at: source.appendingPathComponent(name), to: place)
    }
    try? files.removeItem(at: directory.appendingPathComponent(".leeway"))
    let growing = logs.appendingPathComponent("predictions-2026-03-20.jsonl")
    try? files.removeItem(at: growing)
    configuration = directory.appendingPathComponent("leeway.yaml").path
    _ = try measure([leeway, "baseline", "--config", configuration])
    // The log ends with the day.
    let midnight = try Date("2026-03-20T00:00:00Z", strategy: .iso8601).timeIntervalSince1970
    feed = try LineFeed(sample: last, start: midnight, step: Self.pace / Double(rate))
    predictions = try GrowingLog(path: growing.path)
    agent = try Child(
      [leeway, "agent", "--config", configuration, "--log-level", "warning"],
      errors: directory.appendingPathComponent("agent.log").path)
    try append(rate)
    var probe = ProcessProbe(pid: agent.pid)
    let start = ContinuousClock.now
    while probe.position(inode: predictions.inode) ?? 0 < predictions.size {
      guard (ContinuousClock.now - start).inSeconds < 300 else { throw BenchmarkError("the agent does not read on") }
      usleep(20_000)
    }
  }

  mutating func append(_ count: Int) throws {
    feed.take(count, into: &lines, labels: &labels)
    _ = try predictions.append(lines)
  }

  func end() {
    agent.send(SIGKILL)
    _ = try? agent.wait()
  }
}
