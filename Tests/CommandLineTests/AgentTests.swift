import Foundation
import LoopbackHTTP
import Testing

@Suite("leeway agent", .serialized)
struct AgentTests {
  /// Logs of the last three hours, the incident still going on, so that its alert is fresh; red calls and runs something.
  private func freshDirectory(port: UInt16) async throws -> TestDirectory {
    let directory = try TestDirectory()
    let start = Date(timeIntervalSinceNow: -3 * 3600).formatted(.iso8601)
    try directory.write(
      "the model/act on it.sh",
      """
      #!/bin/sh
      printf '%s|%s|%s|%s\\n' "$1" "$LEEWAY_ALERT" "$LEEWAY_LEVEL" "$PWD" >> acted
      cat > told
      """, isExecutable: true)
    let rules = LoanModel.rules(
      """
      hook: {type: webhook, url: "http://127.0.0.1:\(port)/leeway"}
        script: {type: exec, argv: ["./act on it.sh", "{{segment}} & co"]}
      """, at: "hook, script")
    try await LoanModel.write(into: directory, scenario: LoanModel.scenario(start: start), rules: rules)
    return directory
  }

  @Test("A red alert sends the webhook and runs the script, once")
  func actions() async throws {
    let receiver = try LoopbackServer()
    let directory = try await freshDirectory(port: receiver.port)
    for _ in 0..<2 {
      let ended = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
      #expect(ended.end == .exit(0), "\(ended.errors)")
    }
    let request = try #require(receiver.requests.first)
    #expect(receiver.requests.count == 1)
    #expect(request.method == "POST" && request.target == "/leeway" && request.version == "HTTP/1.1")
    let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
    #expect(body["alert"] as? String == "AgeDrift")
    #expect(body["level"] as? String == "red")
    let id = try #require(body["id"] as? String)
    #expect(request.id == id)
    let place = URL(fileURLWithPath: directory.file("the model")).resolvingSymlinksInPath().path
    #expect(directory.text("the model/acted") == "region=apac & co|AgeDrift|red|\(place)\n")
    let told = try directory.json("the model/told")
    #expect(told["alert"] as? String == "AgeDrift" && told["id"] as? String != id)
  }

  @Test("A running agent follows the log, refuses company, and ends cleanly", arguments: [SIGTERM, SIGINT])
  func signal(number: Int32) async throws {
    let directory = try await LoanModel.directory()
    let child = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    try await child.hasLogged("to=firing")
    let second = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
    #expect(second.end == .exit(3))
    #expect(second.errors.contains("in use by process \(child.pid)"))

    let handle = try FileHandle(
      forWritingTo: URL(fileURLWithPath: directory.file("the logs/predictions-2026-03-02.jsonl")))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("nonsense\n".utf8))
    try handle.close()
    try await child.hasLogged("msg=\"bad line\"")

    let asked = ContinuousClock.now
    child.send(number)
    #expect(try await child.ended(within: 30) == .exit(0))
    #expect(ContinuousClock.now - asked < .seconds(10))
    let lines = directory.lines("the logs/predictions-2026-03-02.jsonl").count + labelLines(directory)
    #expect(child.errors.contains("msg=stopped lines=\(lines)\n"), "\(child.errors.suffix(500))")

    let next = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
    #expect(next.end == .exit(0))
    #expect(next.errors.contains(" lines=\(lines) "), "\(next.errors)")
    #expect(!next.errors.contains("to=firing"), "what was known is not told again")
  }

  @Test("A rotated file whose new name the pattern matches, too, is counted once")
  func rotation() async throws {
    let directory = try await LoanModel.directory()
    let child = try ChildProcess([LeewayBinary.path(), "agent", "--config", LoanModel.config], in: directory)
    try await child.hasLogged("to=firing")
    let name = "the logs/predictions-2026-03-02.jsonl"
    let lines = directory.lines(name).count + labelLines(directory)
    try FileManager.default.moveItem(
      atPath: directory.file(name), toPath: directory.file("the logs/predictions-before.jsonl"))
    try directory.write(name, "nonsense\n")
    try await child.hasLogged("msg=\"bad line\"")
    // Several looks at the directory: nothing to poll for, since nothing may happen.
    try await Task.sleep(for: .seconds(2))
    child.send(SIGTERM)
    #expect(try await child.ended(within: 30) == .exit(0))
    #expect(child.errors.contains("msg=stopped lines=\(lines + 1)\n"), "\(child.errors.suffix(500))")
  }

  private func labelLines(_ directory: TestDirectory) -> Int {
    directory.list("the logs").filter { $0.hasPrefix("labels-") }.reduce(0) {
      $0 + directory.lines("the logs/" + $1).count
    }
  }

  @Test("--state takes the state elsewhere, and --log-level quietens the log")
  func options() async throws {
    let directory = try await LoanModel.directory()
    let ended = try await leeway(
      "agent", "--config", LoanModel.config, "--once", "--state", "some state", "--log-level", "error", in: directory)
    #expect(ended.end == .exit(0))
    #expect(directory.exists("some state/state.sqlite"))
    #expect(!directory.exists("the model/.leeway"))
    let lines = ended.errors.split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(" level=error ") })
  }

  @Test("It goes on when nobody reads its log any more")
  func closedLog() async throws {
    let directory = try await LoanModel.directory()
    let script = "{ \"$0\" agent --once --config 'the model/leeway.yaml' 2>&1; echo $? > status; } | true"
    _ = try await run(["/bin/sh", "-c", script, LeewayBinary.path()], in: directory)
    #expect(directory.text("status") == "0\n")
    let next = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
    #expect(!next.errors.contains("to=firing"), "everything was stored")
  }

  @Test("A state directory that cannot be made ends with 3")
  func badState() async throws {
    let directory = try await LoanModel.directory()
    try directory.write("a file", "")
    let ended = try await leeway(
      "agent", "--config", LoanModel.config, "--once", "--state", "a file/state", in: directory)
    #expect(ended.end == .exit(3))
    #expect(ended.errors.contains("a file/state"))
  }

  @Test("A state that is damaged ends with 3 and is left as it is")
  func damagedState() async throws {
    let directory = try await LoanModel.directory()
    try directory.write("the model/.leeway/state.sqlite", String(repeating: "this is no database. ", count: 500))
    let before = try directory.data("the model/.leeway/state.sqlite")
    let ended = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
    #expect(ended.end == .exit(3))
    #expect(ended.errors.contains("state.sqlite"))
    #expect(try directory.data("the model/.leeway/state.sqlite") == before)
  }
}
