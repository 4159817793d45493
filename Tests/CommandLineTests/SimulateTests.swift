import Foundation
import Testing

@Suite("leeway simulate")
struct SimulateTests {
  private static let names = [
    "labels-2026-03-02.jsonl", "predictions-2026-03-02.jsonl", "reference-labels.jsonl", "reference.jsonl",
  ]

  private func directory() throws -> TestDirectory {
    let directory = try TestDirectory()
    try directory.write("a scenario.yaml", LoanModel.scenario())
    return directory
  }

  @Test("The same seed gives the same bytes, another seed others")
  func sameSeed() async throws {
    let directory = try directory()
    for (out, options) in [("one", []), ("two", []), ("three", ["--seed", "8"])] {
      let ended = try await run(
        [LeewayBinary.path(), "simulate", "a scenario.yaml", "--out", out] + options, in: directory)
      #expect(ended.end == .exit(0))
      #expect(directory.list(out) == Self.names)
    }
    for name in Self.names {
      let first = try directory.data("one/" + name)
      #expect(!first.isEmpty)
      #expect(try first == directory.data("two/" + name))
      #expect(try first != directory.data("three/" + name))
    }
  }

  @Test("--gzip writes the same lines, compressed")
  func gzip() async throws {
    let directory = try directory()
    #expect(try await leeway("simulate", "a scenario.yaml", "--out", "plain", in: directory).end == .exit(0))
    #expect(try await leeway("simulate", "a scenario.yaml", "--out", "packed", "--gzip", in: directory).end == .exit(0))
    #expect(directory.list("packed") == Self.names.map { $0 + ".gz" }.sorted())
    for name in Self.names {
      let unpacked = try await run(["gzip", "-dc", "packed/\(name).gz"], in: directory)
      #expect(unpacked.end == .exit(0))
      #expect(unpacked.output == directory.text("plain/" + name))
    }
  }

  @Test("--live appends, rotates by renaming, and loses no line")
  func rotation() async throws {
    let directory = try directory()
    let ended = try await leeway(
      "simulate", "a scenario.yaml", "--out", "live", "--live", "--speed", "10000", "--rate", "3000", "--rotate-at",
      "1",
      in: directory)
    #expect(ended.end == .exit(0), "\(ended.errors)")
    let files = directory.list("live").filter { $0.hasPrefix("predictions") }
    #expect(files.contains("predictions.jsonl") && files.contains("predictions.jsonl.1"))
    let lines = files.flatMap { directory.lines("live/" + $0) }
    #expect(ended.output.contains("live: \(lines.count) predictions"))
    #expect(Set(lines).count == lines.count)
    for name in files { #expect(directory.text("live/" + name).utf8.count <= 1 << 20) }
  }

  @Test("--live ends on a signal, with whole lines", arguments: [SIGTERM, SIGINT])
  func signal(number: Int32) async throws {
    let directory = try directory()
    let child = try ChildProcess(
      [LeewayBinary.path(), "simulate", "a scenario.yaml", "--out", "live", "--live", "--rate", "100000"],
      in: directory)
    _ = try await eventually("rows") { directory.lines("live/predictions.jsonl").count > 20 ? true : nil }
    child.send(number)
    #expect(try await child.ended(within: 30) == .exit(0))
    let text = directory.text("live/predictions.jsonl")
    #expect(text.hasSuffix("}\n"))
    #expect(child.output.contains("live: \(text.split(separator: "\n").count) predictions"))
  }

  @Test("A mistake in a scenario is told with its line, and nothing is written")
  func mistake() async throws {
    let directory = try TestDirectory()
    try directory.write("s.yaml", LoanModel.scenario().replacingOccurrences(of: "traffic:", with: "trafic:"))
    let ended = try await leeway("simulate", "s.yaml", "--out", "x", in: directory)
    #expect(ended.end == .exit(2))
    #expect(ended.errors.contains("s.yaml:5:1"))
    #expect(!directory.exists("x"))
  }

  @Test("A directory that cannot be written ends with 3")
  func unwritable() async throws {
    let directory = try directory()
    try directory.write("a file", "")
    let ended = try await leeway("simulate", "a scenario.yaml", "--out", "a file/logs", in: directory)
    #expect(ended.end == .exit(3))
    #expect(ended.errors.contains("a file/logs"))
  }
}
