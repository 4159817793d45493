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

  private static func table(_ program: String, _ workload: Workload) throws -> ResultTable {
    var table = ResultTable()
    let (plain, compressed) = (workload.plain, workload.compressed)
    let out = workload.directory.appendingPathComponent("out").path
    table.add("leeway simulate", plain.simulation, reading: nil)
    table.add("leeway simulate --gzip", compressed.simulation, reading: nil)
    // Exit code 1 says that something went red, as it should.
    func run(_ name: String, _ arguments: [String], reading logs: Workload.Logs) throws {
      progress(name)
      table.add(name, try measure(arguments, accepting: [0, 1]), reading: logs)
    }
    func leeway(_ command: String, _ sample: Workload.Sample, _ arguments: [String] = []) -> [String] {
      [program, command, "--config", sample.configuration] + arguments
    }
    try run("leeway baseline", leeway("baseline", plain), reading: plain.reference)
    try run("leeway baseline, gzip", leeway("baseline", compressed), reading: compressed.reference)
    try run("leeway replay", leeway("replay", plain), reading: plain.logs)
    try run("leeway replay, gzip", leeway("replay", compressed), reading: compressed.logs)
    try run("leeway replay --out", leeway("replay", plain, ["--out", out]), reading: plain.logs)
    try run("wc -l", ["wc", "-l"] + plain.logs.files, reading: plain.logs)
    if isInstalled("jq") { try run("jq .ts", ["jq", ".ts"] + plain.logs.files, reading: plain.logs) }
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
