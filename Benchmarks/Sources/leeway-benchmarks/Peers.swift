import Foundation
import Measuring

/// The scripts in `Benchmarks/peers`: the same work in DuckDB and Polars.
struct Peers {
  struct Script {
    var name: String
    var library: String
    /// What of leeway it is compared with: `drift` or `labels`.
    var job: String
    var arguments: [String]
    /// Slow ones run once.
    var isRepeated = true
  }

  private static let directory = repository.appendingPathComponent("Benchmarks/peers")

  static let scripts = [
    Script(name: "DuckDB, drift", library: "duckdb", job: "drift", arguments: ["drift_duckdb.py"]),
    Script(name: "DuckDB, labels", library: "duckdb", job: "labels", arguments: ["labels_duckdb.py"]),
    Script(name: "Polars, drift", library: "polars", job: "drift", arguments: ["drift_polars.py"]),
    Script(name: "Polars, labels", library: "polars", job: "labels", arguments: ["labels_polars.py"]),
    Script(
      name: "DuckDB, drift, grouped rows", library: "duckdb", job: "drift",
      arguments: ["drift_duckdb.py", "--plan", "group"], isRepeated: false),
  ]

  /// The installed ones among DuckDB and Polars, with their versions.
  let versions: [(library: String, version: String)]

  init() {
    versions = ["duckdb", "polars"].compactMap { library in
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("leeway-\(library)-\(UUID()).txt")
      defer { try? FileManager.default.removeItem(at: file) }
      let command = ["python3", "-c", "import numpy, \(library); print(\(library).__version__)"]
      guard isInstalled("python3"), let child = try? Child(command, output: file.path, errors: "/dev/null"),
        let ended = try? child.wait(), ended.exitCode == 0, let text = try? String(contentsOf: file, encoding: .utf8)
      else { return nil }
      return (library, text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  var scripts: [Script] { Peers.scripts.filter { script in versions.contains { $0.library == script.library } } }

  /// Makes the reference profile that the drift scripts compare with.
  func prepare(_ workload: Workload) throws {
    if versions.isEmpty { return }
    _ = try measure(["python3", "-B", path("reference.py"), workload.directory.path])
  }

  func measureRun(of script: Script, on workload: Workload, out: URL) throws -> Cost {
    try measure(
      ["python3", "-B", path(script.arguments[0]), workload.directory.path, readings(of: script, out: out)]
        + script.arguments.dropFirst())
  }

  /// Throws where a figure of the peer is not leeway's.
  func check(_ script: Script, against readings: String, out: URL) throws {
    do {
      _ = try measure(["python3", "-B", path("compare.py"), readings, self.readings(of: script, out: out)])
    } catch {
      throw BenchmarkError("\(script.name): not the figures of leeway; see Benchmarks/peers/compare.py (\(error))")
    }
  }

  private func readings(of script: Script, out: URL) -> String {
    out.appendingPathComponent(script.name + ".jsonl").path
  }

  private func path(_ name: String) -> String { Peers.directory.appendingPathComponent(name).path }
}
