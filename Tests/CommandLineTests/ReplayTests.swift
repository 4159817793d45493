import Foundation
import Testing

@Suite("leeway replay")
struct ReplayTests {
  private static let files = [
    "alerts.jsonl", "dead-letters.jsonl", "deliveries.jsonl", "readings.jsonl", "summary.json",
  ]

  @Test("Two replays write the same files, throughput apart")
  func sameFiles() async throws {
    let directory = try await LoanModel.directory()
    for out in ["out one", "out two"] {
      let replayed = try await leeway("replay", "--config", LoanModel.config, "--out", out, in: directory)
      #expect(replayed.end == .exit(1), "\(replayed.errors)")
      #expect(directory.list(out) == Self.files)
    }
    for name in Self.files where name != "summary.json" {
      #expect(try directory.data("out one/" + name) == directory.data("out two/" + name))
    }
    #expect(!directory.lines("out one/readings.jsonl").isEmpty && !directory.lines("out one/alerts.jsonl").isEmpty)
    var summaries = try ["out one", "out two"].map { try directory.json($0 + "/summary.json") }
    for index in summaries.indices { #expect(summaries[index].removeValue(forKey: "throughput") != nil) }
    #expect(NSDictionary(dictionary: summaries[0]) == NSDictionary(dictionary: summaries[1]))
  }

  @Test("Something red ends with 1, and the summary names it")
  func red() async throws {
    let directory = try await LoanModel.directory()
    let replayed = try await leeway("replay", "--config", LoanModel.config, in: directory)
    #expect(replayed.end == .exit(1))
    let red = replayed.output.split(separator: "\n").filter { $0.contains("▲ RED") }
    #expect(red.contains { $0.contains("psi age / region=apac (1h)") }, "\(replayed.output)")
    #expect(replayed.output.contains("AgeDrift ×1"))
    #expect(replayed.output.contains("log dry_run"))
    #expect(directory.list("the model") == ["AlertRules", "baseline.json", "leeway.yaml"], "a replay keeps no state")
  }

  @Test("Nothing red ends with 0")
  func green() async throws {
    let directory = try await LoanModel.directory()
    // Bands that three quiet hours of so little traffic stay within.
    let calm =
      ["psi", "ks", "null_rate", "unseen_rate", "brier", "ece", "error_rate", "demographic_parity_difference"]
      .map { "  \($0): {red: \"> 0.99\"}\n" }
      + ["accuracy", "precision", "recall", "f1", "roc_auc", "label_coverage"].map { "  \($0): {red: \"< 0.01\"}\n" }
    let gradient = "gradient:\n" + calm.joined() + "  latency_p99_ms: {red: \"> 9999\"}\n"
    try directory.write(LoanModel.config, LoanModel.configuration + gradient)
    let replayed = try await leeway(
      "replay", "--config", LoanModel.config, "--to", "2026-03-02T01:00:00Z", in: directory)
    #expect(replayed.end == .exit(0), "\(replayed.output)")
    #expect(replayed.output.contains("Everything stayed green."))
  }

  @Test("--from and --to cut by event time, the end not included")
  func range() async throws {
    let directory = try await LoanModel.directory()
    let replayed = try await leeway(
      "replay", "--config", LoanModel.config, "--from", "2026-03-02T01:00:00Z", "--to", "2026-03-02T02:00:00Z", "--out",
      "out", in: directory)
    #expect(replayed.end == .exit(1), "\(replayed.errors)")
    let rows = directory.lines("the logs/predictions-2026-03-02.jsonl")
    let inside = rows.count { $0.hasPrefix("{\"ts\":\"2026-03-02T01:") }
    let summary = try directory.json("out/summary.json")
    #expect(summary["records"] as? Int == inside)
    #expect(summary["out_of_range"] as? Int == rows.count - inside)
    for line in directory.lines("out/readings.jsonl") {
      #expect(
        line.contains("\"window_end\":\"2026-03-02T01:") || line.contains("\"window_end\":\"2026-03-02T02:00:00Z"))
    }
  }

  @Test("Logs that match nothing end with 3 and name the pattern")
  func noLogs() async throws {
    let directory = try await LoanModel.directory()
    try FileManager.default.removeItem(atPath: directory.file("the logs"))
    let replayed = try await leeway("replay", "--config", LoanModel.config, in: directory)
    #expect(replayed.end == .exit(3))
    #expect(replayed.errors.contains("predictions-*.jsonl"))
  }

  @Test("A damaged archive ends with 3; the other files and its sound part are counted")
  func damagedArchive() async throws {
    let directory = try await LoanModel.directory()
    try directory.write(
      LoanModel.config, LoanModel.configuration.replacingOccurrences(of: "*.jsonl\"]", with: "*.jsonl*\"]"))
    let sound = directory.lines("the logs/predictions-2026-03-02.jsonl")
    let more = sound.map { $0.replacingOccurrences(of: "\"request_id\":\"r", with: "\"request_id\":\"x") }
    try directory.write("the logs/predictions-damaged.jsonl", more.joined(separator: "\n") + "\n")
    #expect(try await run(["gzip", "the logs/predictions-damaged.jsonl"], in: directory).end == .exit(0))
    let packed = try directory.data("the logs/predictions-damaged.jsonl.gz")
    try packed.prefix(packed.count / 2).write(
      to: URL(fileURLWithPath: directory.file("the logs/predictions-damaged.jsonl.gz")))
    let replayed = try await leeway("replay", "--config", LoanModel.config, "--out", "out", in: directory)
    #expect(replayed.end == .exit(3))
    #expect(replayed.errors.contains("predictions-damaged.jsonl.gz"))
    let records = try #require(try directory.json("out/summary.json")["records"] as? Int)
    #expect(records > sound.count && records < 2 * sound.count)
  }

  @Test("Results that cannot be written end with 3", arguments: ["a file", "a file/out"])
  func unwritable(out: String) async throws {
    let directory = try await LoanModel.directory()
    try directory.write("a file", "")
    let replayed = try await leeway("replay", "--config", LoanModel.config, "--out", out, in: directory)
    #expect(replayed.end == .exit(3))
    #expect(replayed.errors.contains("a file"))
    #expect(!replayed.output.contains("written to"))
  }

  @Test("Bad lines are set aside and counted by reason, and the rest goes on")
  func badLines() async throws {
    let directory = try await LoanModel.directory()
    let name = "the logs/predictions-2026-03-02.jsonl"
    let rows = directory.lines(name).count
    try directory.write(name, directory.text(name) + "{\"ts\": \n[1]\nnonsense\n")
    let replayed = try await leeway("replay", "--config", LoanModel.config, "--out", "out", in: directory)
    #expect(replayed.end == .exit(1))
    let summary = try directory.json("out/summary.json")
    #expect(summary["records"] as? Int == rows)
    #expect((summary["bad"] as? [String: Int])?.values.reduce(0, +) == 3)
    #expect(directory.lines("out/dead-letters.jsonl").count == 3)
  }

  @Test("A range without predictions is not called green")
  func emptyRange() async throws {
    let directory = try await LoanModel.directory()
    let replayed = try await leeway("replay", "--config", LoanModel.config, "--from", "2030-01-01", in: directory)
    #expect(replayed.end == .exit(0))
    #expect(replayed.output.contains("no prediction was read"))
    #expect(!replayed.output.contains("green"))
  }
}
