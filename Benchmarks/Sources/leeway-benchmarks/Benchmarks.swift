import Foundation

/// Measures the leeway program on logs of the sample scenario.
///
/// usage: leeway-benchmarks --leeway PROGRAM [--rate ROWS]
@main
struct Benchmarks {
  static func main() {
    do {
      try run(CommandLine.arguments)
    } catch {
      FileHandle.standardError.write(Data("leeway-benchmarks: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    var leeway: String?
    var rate = 8000
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      switch (option, rest.popFirst()) {
      case ("--leeway", let value?): leeway = value
      case ("--rate", let value?):
        guard let number = Int(value), (100...1_000_000).contains(number) else {
          throw BenchmarkError("--rate takes 100 to 1000000 predictions an hour, not '\(value)'")
        }
        rate = number
      default: throw BenchmarkError("usage: leeway-benchmarks --leeway PROGRAM [--rate ROWS]")
      }
    }
    guard let leeway else { throw BenchmarkError("usage: leeway-benchmarks --leeway PROGRAM [--rate ROWS]") }
    let program = URL(fileURLWithPath: leeway).standardizedFileURL.path
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    progress("simulating three days at \(rate) predictions an hour")
    let workload = try Workload(leeway: program, repository: repository, rate: rate)
    defer { workload.remove() }
    print(machine())
    print(try table(program, workload).text)
  }

  private static func table(_ leeway: String, _ workload: Workload) throws -> ResultTable {
    var table = ResultTable()
    table.add("leeway simulate", workload.simulation, reading: nil)
    // Exit code 1 says that something went red, as it should.
    func run(_ name: String, _ arguments: [String], reading logs: Workload.Logs) throws {
      progress(name)
      table.add(name, try measure(arguments, accepting: [0, 1]), reading: logs)
    }
    let (plain, compressed) = (workload.plainConfiguration, workload.compressedConfiguration)
    let out = workload.directory.appendingPathComponent("out").path
    try run("leeway baseline", [leeway, "baseline", "--config", plain], reading: workload.reference)
    try run("leeway replay", [leeway, "replay", "--config", plain], reading: workload.plain)
    try run("leeway replay, gzip", [leeway, "replay", "--config", compressed], reading: workload.compressed)
    try run("leeway replay --out", [leeway, "replay", "--config", plain, "--out", out], reading: workload.plain)
    try run("wc -l", ["wc", "-l"] + workload.plain.files, reading: workload.plain)
    if isInstalled("jq") { try run("jq .ts", ["jq", ".ts"] + workload.plain.files, reading: workload.plain) }
    return table
  }

  private static func machine() -> String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    let system = ProcessInfo.processInfo
    let processor = "\(model ?? "processor unknown"), \(system.activeProcessorCount) cores"
    return "\(processor), \(system.operatingSystemVersionString)\n"
  }

  private static func progress(_ text: String) {
    FileHandle.standardError.write(Data("… \(text)\n".utf8))
  }
}
