import Foundation
import Measuring

/// Measures how often leeway raises an alarm when nothing changes, and how soon when something does.
@main
struct Alarms {
  private let options: AlarmOptions
  private let directory: URL

  static func main() {
    do {
      let alarms = Alarms(options: try AlarmOptions(CommandLine.arguments))
      defer { alarms.clean() }
      try alarms.run()
    } catch {
      FileHandle.standardError.write(Data("leeway-alarms: \(error)\n".utf8))
      exit(1)
    }
  }

  private init(options: AlarmOptions) {
    self.options = options
    directory =
      options.keep.map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.temporaryDirectory.appendingPathComponent("leeway-alarms-\(UUID().uuidString)")
  }

  private func clean() {
    if options.keep == nil { try? FileManager.default.removeItem(at: directory) }
  }

  private func run() throws {
    print(machine())
    if options.runs > 0 { try falseAlarms() }
    if options.repetitions > 0 { try detection() }
  }

  private func falseAlarms() throws {
    var list: FileHandle?
    if let path = options.list {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw BenchmarkError("\(path) cannot be written")
      }
      list = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
    defer { try? list?.close() }
    var alarms = FalseAlarms()
    for run in 0..<options.runs {
      progress("\(options.days) stable days, seed \(options.seed + run)")
      let model = try WatchedModel(
        leeway: options.leeway, in: directory.appendingPathComponent("stable"), windows: [options.window],
        seed: options.seed + run)
      try alarms.run(model, days: options.days, seed: options.seed + run, list: list)
    }
    let reference = Int(Population.rate) * WatchedModel.referenceHours
    print(
      """
      False alarms: \(options.runs) × \(options.days) stable days, windows of \(options.window), 12 features × 12 cells, \
      \(alarms.rows) predictions, a reference of \(reference) rows, \(alarms.readings) lines of readings, \
      min_samples \(WatchedModel.minSamples), seeds from \(options.seed). The last row of a figure counts; of figures \
      that need labels \(alarms.withdrawn) more were above green in an earlier row.

      """)
    show("Built-in bands, by metric:", alarms.table(ofMetrics: Band.builtIn))
    show("Built-in bands, by cell:", alarms.tableOfCells())
    show("Metrics without a built-in band, with one given here, by metric:", alarms.table(ofMetrics: Band.given))
  }

  private func detection() throws {
    var detection = Detection()
    for repetition in 0..<options.repetitions {
      let seed = options.seed + repetition
      progress("changes, repetition \(repetition + 1) of \(options.repetitions)")
      let model = try WatchedModel(
        leeway: options.leeway, in: directory.appendingPathComponent("changed"), windows: Detection.windows,
        seed: seed + 500_000)
      try detection.run(model, seed: seed)
    }
    print(
      """
      Detection: \(Detection.stableHours) stable hours, then \(Detection.hours) with a change in three of six sites; \
      \(detection.repetitions) repetitions from seed \(options.seed), each with a reference of its own. Median hours from \
      the change to the first alert about the site; where it did not come each time, in how many it did. Everything is \
      evaluated once an hour; a label comes 3 h after its prediction in the median.

      """)
    for study in [Detection.drift, Detection.meanShift, Detection.performance] {
      for window in Detection.windows {
        show("Windows of \(window), \(study.title):", detection.table(of: study, window: window))
      }
    }
  }

  private func show(_ title: String, _ table: Table) {
    let text = options.format == .markdown ? table.text : table.plainText
    print(title + "\n\n" + text + "\n")
  }
}
