import Foundation
import Testing

@Suite("The agent killed at any moment")
struct CrashTests {
  private static let lineCount = 20_000
  private static let killCount = 8

  private static let configuration = """
    model: m
    task: binary
    inputs: {predictions: ["logs/predictions*.jsonl"]}
    reference: {predictions: [reference.jsonl]}
    fields: {timestamp: ts, prediction: served, status: status}
    positive: 1
    features: {x: {path: x, kind: numeric}}
    baseline: baseline.json
    time: {pane: 5m, windows: [5m], lateness: 1m, action_max_age: 7d}

    """

  /// Fires and resolves in turn, a pane each, so that there is always something to store and to deliver.
  private static let rules = """
    groups:
      - name: g
        rules:
          - alert: Failing
            metric: error_rate
            window: 5m
            red: {at: "> 0.5"}
            actions: {red: [note], resolved: [note]}
    actions:
      note: {type: log}

    """

  /// A line a second; every other five minutes all requests fail.
  private static func line(_ row: Int, start: Date, fails: Bool = true) -> String {
    let time = start.addingTimeInterval(Double(row))
    let isFailed = fails && Int(time.timeIntervalSince1970) / 300 % 2 == 0
    let milliseconds = Int64(time.timeIntervalSince1970) * 1000
    return
      "{\"ts\":\(milliseconds),\"served\":\(row % 2),\"x\":\(row % 97),\"status\":\"\(isFailed ? "error" : "ok")\"}\n"
  }

  /// Appends in bits that end anywhere, and renames the file now and then, as a logger does that notices it only after
  /// some more lines.
  private static func append(to path: String, start: Date) async throws {
    func create() throws -> FileHandle {
      try Data().write(to: URL(fileURLWithPath: path + "/predictions.jsonl"))
      return try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/predictions.jsonl"))
    }
    var handle = try create()
    var row = 0
    var rotations = 0
    while row < lineCount {
      let chunk = min(90, lineCount - row)
      let bytes = Data((row..<row + chunk).map { line($0, start: start) }.joined().utf8)
      row += chunk
      let cut = bytes.count * (row % 7) / 7
      try handle.write(contentsOf: bytes.prefix(cut))
      let isFull = row / 2500 > rotations
      if isFull {
        rotations += 1
        let name = path + "/predictions.\(rotations).jsonl"
        try FileManager.default.moveItem(atPath: path + "/predictions.jsonl", toPath: name)
      }
      try await Task.sleep(for: .milliseconds(15))
      try handle.write(contentsOf: bytes.dropFirst(cut))
      if isFull {
        try handle.close()
        handle = try create()
      }
    }
    try handle.close()
  }

  @Test("Every line is counted once and every alert is the replay's, through kill -9 and rotation")
  func killed() async throws {
    let directory = try TestDirectory()
    let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 22_000).rounded())
    try directory.write("leeway.yaml", Self.configuration)
    try directory.write("AlertRules/rules.yaml", Self.rules)
    try directory.write("reference.jsonl", (0..<1000).map { Self.line($0, start: start, fails: false) }.joined())
    try directory.write("logs/predictions.jsonl", "")
    #expect(try await leeway("baseline", in: directory).end == .exit(0))

    let seed = UInt64.random(in: 0...UInt64.max)
    var chance = SplitMix(state: seed)
    let path = directory.file("logs")
    let writer = Task.detached { try await Self.append(to: path, start: start) }
    for kill in 0..<Self.killCount {
      let child = try ChildProcess([LeewayBinary.path(), "agent"], in: directory)
      // Sometimes while it still takes up its state, mostly when it is at work.
      if kill % 4 != 3 { try await child.hasLogged("msg=started") }
      try await Task.sleep(for: .milliseconds(Int(chance.next() % 900)))
      child.send(SIGKILL)
      #expect(try await child.ended() == .signal(SIGKILL), "\(child.errors.suffix(1000))")
    }
    let last = try ChildProcess([LeewayBinary.path(), "agent"], in: directory)
    try await writer.value
    last.send(SIGKILL)
    _ = try await last.ended()

    let done = try await leeway("agent", "--once", in: directory)
    #expect(done.end == .exit(0))
    #expect(done.errors.contains(" lines=\(Self.lineCount) "), "seed \(seed): \(done.errors.suffix(1000))")
    #expect(done.errors.contains(" records=\(Self.lineCount) "), "seed \(seed)")
    #expect(directory.lines(".leeway/dead-letters.jsonl").isEmpty, "seed \(seed)")

    #expect(try await leeway("replay", "--out", "out", in: directory).end == .exit(1))
    let expected = directory.lines("out/alerts.jsonl").map(String.init)
    let stored = try await transitions(in: directory)
    // The replay closes the window that is still open at the end; the agent waits for its last lines.
    #expect(stored.count > Self.lineCount / 400 && stored.count >= expected.count - 4, "seed \(seed)")
    #expect(stored == Array(expected.prefix(stored.count)), "seed \(seed)")
    let repeated = done.errors.split(separator: "\n").count { $0.contains("msg=alert ") }
    #expect(repeated < stored.count, "seed \(seed): the last run began in the middle")
  }

  /// The alerts' steps as the store has them, in order.
  private func transitions(in directory: TestDirectory) async throws -> [String] {
    let script = """
      import sqlite3
      for (line,) in sqlite3.connect(".leeway/state.sqlite").execute("select line from transition order by id"):
          print(line)
      """
    let asked = try await run(["python3", "-c", script], in: directory)
    try #require(asked.end == .exit(0), "\(asked.errors)")
    return asked.output.split(separator: "\n").map(String.init)
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
