import Foundation

/// Logs of the sample scenario at a higher rate, with the shipped configuration, in a directory of their own.
struct Workload {
  /// A set of log files: what a replay reads.
  struct Logs {
    var files: [String]
    var lines: Int
    var bytes: Int
  }

  let directory: URL
  let plain: Logs
  /// The same lines; `bytes` are those of the compressed files.
  let compressed: Logs
  let simulation: Cost

  var plainConfiguration: String { directory.appendingPathComponent("SampleLogs/plain.yaml").path }
  var compressedConfiguration: String { directory.appendingPathComponent("SampleLogs/leeway.yaml").path }
  var reference: Logs

  /// - Parameters:
  ///   - repository: where `SampleLogs` and `AlertRules` are.
  ///   - rate: predictions an hour, over three days.
  init(leeway: String, repository: URL, rate: Int) throws {
    let files = FileManager.default
    directory = files.temporaryDirectory.appendingPathComponent("leeway-benchmarks-\(getpid())")
    let samples = directory.appendingPathComponent("SampleLogs")
    let logs = samples.appendingPathComponent("logs").path
    try files.createDirectory(at: samples, withIntermediateDirectories: true)
    try files.copyItem(
      at: repository.appendingPathComponent("AlertRules"), to: directory.appendingPathComponent("AlertRules"))
    let text = try String(contentsOf: repository.appendingPathComponent("SampleLogs/leeway.yaml"), encoding: .utf8)
    try text.write(to: samples.appendingPathComponent("leeway.yaml"), atomically: true, encoding: .utf8)
    try text.replacing(".jsonl.gz", with: ".jsonl")
      .write(to: samples.appendingPathComponent("plain.yaml"), atomically: true, encoding: .utf8)

    let scenario = repository.appendingPathComponent("SampleLogs/scenario.yaml").path
    let arguments = [leeway, "simulate", scenario, "--out", logs, "--rate", String(rate)]
    simulation = try measure(arguments)
    _ = try measure(arguments + ["--gzip"])
    let names = try files.contentsOfDirectory(atPath: logs).sorted()
    func set(_ prefixes: [String], suffix: String) throws -> Logs {
      let paths = names.filter { name in prefixes.contains { name.hasPrefix($0) } && name.hasSuffix(suffix) }
        .map { "\(logs)/\($0)" }
      let bytes = try paths.reduce(0) { sum, path in
        sum + (try files.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
      }
      return Logs(files: paths, lines: try paths.reduce(0) { $0 + (try lineCount($1)) }, bytes: bytes)
    }
    plain = try set(["predictions-", "labels-"], suffix: ".jsonl")
    reference = try set(["reference"], suffix: ".jsonl")
    var gzip = try set(["predictions-", "labels-"], suffix: ".gz")
    gzip.lines = plain.lines
    compressed = gzip
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }
}

/// Newlines in a file.
private func lineCount(_ path: String) throws -> Int {
  guard let handle = FileHandle(forReadingAtPath: path) else { throw BenchmarkError("\(path): cannot be read") }
  defer { try? handle.close() }
  var count = 0
  while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
    count += data.withUnsafeBytes { bytes in bytes.count { $0 == UInt8(ascii: "\n") } }
  }
  return count
}
