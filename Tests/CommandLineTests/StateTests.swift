import Foundation
import Testing

@Suite("leeway state", .serialized)
struct StateTests {
  private static func finished() async throws -> TestDirectory {
    let directory = try await LoanModel.directory()
    let ended = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
    try #require(ended.end == .exit(0), "\(ended.errors)")
    return directory
  }

  @Test("It shows totals and sources, with and without the configuration")
  func show() async throws {
    let directory = try await Self.finished()
    let shown = try await leeway("state", "show", "--json", "--config", LoanModel.config, in: directory)
    #expect(shown.end == .exit(0), "\(shown.errors)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    let totals = try #require(json["totals"] as? [String: Any])
    #expect(
      shown.output.hasPrefix(#"{"totals":{"lines":"#)
        && Set(totals.keys) == [
          "lines", "records", "bad", "late", "labels", "joined", "unmatched", "duplicate", "pending",
        ])
    let logs = directory.list("the logs").filter { !$0.hasPrefix("reference") }
    #expect(totals["lines"] as? Int == logs.reduce(0) { $0 + directory.lines("the logs/" + $1).count })
    let sources = try #require(json["sources"] as? [[String: Any]])
    #expect(sources.count == logs.count)
    #expect(sources.allSatisfy { $0["offset"] as? Int == $0["size"] as? Int })
    for figure in ["lines", "records", "late", "labels"] {
      #expect(sources.compactMap { $0[figure] as? Int }.reduce(0, +) == totals[figure] as? Int, "\(figure)")
    }

    try FileManager.default.removeItem(atPath: directory.file(LoanModel.config))
    let again = try await leeway("state", "show", "--json", "--state", "the model/.leeway", in: directory)
    #expect(again.output == shown.output)
    let text = try await leeway("state", "show", "--state", "the model/.leeway", in: directory)
    #expect(text.output.contains("model") && text.output.contains("loans"))
  }

  @Test("Looking changes nothing, not even beside the file")
  func untouched() async throws {
    let directory = try await Self.finished()
    let names = directory.list("the model/.leeway")
    let bytes = try directory.data("the model/.leeway/state.sqlite")
    for arguments in [["show"], ["check"], ["export", "--out", "exported"]] {
      let ended = try await run(
        [LeewayBinary.path(), "state"] + arguments + ["--config", LoanModel.config], in: directory)
      #expect(ended.end == .exit(0), "\(ended.errors)")
    }
    #expect(directory.list("the model/.leeway") == names)
    #expect(try directory.data("the model/.leeway/state.sqlite") == bytes)
  }

  @Test("What is exported is what a replay writes, as far as panes are closed")
  func export() async throws {
    let directory = try await Self.finished()
    let exported = try await leeway(
      "state", "export", "--config", LoanModel.config, "--out", "exported", in: directory)
    #expect(exported.end == .exit(0), "\(exported.errors)")
    _ = try await leeway("replay", "--config", LoanModel.config, "--out", "replayed", in: directory)
    for name in ["readings.jsonl", "alerts.jsonl"] {
      let lines = directory.lines("exported/" + name)
      #expect(!lines.isEmpty && directory.lines("replayed/" + name).starts(with: lines), "\(name)")
    }
    #expect(
      directory.lines("exported/panes.jsonl").first?.hasPrefix(#"{"start":"2026-03-02T00:00:00Z","end":"#) ?? false)
  }

  @Test("A running agent can be looked at, and not be compacted under")
  func running() async throws {
    let directory = try await LoanModel.directory()
    let child = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    try await child.hasLogged("to=firing")
    _ = try await eventually("a checkpoint with all lines") { () -> Bool? in
      directory.exists("the model/.leeway/state.sqlite-wal") ? true : nil
    }
    let shown = try await leeway("state", "show", "--config", LoanModel.config, in: directory)
    #expect(shown.end == .exit(0) && shown.output.contains("process \(child.pid)"), "\(shown.errors)")
    let checked = try await leeway("state", "check", "--config", LoanModel.config, in: directory)
    #expect(checked.end == .exit(0), "\(checked.output)")
    let compacted = try await leeway("state", "compact", "--config", LoanModel.config, in: directory)
    #expect(compacted.end == .exit(3) && compacted.errors.contains("in use by process \(child.pid)"))
    child.send(SIGTERM)
    #expect(try await child.ended(within: 30) == .exit(0))
    let after = try await leeway("state", "compact", "--config", LoanModel.config, in: directory)
    #expect(after.end == .exit(0), "\(after.errors)")
    let still = try await leeway("state", "check", "--config", LoanModel.config, in: directory)
    #expect(still.end == .exit(0), "\(still.output)")
  }

  @Test("Damage is a finding and exit code 1; no store at all is exit code 2")
  func damage() async throws {
    let directory = try await Self.finished()
    let missing = try await leeway("state", "check", "--state", "nowhere", in: directory)
    #expect(missing.end == .exit(2) && missing.errors.contains("no state here yet"))
    let path = directory.file("the model/.leeway/state.sqlite")
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let size = try handle.seekToEnd()
    try handle.seek(toOffset: size / 2)
    try handle.write(contentsOf: Data(repeating: 0x55, count: 3000))
    try handle.close()
    let checked = try await leeway("state", "check", "--config", LoanModel.config, in: directory)
    #expect(checked.end == .exit(1) && checked.output.contains("finding: "), "\(checked.output)")
  }
}
