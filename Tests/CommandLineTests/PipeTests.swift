import Foundation
import Testing

@Suite("Standard input and named pipes")
struct PipeTests {
  private static let log = "the logs/predictions-\(LoanModel.day).jsonl"
  private static let labelLog = "the logs/labels-\(LoanModel.day).jsonl"

  /// A model whose predictions come from elsewhere.
  private static func directory(predictions: String) async throws -> TestDirectory {
    let directory = try await LoanModel.directory()
    try directory.write(
      LoanModel.config,
      LoanModel.configuration.replacingOccurrences(of: "../the logs/predictions-*.jsonl", with: predictions)
        .replacingOccurrences(of: "labels-*.jsonl\"]}", with: "labels-*.jsonl\"], poll: 100ms}"))
    return directory
  }

  private static func shell(_ script: String, in directory: TestDirectory) async throws -> Outcome {
    try await run(["/bin/sh", "-c", script, LeewayBinary.path()], in: directory)
  }

  /// A replay's files but for what speaks of the run and not of the data.
  private static func results(of folder: String, in directory: TestDirectory) throws -> [String: String] {
    var results: [String: String] = [:]
    for name in directory.list(folder) where name != "summary.json" {
      results[name] = directory.text(folder + "/" + name)
    }
    var summary = try directory.json(folder + "/summary.json")
    summary["throughput"] = nil
    let data = try JSONSerialization.data(withJSONObject: summary, options: .sortedKeys)
    results["summary.json"] = String(decoding: data, as: UTF8.self)
    return results
  }

  /// How predictions come to standard input.
  enum Way: String, CaseIterable {
    case redirected, piped
    /// In two pieces, the first of which ends within a line.
    case slow

    func script(_ command: String) -> String {
      switch self {
      case .redirected: "\"$0\" \(command) < '\(log)'"
      case .piped: "cat '\(log)' | \"$0\" \(command)"
      case .slow: "{ head -c 70000 '\(log)'; sleep 0.3; tail -c +70001 '\(log)'; } | \"$0\" \(command)"
      }
    }
  }

  @Test("A replay of standard input is that of the file, byte for byte", arguments: Way.allCases)
  func replay(way: Way) async throws {
    let files = try await LoanModel.directory()
    let usual = try await leeway("replay", "--config", LoanModel.config, "--out", "replayed", in: files)
    let directory = try await Self.directory(predictions: "-")
    let piped = try await Self.shell(
      way.script("replay --config '\(LoanModel.config)' --out replayed"), in: directory)
    #expect(piped.end == usual.end, "\(piped.errors)")
    let expected = try Self.results(of: "replayed", in: files)
    let found = try Self.results(of: "replayed", in: directory)
    #expect(expected.keys.sorted() == found.keys.sorted())
    for (name, text) in expected.sorted(by: { $0.key < $1.key }) {
      let isSame = found[name] == text
      #expect(isSame, "\(name) differs")
    }
  }

  @Test("--once reads standard input to its end, however slowly it is written", arguments: Way.allCases)
  func once(way: Way) async throws {
    let directory = try await Self.directory(predictions: "-")
    let ended = try await Self.shell(way.script("agent --once --config '\(LoanModel.config)'"), in: directory)
    #expect(ended.end == .exit(0))
    let lines = directory.lines(Self.log).count + directory.lines(Self.labelLog).count
    #expect(ended.errors.contains(" lines=\(lines) "), "\(ended.errors.suffix(500))")
  }

  @Test("Lines that arrive in pieces count once, and so does a last one without its line end")
  func pieces() async throws {
    let directory = try await Self.directory(predictions: "-")
    let lines = directory.lines(Self.log).prefix(40)
    try directory.write("first", String(lines.joined(separator: "\n").prefix(3333)))
    try directory.write("rest", String(lines.joined(separator: "\n").dropFirst(3333)))
    try await Self.makePipe("pipe", in: directory)
    let child = try ChildProcess(
      ["/bin/sh", "-c", "exec \"$0\" agent --config 'the model/leeway.yaml' < pipe", LeewayBinary.path()], in: directory
    )
    // What ends the input makes a line of its own, and shows when everything before it has been counted.
    let writer = try await Self.shell(
      "{ cat first; sleep 0.3; cat rest; sleep 0.3; printf '\\nnonsense'; } > pipe", in: directory)
    #expect(writer.end == .exit(0))
    try await child.hasLogged("msg=\"bad line\"")
    child.send(SIGTERM)
    #expect(try await child.ended(within: 30) == .exit(0))
    let expected = lines.count + 1 + directory.lines(Self.labelLog).count
    #expect(child.errors.contains("msg=stopped lines=\(expected)\n"), "\(child.errors.suffix(500))")
    #expect(directory.lines("the model/.leeway/dead-letters.jsonl").count == 1)
  }

  @Test("An agent on a named pipe counts each line once, over writers that come and go")
  func writers() async throws {
    let directory = try await Self.directory(predictions: "../the logs/predictions.fifo")
    let lines = directory.lines(Self.log)
    try await Self.makePipe("the logs/predictions.fifo", in: directory)
    let child = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    for part in 0..<4 {
      let some = lines[(part * 300)..<((part + 1) * 300)] + (part == 3 ? ["nonsense"] : [])
      try directory.write("part", some.joined(separator: "\n") + "\n")
      let writer = try await Self.shell("cat part > 'the logs/predictions.fifo'", in: directory)
      #expect(writer.end == .exit(0))
    }
    try await child.hasLogged("msg=\"bad line\"")
    child.send(SIGTERM)
    #expect(try await child.ended(within: 30) == .exit(0))
    let expected = 1201 + directory.lines(Self.labelLog).count
    #expect(child.errors.contains("msg=stopped lines=\(expected)\n"), "\(child.errors.suffix(500))")
    #expect(directory.lines("the model/.leeway/dead-letters.jsonl").count == 1)
  }

  @Test("A named pipe without a writer holds up neither --once nor other files", arguments: ["agent", "watch"])
  func silentPipe(command: String) async throws {
    let directory = try await Self.directory(predictions: "../the logs/*.fifo\", \"../the logs/predictions-*.jsonl")
    try await Self.makePipe("the logs/silent.fifo", in: directory)
    let child = try ChildProcess([LeewayBinary.path(), command, "--once", "--config", LoanModel.config], in: directory)
    #expect(try await child.ended(within: 30) == .exit(command == "watch" ? 1 : 0))
    if command == "agent" {
      let lines = directory.lines(Self.log).count + directory.lines(Self.labelLog).count
      #expect(child.errors.contains(" lines=\(lines) "), "\(child.errors.suffix(500))")
    }
  }

  @Test("Standard input that is closed is an error")
  func closed() async throws {
    let directory = try await Self.directory(predictions: "-")
    let ended = try await Self.shell("\"$0\" replay --config 'the model/leeway.yaml' <&-", in: directory)
    #expect(ended.end == .exit(3))
    #expect(ended.errors.contains("standard input is closed"))
  }

  private static func makePipe(_ name: String, in directory: TestDirectory) async throws {
    let made = try await run(["mkfifo", name], in: directory)
    try #require(made.end == .exit(0), "\(made.errors)")
  }
}
