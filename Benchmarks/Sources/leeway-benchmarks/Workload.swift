import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Logs of the sample scenario at a higher rate, plain and compressed, each with the shipped configuration.
struct Workload {
  /// Files that a run reads.
  struct Logs {
    var files: [String]
    var lines: Int
    /// As they are on the disk.
    var bytes: Int
  }

  /// A directory laid out like the repository.
  struct Sample {
    var configuration: String
    var logs: Logs
    var reference: Logs
    /// Of making it.
    var simulation: Cost
  }

  let directory: URL
  let plain: Sample
  let compressed: Sample

  /// - Parameters:
  ///   - repository: where `SampleLogs` and `AlertRules` are.
  ///   - rate: predictions an hour, over three days.
  init(leeway: String, repository: URL, rate: Int) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("leeway-benchmarks-\(getpid())")
    let maker = SampleMaker(leeway: leeway, repository: repository, rate: rate)
    plain = try maker.make(in: directory.appendingPathComponent("plain"), lines: nil)
    compressed = try maker.make(in: directory.appendingPathComponent("gzip"), lines: plain)
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }
}

private struct SampleMaker {
  let leeway: String
  let repository: URL
  let rate: Int

  /// - Parameter lines: the same sample uncompressed, for its line counts; `nil` makes that one.
  func make(in directory: URL, lines plain: Workload.Sample?) throws -> Workload.Sample {
    let files = FileManager.default
    let samples = directory.appendingPathComponent("SampleLogs")
    try files.createDirectory(at: samples, withIntermediateDirectories: true)
    try files.copyItem(
      at: repository.appendingPathComponent("AlertRules"), to: directory.appendingPathComponent("AlertRules"))
    let configuration = samples.appendingPathComponent("leeway.yaml")
    var text = try String(contentsOf: repository.appendingPathComponent("SampleLogs/leeway.yaml"), encoding: .utf8)
    if plain == nil { text = text.replacing(".jsonl.gz", with: ".jsonl") }
    try text.write(to: configuration, atomically: true, encoding: .utf8)

    let scenario = repository.appendingPathComponent("SampleLogs/scenario.yaml").path
    let logs = samples.appendingPathComponent("logs").path
    let simulation = try measure(
      [leeway, "simulate", scenario, "--out", logs, "--rate", String(rate)] + (plain == nil ? [] : ["--gzip"]))
    let paths = try files.contentsOfDirectory(atPath: logs).sorted().map { "\(logs)/\($0)" }
    return Workload.Sample(
      configuration: configuration.path,
      logs: try set(paths.filter { !isReference($0) }, lines: plain?.logs.lines),
      reference: try set(paths.filter(isReference), lines: plain?.reference.lines), simulation: simulation)
  }

  private func isReference(_ path: String) -> Bool {
    URL(fileURLWithPath: path).lastPathComponent.hasPrefix("reference")
  }

  private func set(_ paths: [String], lines: Int?) throws -> Workload.Logs {
    let bytes = try paths.reduce(0) { sum, path in
      sum + (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
    }
    let count = try lines ?? paths.reduce(0) { $0 + (try lineCount($1)) }
    return Workload.Logs(files: paths, lines: count, bytes: bytes)
  }
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
