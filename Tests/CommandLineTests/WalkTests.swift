import Foundation
import Testing

@Suite("From logs to levels")
struct WalkTests {
  @Test("init, baseline, check, replay, watch and agent follow on one another, from another directory")
  func walk() async throws {
    let directory = try TestDirectory()
    try directory.write("a scenario.yaml", LoanModel.scenario())
    try directory.write("elsewhere/empty", "")
    func step(_ arguments: String...) async throws -> Outcome {
      try await run([LeewayBinary.path()] + arguments, in: directory, folder: "elsewhere")
    }
    let config = "../my model/leeway.yaml"

    let simulated = try await step("simulate", "../a scenario.yaml", "--out", "../my model/the logs")
    #expect(simulated.end == .exit(0))
    #expect(simulated.output.contains("covariate shift of age in region=apac"))

    let logs = "../my model/the logs"
    let begun = try await step(
      "init", logs + "/predictions-2026-03-02.jsonl", "--labels", logs + "/labels-2026-03-02.jsonl", "--out",
      "../my model")
    #expect(begun.end == .exit(0), "\(begun.errors)")
    #expect(directory.text("my model/leeway.yaml").contains("[\"the logs/predictions-2026-03-02.jsonl\"]"))
    let again = try await step("init", logs + "/predictions-2026-03-02.jsonl", "--out", "../my model")
    #expect(again.end == .exit(2))
    #expect(again.errors.contains("--force"))

    let profiled = try await step(
      "baseline", "--config", config, "--reference", logs + "/reference.jsonl", "--labels",
      logs + "/reference-labels.jsonl")
    #expect(profiled.end == .exit(0), "\(profiled.errors)")
    #expect(profiled.output.contains("1 500 rows"))
    #expect(directory.exists("my model/baseline.json"))

    let checked = try await step("check", "--config", config)
    #expect(checked.end == .exit(0), "\(checked.errors)")
    #expect(checked.errors.isEmpty)

    let replayed = try await step("replay", "--config", config, "--out", "results of today")
    #expect(replayed.end == .exit(1), "\(replayed.errors)")
    #expect(directory.exists("elsewhere/results of today/summary.json"), "--out counts from the working directory")

    let watched = try await step("watch", "--config", config, "--once")
    #expect(watched.end == .exit(1), "\(watched.errors)")
    #expect(watched.output.contains("leeway") && watched.output.contains("▲ RED"))
    #expect(watched.output.contains("apac"))

    let acted = try await step("agent", "--config", config, "--once")
    #expect(acted.end == .exit(0), "\(acted.errors)")
    #expect(acted.errors.contains("reason=stale"), "what is old is written down and not acted upon")
    #expect(directory.exists("my model/.leeway/state.sqlite"))
    #expect(directory.list("elsewhere") == ["empty", "results of today"])
  }

  @Test("watch --once draws within the size that COLUMNS and LINES give, in ASCII if asked")
  func onceInASCII() async throws {
    let directory = try await LoanModel.directory()
    let watched = try await leeway(
      "watch", "--config", LoanModel.config, "--once", "--ascii", in: directory,
      environment: ["COLUMNS": "80", "LINES": "24"])
    #expect(watched.end == .exit(1))
    let lines = watched.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.count <= 25)
    #expect(watched.output.utf8.allSatisfy { $0 < 0x80 })
    #expect(watched.output.contains("RED"))
  }

  @Test("A reader that goes away does not break a command")
  func closedPipe() async throws {
    let directory = try await LoanModel.directory()
    let script = "{ \"$0\" replay --config 'the model/leeway.yaml'; echo $? > status; } | true"
    let ended = try await run(["/bin/sh", "-c", script, LeewayBinary.path()], in: directory)
    #expect(ended.end == .exit(0))
    #expect(directory.text("status") == "1\n")
    #expect(ended.errors.isEmpty)
  }
}
