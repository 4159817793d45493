import Foundation
import Measuring

/// A week of simulated logs with the configurations that the runs use, kept in a directory from one run to the next.
struct Workload {
  enum Compression: String {
    case none = ""
    case gzip = ".gz"
    case zstd = ".zst"
  }

  let directory: URL
  /// Predictions.
  let rows: Int
  let labels: Int
  /// Of the predictions' files, as they are on the disk.
  let bytes: Int
  /// Of making it; `nil` if it was there.
  let simulation: Cost?

  var logs: URL { directory.appendingPathComponent("logs") }

  /// - Parameter name: `drift` or `labels`.
  func configuration(_ name: String) -> String { directory.appendingPathComponent(name + ".yaml").path }

  /// Takes what is in the directory, or simulates it and builds its baselines.
  ///
  /// - Parameter rows: predictions asked for; what the simulator makes of it may differ by some thousandths.
  init(leeway: String, in parent: URL, rows asked: Int) throws {
    directory = parent.appendingPathComponent("\(asked)-rows")
    let source = repository.appendingPathComponent("Benchmarks/workload")
    let scenario = try String(contentsOf: source.appendingPathComponent("scenario.yaml"), encoding: .utf8)
    let note = directory.appendingPathComponent("made-of.yaml")
    if (try? String(contentsOf: note, encoding: .utf8)) == scenario {
      simulation = nil
      try Workload.copyConfigurations(from: source, to: directory)
    } else {
      progress("simulating \(asked) rows in \(directory.path)")
      try? FileManager.default.removeItem(at: directory)
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try Workload.copyConfigurations(from: source, to: directory)
      let hours = 168.0
      simulation = try measure([
        leeway, "simulate", source.appendingPathComponent("scenario.yaml").path, "--out",
        directory.appendingPathComponent("logs").path, "--rate", String(Int((Double(asked) / hours).rounded())),
      ])
      try scenario.write(to: note, atomically: true, encoding: .utf8)
    }
    let found = try Workload.files(in: directory.appendingPathComponent("logs"))
    let predictions = found.filter { $0.lastPathComponent.hasPrefix("predictions-") }
    rows = try predictions.reduce(0) { $0 + (try lineCount($1)) }
    labels = try found.filter { $0.lastPathComponent.hasPrefix("labels-") }.reduce(0) { $0 + (try lineCount($1)) }
    bytes = try predictions.reduce(0) { $0 + (try size($1)) }
  }

  /// The same with compressed predictions; made by the program of that name.
  init(_ plain: Workload, _ compression: Compression) throws {
    directory = plain.directory.deletingLastPathComponent()
      .appendingPathComponent(plain.directory.lastPathComponent + compression.rawValue)
    let logs = directory.appendingPathComponent("logs")
    let note = directory.appendingPathComponent("made-of.yaml")
    let origin = try String(contentsOf: plain.directory.appendingPathComponent("made-of.yaml"), encoding: .utf8)
    simulation = nil
    if (try? String(contentsOf: note, encoding: .utf8)) != origin {
      try? FileManager.default.removeItem(at: directory)
      try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
      for file in try Workload.files(in: plain.logs) where file.lastPathComponent.hasPrefix("predictions-") {
        progress("compressing \(file.lastPathComponent)")
        let target = logs.appendingPathComponent(file.lastPathComponent + compression.rawValue)
        let (code, _) = try Child(
          [compression == .gzip ? "gzip" : "zstd", "-q", "-c", file.path], output: target.path
        ).wait()
        guard code == 0 else { throw BenchmarkError("\(file.path) could not be compressed") }
      }
      try origin.write(to: note, atomically: true, encoding: .utf8)
    }
    let text = try String(contentsOf: URL(fileURLWithPath: plain.configuration("drift")), encoding: .utf8)
    try text.replacing("predictions-*.jsonl", with: "predictions-*.jsonl" + compression.rawValue)
      .replacing("drift-baseline.json", with: plain.directory.appendingPathComponent("drift-baseline.json").path)
      .write(to: directory.appendingPathComponent("drift.yaml"), atomically: true, encoding: .utf8)
    rows = plain.rows
    labels = 0
    bytes = try Workload.files(in: logs).reduce(0) { $0 + (try size($1)) }
  }

  private static func copyConfigurations(from source: URL, to directory: URL) throws {
    for name in ["drift.yaml", "labels.yaml"] {
      let target = directory.appendingPathComponent(name)
      try? FileManager.default.removeItem(at: target)
      try FileManager.default.copyItem(at: source.appendingPathComponent(name), to: target)
    }
  }

  private static func files(in directory: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
      .map { directory.appendingPathComponent($0) }
  }
}

private func size(_ file: URL) throws -> Int {
  try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
}

/// Newlines in a file.
private func lineCount(_ file: URL) throws -> Int {
  let handle = try FileHandle(forReadingFrom: file)
  defer { try? handle.close() }
  var count = 0
  while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
    count += data.withUnsafeBytes { bytes in bytes.count { $0 == UInt8(ascii: "\n") } }
  }
  return count
}
