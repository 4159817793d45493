import Foundation
import LiveLogs
import Measuring

/// A directory with the workload's model, a log that grows, and an agent that follows it.
struct LiveModel {
  let directory: URL
  let leeway: String
  private(set) var feed: LineFeed
  private(set) var predictions: GrowingLog
  private(set) var labels: GrowingLog?
  private var lines: [UInt8] = []
  private var labelLines: [UInt8] = []

  /// - Parameters:
  ///   - job: `drift` or `labels`; with labels, every other prediction gets one at once if `labelled` says so.
  ///   - start: event time of the first line, in Unix seconds.
  ///   - step: seconds of event time from one line to the next.
  init(leeway: String, in parent: URL, job: String, labelled: Bool, start: Double, step: Double) throws {
    self.leeway = leeway
    directory = parent.appendingPathComponent("live")
    let files = FileManager.default
    let source = repository.appendingPathComponent("Benchmarks/workload")
    let sample = parent.appendingPathComponent("live-sample")
    if !files.fileExists(atPath: sample.appendingPathComponent("predictions-2026-03-02.jsonl").path) {
      progress("simulating a sample")
      _ = try measure([
        leeway, "simulate", source.appendingPathComponent("scenario.yaml").path, "--out", sample.path, "--rate", "1000",
      ])
    }
    try? files.removeItem(at: directory)
    let logs = directory.appendingPathComponent("logs")
    try files.createDirectory(at: logs, withIntermediateDirectories: true)
    for name in ["reference.jsonl", "reference-labels.jsonl"] {
      try files.copyItem(at: sample.appendingPathComponent(name), to: logs.appendingPathComponent(name))
    }
    // The newest log only: a rotated one is read on by what is known of it.
    let text = try String(contentsOf: source.appendingPathComponent(job + ".yaml"), encoding: .utf8)
    try text.replacing("predictions-*.jsonl", with: "predictions.jsonl")
      .replacing("[logs/labels-*.jsonl]", with: "[logs/labels.jsonl]")
      .write(to: directory.appendingPathComponent("leeway.yaml"), atomically: true, encoding: .utf8)
    _ = try measure([leeway, "baseline", "--config", directory.appendingPathComponent("leeway.yaml").path])
    feed = try LineFeed(
      sample: sample.appendingPathComponent("predictions-2026-03-02.jsonl"), start: start, step: step)
    predictions = try GrowingLog(path: logs.appendingPathComponent("predictions.jsonl").path)
    labels =
      job == "labels" && labelled ? try GrowingLog(path: logs.appendingPathComponent("labels.jsonl").path) : nil
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }

  /// Starts the agent on the directory.
  func startAgent() throws -> Child {
    try Child(
      [leeway, "agent", "--config", directory.appendingPathComponent("leeway.yaml").path, "--log-level", "warning"],
      errors: directory.appendingPathComponent("agent.log").path)
  }

  /// Appends so many predictions, and their labels.
  mutating func append(_ count: Int) throws -> GrowingLog.Mark {
    feed.take(count, into: &lines, labels: &labelLines)
    let mark = try predictions.append(lines)
    _ = try labels?.append(labelLines)
    return mark
  }

  mutating func rotate() throws {
    try predictions.rotate()
    try labels?.rotate()
  }
}
