import Foundation
import Measuring

/// Measures the leeway program, and DuckDB and Polars where they are installed, on the same simulated logs.
@main
struct Benchmarks {
  private let options: Options
  private let peers = Peers()
  private let out: URL
  private var report = Report()

  static func main() {
    do {
      var benchmarks = try Benchmarks(Options(CommandLine.arguments))
      try benchmarks.run()
    } catch {
      FileHandle.standardError.write(Data("leeway-benchmarks: \(error)\n".utf8))
      exit(1)
    }
  }

  private init(_ options: Options) throws {
    self.options = options
    out = options.data.appendingPathComponent("out")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
  }

  private mutating func run() throws {
    let workload = try Workload(leeway: options.leeway, in: options.data, rows: options.rows)
    if let cost = workload.simulation { report.add("leeway simulate", on: workload, cost) }
    try baselines(of: workload)
    try peers.prepare(workload)

    for round in 1...options.rounds {
      for job in ["drift", "labels"] {
        for threads in [1, 2] { try replay(job, threads: threads, on: workload) }
        for script in peers.scripts where script.job == job && (script.isRepeated || round == 1) {
          progress(script.name)
          report.add(script.name, on: workload, try peers.measureRun(of: script, on: workload, out: out))
          if round == 1, isComparable(workload) { try peers.check(script, against: readings(of: job), out: out) }
        }
      }
    }
    for (program, compression) in [("gzip", Workload.Compression.gzip), ("zstd", .zstd)] where isInstalled(program) {
      try replay("drift", threads: 1, on: try Workload(workload, compression), note: ", \(program)")
    }
    var readings = try ReadingRate(leeway: options.leeway, in: options.data)
    for _ in 1...options.rounds { try readings.run() }
    var alerts = try AlertRate(leeway: options.leeway, in: options.data)
    for _ in 1...options.rounds { try alerts.run() }
    if options.longRows > 0 {
      let long = try Workload(leeway: options.leeway, in: options.data, rows: options.longRows)
      if let cost = long.simulation { report.add("leeway simulate, long", on: long, cost) }
      try baselines(of: long)
      for job in ["drift", "labels"] { try replay(job, threads: 1, on: long, note: ", long") }
    }

    print(machine())
    for (library, version) in peers.versions { print("\(library) \(version)") }
    print(
      "\(workload.rows) predictions, \(workload.labels) labels, \(workload.bytes / workload.rows) bytes a prediction\n")
    print(report.table + "\n\n" + report.ratios(to: peers))
    let others = ["drift", "labels"].compactMap { job in
      let name = "leeway replay, \(job), 1 thread"
      return report.median(name).map { (name, out.appendingPathComponent(job), $0.processorSeconds) }
    }
    print("\n" + (try readings.table(others: others)))
    print("\n" + (try alerts.table()))
    if !peers.versions.isEmpty, isComparable(workload) { print("\nThe peers' figures are leeway's.") }
  }

  /// With fewer rows leeway leaves out figures and groups that the peers, which know no least number, do not.
  private func isComparable(_ workload: Workload) -> Bool { workload.rows >= 1_000_000 }

  private mutating func baselines(of workload: Workload) throws {
    for job in ["drift", "labels"] {
      let cost = try measure([options.leeway, "baseline", "--config", workload.configuration(job)])
      if job == "labels", workload.rows < options.longRows || options.longRows == 0 {
        report.add("leeway baseline, 50000 rows", on: nil, cost)
      }
    }
  }

  private mutating func replay(_ job: String, threads: Int, on workload: Workload, note: String = "") throws {
    let name = "leeway replay, \(job), \(threads) thread\(threads == 1 ? "" : "s")\(note)"
    progress(name)
    // Exit code 1 says that something went red, as it should.
    let cost = try measure(
      [
        options.leeway, "replay", "--config", workload.configuration(job), "--threads", String(threads), "--out",
        URL(fileURLWithPath: readings(of: job + note)).deletingLastPathComponent().path,
      ], accepting: [0, 1])
    report.add(name, on: workload, cost)
  }

  private func readings(of job: String) -> String { out.appendingPathComponent("\(job)/readings.jsonl").path }
}
