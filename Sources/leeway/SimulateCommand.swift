import ArgumentParser
import Configuration
import Foundation
import Notation
import Simulation

/// `leeway simulate`: synthetic logs with incidents, written at once or as if the model were in production now.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write synthetic prediction logs, labels and a reference log, with incidents.",
    discussion: """
      A scenario (YAML) tells a population, a model of known quality, and what goes wrong when; \
      SampleLogs/scenario.yaml is one to start from. The same scenario and seed give the same files, byte for byte.

      Without --live: predictions-DATE.jsonl and labels-DATE.jsonl for each day, reference.jsonl and \
      reference-labels.jsonl. Files of the same names are replaced.

      With --live, for drills: the scenario starts now. Rows are appended to predictions.jsonl and labels.jsonl when \
      they are due; a file that is full is renamed to predictions.jsonl.1, the one before to .2, and so on. Ends with \
      the scenario's last label, or on Ctrl-C or SIGTERM.

      Exit codes: 0 fine, 2 the scenario or an option is wrong, 3 a file could not be written.
      """)

  @Argument(help: ArgumentHelp("The scenario.", valueName: "scenario"))
  var scenario: String

  @Option(help: ArgumentHelp("Where to write the logs; made if it is not there.", valueName: "dir"))
  var out: String

  @Option(help: ArgumentHelp("Take another seed than the scenario's.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Take another traffic than the scenario's: rows an hour.", valueName: "rows"))
  var rate: Double?

  @Flag(help: "Compress the files (.jsonl.gz).")
  var gzip = false

  @Flag(help: "Append in real time, starting now.")
  var live = false

  @Option(help: ArgumentHelp("With --live: let traffic, incidents and labels come so many times as fast."))
  var speed: Double?

  @Option(help: ArgumentHelp("With --live: rename a file before it grows past so many megabytes.", valueName: "mb"))
  var rotateAt: Int?

  func validate() throws {
    if let rate, !(rate >= 0.01 && rate <= 1e9) {
      throw ValidationError("--rate must lie between 0.01 and 1e9 rows an hour")
    }
    if let speed, !(speed >= 0.001 && speed <= 1e6) {
      throw ValidationError("--speed must lie between 0.001 and 1e6")
    }
    if let rotateAt, !(1...1_000_000).contains(rotateAt) {
      throw ValidationError("--rotate-at must lie between 1 and 1000000 megabytes")
    }
    if live, gzip { throw ValidationError("--gzip and --live do not go together; a live log is plain text") }
    if !live, speed != nil || rotateAt != nil {
      throw ValidationError("--speed and --rotate-at need --live")
    }
  }

  func run() throws {
    let diagnostics = Diagnostics()
    let read = ScenarioFile.read(path: scenario, shownAs: scenario, into: diagnostics)
    diagnostics.printToStandardError()
    guard var plan = read else { throw ExitCode(2) }
    plan.seed = seed ?? plan.seed
    plan.traffic.rate = rate ?? plan.traffic.rate
    if live {
      try runLive(plan)
    } else {
      printTimeline(of: plan, clock: .scenario)
      let summary = try BatchLogWriter(directory: out, gzip: gzip).write(plan)
      printSummary(summary)
      warnOfOtherLogs(beside: summary.files)
    }
  }

  private func runLive(_ plan: Scenario) throws {
    let speed = speed ?? 1
    let plan = plan.starting(at: wallClock().floored(to: TimeSpan(microseconds: 1000)))
    printTimeline(of: plan, clock: .compressed(start: plan.start, speed: speed))
    print("writing to \(out) …")
    StopSignal.install()
    let writer = LiveLogWriter(
      directory: out, speed: speed, rotateAt: (rotateAt ?? 16) << 20,
      clock: LiveLogWriter.Clock(now: wallClock, sleep: { Thread.sleep(forTimeInterval: $0.seconds) }),
      shouldStop: { StopSignal.isRequested })
    printSummary(try writer.write(plan))
  }

  /// What will happen when, in the time that the rows carry.
  private func printTimeline(of plan: Scenario, clock: EventClock) {
    func shown(_ offset: TimeSpan) -> String {
      clock.shown(plan.start + offset).floored(to: TimeSpan(seconds: 1)).rfc3339
    }
    print("\(plan.model), seed \(plan.seed): \(shown(.zero)) to \(shown(plan.duration))")
    for incident in plan.incidents.sorted(by: { ($0.from, $0.until) < ($1.from, $1.until) }) {
      print("  \(shown(incident.from)) to \(shown(incident.until))  \(incident.text)")
    }
  }

  private func printSummary(_ summary: BatchLogWriter.Summary) {
    print("\(out): \(summary.predictions) predictions, \(summary.labels) labels", terminator: "")
    let reference = summary.referenceRows
    print(reference > 0 ? "; reference: \(reference) rows, \(summary.referenceLabels) labels" : "")
  }

  /// A glob such as `predictions-*` would read the logs of an earlier run as well.
  private func warnOfOtherLogs(beside files: [String]) {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
    let logs = present.filter { name in
      (name.hasPrefix("predictions") || name.hasPrefix("labels") || name.hasPrefix("reference"))
        && name.contains(".jsonl") && !files.contains(name)
    }
    guard !logs.isEmpty else { return }
    let text = "leeway simulate: \(out) also holds logs of another run: \(logs.sorted().joined(separator: ", "))\n"
    StandardError.write(text)
  }
}
