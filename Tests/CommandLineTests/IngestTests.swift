import Foundation
import Testing

@Suite("What is made of the files that are there")
struct IngestTests {
  private static let log = "the logs/predictions-\(LoanModel.day).jsonl"
  private static let labelLog = "the logs/labels-\(LoanModel.day).jsonl"

  private static func configure(_ old: String, _ new: String, in directory: TestDirectory) throws {
    try directory.write(LoanModel.config, LoanModel.configuration.replacingOccurrences(of: old, with: new))
  }

  // MARK: - CSV

  /// One way of writing the same labels.
  enum Dialect: String, CaseIterable {
    case plain, semicolons, tabs, carriageReturns, byteOrderMark, quoted, otherColumns, withoutLastEnd, gzip

    func text(_ labels: [(id: String, value: String, time: String)]) -> String {
      switch self {
      case .plain, .gzip: table(labels, ",", "\n")
      case .semicolons: table(labels, ";", "\n")
      case .tabs: table(labels, "\t", "\n")
      case .carriageReturns: table(labels, ",", "\r\n")
      case .byteOrderMark: "\u{FEFF}" + table(labels, ";", "\r\n")
      case .withoutLastEnd: String(table(labels, ",", "\n").dropLast())
      case .quoted:
        "\"request_id\",\"label\",\"note\",\"ts\"\n"
          + labels.map { "\"\($0.id)\",\"\($0.value)\",\"\"\"a\"\"\nb, c\",\"\($0.time)\"\n" }.joined()
      case .otherColumns:
        ",ts,reviewer,label,request_id\n" + labels.map { "7,\($0.time),,\($0.value).0,\($0.id)\n" }.joined()
      }
    }

    private func table(_ labels: [(id: String, value: String, time: String)], _ separator: String, _ end: String)
      -> String
    {
      ([("request_id", "label", "ts")] + labels.map { ($0.id, $0.value, $0.time) })
        .map { [$0.0, $0.1, $0.2].joined(separator: separator) + end }.joined()
    }
  }

  @Test("Labels as CSV give what the same labels give as JSON lines", arguments: Dialect.allCases)
  func csv(dialect: Dialect) async throws {
    let directory = try await LoanModel.directory()
    let usual = try await leeway("replay", "--config", LoanModel.config, "--out", "usual", in: directory)
    #expect(usual.end == .exit(1), "\(usual.errors)")
    let labels = try directory.lines(Self.labelLog).map { line in
      let label = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return (
        id: try #require(label["request_id"] as? String), value: String(try #require(label["label"] as? Int)),
        time: try #require(label["ts"] as? String)
      )
    }
    try directory.write("the logs/labels.csv", dialect.text(labels))
    try Self.configure("../the logs/labels-*.jsonl", "../the logs/labels.csv*", in: directory)
    if dialect == .gzip { _ = try await run(["gzip", "the logs/labels.csv"], in: directory) }
    let ended = try await leeway("replay", "--config", LoanModel.config, "--out", "csv", in: directory)
    #expect(ended.end == .exit(1), "\(ended.errors)")
    for name in ["readings.jsonl", "alerts.jsonl", "deliveries.jsonl", "dead-letters.jsonl"] {
      let isSame = directory.text("csv/" + name) == directory.text("usual/" + name)
      #expect(isSame, "\(name) differs")
    }
    let (found, expected) = (try directory.json("csv/summary.json"), try directory.json("usual/summary.json"))
    for key in ["lines", "records", "bad", "labels"] {
      #expect((found[key] as? NSObject) == (expected[key] as? NSObject), "\(key)")
    }
  }

  // MARK: - Rotation

  @Test("A rotated file that is compressed is not read again, matched or not", arguments: ["gzip", "zstd"])
  func compressed(program: String) async throws {
    let directory = try await LoanModel.directory()
    let probe = try await run(["/bin/sh", "-c", "command -v \(program)"], in: directory)
    guard probe.end == .exit(0) else { return }
    try Self.configure("predictions-*.jsonl\"", "predictions-*\"", in: directory)
    let first = try await leeway("agent", "--once", "--config", LoanModel.config, in: directory)
    let lines = directory.lines(Self.log).count + directory.lines(Self.labelLog).count
    #expect(first.errors.contains(" lines=\(lines) "), "\(first.errors.suffix(500))")

    // What was written after the last run and before the rotation is in the archive only.
    let more = directory.lines(Self.log).suffix(7).map { $0.replacing("\"r", with: "\"s") }
    try directory.write(Self.log, directory.text(Self.log) + more.joined(separator: "\n") + "\n")
    let rotated = try await run(
      ["/bin/sh", "-c", "mv \"$0\" \"$0.1\" && \(program) -q \"$0.1\" && rm -f \"$0.1\"", Self.log], in: directory)
    #expect(rotated.end == .exit(0), "\(rotated.errors)")
    try directory.write(Self.log, more.map { $0.replacing("\"s", with: "\"t") }.joined(separator: "\n") + "\n")
    for _ in 0..<2 {
      let next = try await leeway("agent", "--once", "--config", LoanModel.config, in: directory)
      #expect(next.end == .exit(0))
      #expect(next.errors.contains(" lines=\(lines + 14) "), "\(next.errors.suffix(500))")
    }
  }

  @Test("A copy that stays when a log is truncated is not read again")
  func copyTruncate() async throws {
    let directory = try await LoanModel.directory()
    try Self.configure("labels-*.jsonl\"]}", "labels-*.jsonl\"], poll: 100ms}", in: directory)
    let child = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    try await child.hasLogged("to=firing")
    let lines = directory.lines(Self.log).count + directory.lines(Self.labelLog).count
    let script = "cp \"$0\" 'the logs/predictions-before.jsonl' && : > \"$0\" && echo nonsense >> \"$0\""
    let copied = try await run(["/bin/sh", "-c", script, Self.log], in: directory)
    #expect(copied.end == .exit(0))
    try await child.hasLogged("msg=\"bad line\"")
    // Several looks at the directory: nothing to poll for, since nothing may happen.
    try await Task.sleep(for: .milliseconds(500))
    child.send(SIGTERM)
    #expect(try await child.ended(within: 30) == .exit(0))
    #expect(child.errors.contains("msg=stopped lines=\(lines + 1)\n"), "\(child.errors.suffix(500))")
  }

  // MARK: - Something else

  @Test(
    "A file of another kind is told in one message that says what to do",
    arguments: [
      (["-c", "{ echo ts,prediction; yes 2026-03-02T00:00:00Z,1 | head -n 1500; } > \"$0\""], "it seems to be CSV"),
      (["-c", "sed 's/\"ts\"/\"timestamp\"/' \"$0\" > x && mv x \"$0\""], "set fields.timestamp to 'timestamp'"),
      (["-c", "{ echo '['; sed 's/$/,/' \"$0\"; echo ']'; } > x && mv x \"$0\""], "jq -c '.[]'"),
      (["-c", "iconv -f UTF-8 -t UTF-16 \"$0\" > x && mv x \"$0\""], "iconv -f UTF-16 -t UTF-8"),
      (["-c", "gzip -c \"$0\" > x && mv x \"$0\""], "let its name end in .gz"),
      (["-c", "cp '\(labelLog)' \"$0\""], "name it under inputs.labels"),
    ])
  func wrongKind(change: [String], hint: String) async throws {
    let directory = try await LoanModel.directory()
    let changed = try await run(["/bin/sh"] + change + [Self.log], in: directory)
    try #require(changed.end == .exit(0), "\(changed.errors)")
    let ended = try await leeway("replay", "--config", LoanModel.config, in: directory)
    let about = ended.errors.split(separator: "\n").filter { $0.contains(Self.log) }
    #expect(about.count == 1 && about.first?.contains(hint) == true, "\(ended.errors)")
  }

  // MARK: - Time

  @Test("Records far ahead of the clock are set aside, and close nobody's panes")
  func ahead() async throws {
    let directory = try await LoanModel.directory()
    let later = Date(timeIntervalSinceNow: 5400).formatted(.iso8601)
    let lines = directory.lines(Self.log)
    let middle = lines.count / 2
    var all = lines.map { String($0) }
    let wrong = all[middle..<(middle + 5)].map { $0.replacing(/"ts":"[^"]*"/, with: "\"ts\":\"\(later)\"") }
    all.insert(contentsOf: wrong, at: middle)
    try directory.write(Self.log, all.joined(separator: "\n") + "\n")
    let ended = try await leeway("agent", "--once", "--config", LoanModel.config, in: directory)
    #expect(ended.end == .exit(0))
    #expect(ended.errors.contains(" until=2026-03-02T02:45:00Z"), "\(ended.errors.suffix(500))")
    let shown = try await leeway("state", "show", "--json", "--config", LoanModel.config, in: directory)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    let totals = try #require(json["totals"] as? [String: Any])
    #expect(totals["records"] as? Int == lines.count && totals["late"] as? Int == 0)
    #expect(totals["bad"] as? [String: Int] == ["in_the_future": 5])
    #expect(directory.lines("the model/.leeway/dead-letters.jsonl").count == 5)
  }
}
