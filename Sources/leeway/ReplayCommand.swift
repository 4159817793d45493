import ArgumentParser
import Configuration
import Engine
import Notation

/// `leeway replay`: what would have been seen, and done, over historical logs.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run the engine over historical logs and tell what went wrong when.",
    discussion: """
      Reads every file that the configuration's inputs match, on event time. Actions are dry runs: the ledger says \
      what would have been done. With --out DIR the results are written to readings.jsonl, alerts.jsonl, \
      deliveries.jsonl, dead-letters.jsonl and summary.json. With --watch the dashboard shows history unfold; it \
      stays open at the end until q, and the exit code does not tell what went red.

      Times are RFC 3339 (2026-03-02T14:30:00Z) or dates; --from and --to cut the predictions by event time.

      Exit codes: 0 nothing red (and always with --watch), 1 something went red, or most lines of a file \
      could not be read, 2 usage or configuration, 3 a file is missing or damaged, or no line could be read.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(name: .long, help: ArgumentHelp("Where to write the results.", valueName: "dir"))
  var out: String?

  @Option(name: .long, help: ArgumentHelp("First moment to look at.", valueName: "time"))
  var from: String?

  @Option(name: .long, help: ArgumentHelp("First moment no longer to look at.", valueName: "time"))
  var to: String?

  @Option(
    name: .long, help: ArgumentHelp("Threads that decode; one for each core if not given.", valueName: "count"))
  var threads: Int?

  @Flag(name: .long, help: "Show the dashboard on the replay's clock.")
  var watch = false

  @Option(name: .long, help: "With --watch: seconds of history a second, or 'max'.")
  var speed = "600"

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    _ = try range()
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads takes 1 to 64, not \(threads)")
    }
    if speed != "max", !(Double(speed).map { $0 > 0 && $0 <= 1e7 } ?? false) {
      throw ValidationError("--speed takes a number of seconds of history a second, up to 1e7, or 'max'")
    }
  }

  func run() throws {
    let configuration = try options.load()
    let baseline = try BaselineFile.read(from: configuration.baseline)
    let replay = try Replay(
      configuration: configuration, baseline: baseline, range: try range(), outDirectory: out,
      historyLimit: watch ? HistoryLimit.points : 0, threads: threads ?? Replay.defaultThreads)
    if watch {
      let session = ReplaySession(replay: replay, speed: speed == "max" ? nil : Double(speed))
      guard
        let summary = try session.show(
          display, CheckedDashboard(configuration.dashboard, into: Diagnostics()))
      else {
        if let out { warn("left before the end: \(out) has no summary and ends in the middle") }
        return
      }
      try conclude(summary)
      return
    }
    let summary = try runThrough(replay)
    try conclude(summary)
    if summary.isRed || !summary.findings.isEmpty { throw ExitCode(1) }
  }

  private func conclude(_ summary: ReplaySummary) throws {
    for file in summary.unreadable + summary.findings { warn(file) }
    ReplayReport(summary: summary, out: out).print()
    if !summary.unreadable.isEmpty { throw ExitCode(3) }
    if summary.records == 0, let worst = summary.bad.first {
      if summary.findings.isEmpty {
        warn(
          "no line could be read as a prediction (\(worst.reason) in \(grouped(worst.count)) of \(grouped(summary.lines)) "
            + "lines); check 'inputs' and 'fields'\(out.map { ", and \($0)/dead-letters.jsonl" } ?? "")")
      }
      throw ExitCode(3)
    }
  }

  private func warn(_ message: String) {
    StandardError.write("leeway replay: \(message)\n")
  }

  private func runThrough(_ replay: Replay) throws -> ReplaySummary {
    let start = ContinuousClock.now
    var bar = ProgressBar()
    while replay.step() { bar.show(replay.progress, elapsed: (ContinuousClock.now - start).inSeconds) }
    bar.clear()
    return try replay.finish(seconds: (ContinuousClock.now - start).inSeconds)
  }

  private func range() throws -> EventRange {
    let range = EventRange(from: try moment(from, "--from"), to: try moment(to, "--to"))
    guard range.from < range.to else { throw ValidationError("--from must lie before --to") }
    return range
  }

  private func moment(_ text: String?, _ option: String) throws -> Instant? {
    guard let text else { return nil }
    if let instant = Instant(rfc3339: text) ?? Instant(rfc3339: text + "T00:00:00Z") { return instant }
    throw ValidationError("\(option) takes a time such as 2026-03-02T14:30:00Z or 2026-03-02, not '\(text)'")
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// How much of the past a dashboard keeps per series: two days of panes of five minutes.
enum HistoryLimit {
  static let points = 576
}
