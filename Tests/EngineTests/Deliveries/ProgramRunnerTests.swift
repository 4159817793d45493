import Alerting
import Foundation
import Notation
import Testing

@testable import Engine

@Suite("Running programs")
struct ProgramRunnerTests {
  private let folder: ScriptFolder

  init() throws { folder = try ScriptFolder() }

  private func run(
    _ arguments: [String], payload: String = "{}", variables: [EnvironmentVariable] = [],
    agent: [String: String] = ProcessInfo.processInfo.environment, timeout: TimeSpan = .minutes(1),
    grace: TimeSpan = TimeSpan(seconds: 20), directory: String? = nil, stop: ProgramStop = ProgramStop()
  ) -> ProgramResult {
    let runner = ProgramRunner(workingDirectory: directory ?? folder.path, environment: agent, grace: grace)
    let delivery = plannedDelivery(
      of: execAction(), payload: payload, arguments: arguments, environment: variables)
    return runner.run(delivery, timeout: timeout, stop: stop)
  }

  @Test("The payload is on standard input, and arguments arrive as they are")
  func inputAndArguments() throws {
    let script = try folder.script(#"cat; for word in "$@"; do printf '<%s>' "$word"; done"#)
    let words = ["two words", "'single' \"double\"", "$HOME;`id`|*", "", "é"]
    let result = run([script] + words, payload: #"{"value":0.3}"#)
    #expect(result.outcome == .exited(0))
    #expect(result.output.text == #"{"value":0.3}"# + words.map { "<\($0)>" }.joined())
    #expect(result.output.omitted == 0)
    #expect(!result.wasStopped)
  }

  @Test("The environment is the delivery's facts and a few of the agent's own variables")
  func environment() throws {
    let agent = ["PATH": "/usr/bin:/bin", "HOME": "/home/ops", "TZ": "UTC", "LC_ALL": "C", "HOOK_URL": "secret"]
    let variables = [EnvironmentVariable("LEEWAY_LEVEL", "red"), EnvironmentVariable("LEEWAY_SEGMENT", "a=b c")]
    let result = run(["env"], variables: variables, agent: agent)
    #expect(result.outcome == .exited(0))
    #expect(
      result.output.text == """
        HOME=/home/ops
        LC_ALL=C
        LEEWAY_LEVEL=red
        LEEWAY_SEGMENT=a=b c
        PATH=/usr/bin:/bin
        TZ=UTC

        """)
  }

  @Test("The working directory is the configuration's, and relative programs are found there")
  func workingDirectory() throws {
    _ = try folder.script("pwd -P", name: "here.sh")
    let result = run(["./here.sh"])
    #expect(result.outcome == .exited(0))
    #expect(result.output.text == folder.path + "\n")
  }

  @Test("The exit code is the outcome", arguments: [Int32(0), 1, 42, 255])
  func exitCode(code: Int32) throws {
    #expect(run([try folder.script("exit \(code)")]).outcome == .exited(code))
  }

  @Test("A program that dies by a signal says which")
  func signalled() throws {
    #expect(run([try folder.script("kill -9 $$")]).outcome == .signalled(9))
  }

  @Test("Standard output and standard error are kept together")
  func bothOutputs() throws {
    #expect(run([try folder.script("echo one; echo two >&2; echo three")]).output.text == "one\ntwo\nthree\n")
  }

  @Test("Output is cut at 64 KiB, and the program is not held up by the rest")
  func longOutput() throws {
    let result = run([try folder.script("head -c 500000 /dev/zero | tr '\\0' x; exit 7")])
    #expect(result.outcome == .exited(7))
    #expect(result.output.bytes.count == 65_536)
    #expect(result.output.omitted == 500_000 - 65_536)
  }

  @Test("A payload longer than a pipe is written while output is read", arguments: ["cat | wc -c", "exit 0"])
  func longPayload(body: String) throws {
    let result = run([try folder.script(body)], payload: String(repeating: "p", count: 1_000_000))
    #expect(result.outcome == .exited(0))
    let digits = result.output.text.filter(\.isNumber)
    #expect(digits == (body == "exit 0" ? "" : "1000000"))
  }

  @Test("The program is a group of its own, with default signals and no descriptors of the agent's")
  func cleanStart() throws {
    // A descriptor that would be inherited.
    let leak = dup2(0, 57)
    defer { close(leak) }
    let script = try folder.script(
      """
      echo $$ $(cut -d ' ' -f 5 /proc/$$/stat)
      while read name bits; do case $name in SigBlk:|SigIgn:) echo $name $bits;; esac; done < /proc/$$/status
      [ -e /proc/$$/fd/57 ] && echo leaked
      true
      """)
    let lines = run([script]).output.text.split(separator: "\n").map(String.init)
    let identifiers = try #require(lines.first).split(separator: " ")
    #expect(identifiers.count == 2 && identifiers.first == identifiers.last)
    // The last 32 bits; the highest of them is signal 32, the C library's own, of which programs do not hear.
    #expect(lines.count == 3)
    for line in lines.dropFirst() {
      let bits = try #require(UInt32(line.suffix(8), radix: 16))
      #expect(bits & 0x7fff_ffff == 0, "\(line)")
    }
  }

  @Test("A program that takes too long is ended with its children", arguments: ["", "trap '' TERM"])
  func timeout(trap: String) throws {
    let script = try folder.script(
      """
      \(trap)
      sleep 600 &
      echo $$ $!
      wait
      sleep 600
      """)
    let grace = TimeSpan(microseconds: trap.isEmpty ? 20_000_000 : 200_000)
    let result = run([script], timeout: TimeSpan(seconds: 1), grace: grace)
    #expect(result.outcome == .timedOut)
    #expect(!result.wasStopped)
    let pids = result.output.text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
    #expect(pids.count == 2)
    for pid in pids { #expect(eventually { !isRunning(pid) }) }
    // Reaped, not a zombie.
    #expect(kill(try #require(pids.first), 0) == -1)
  }

  @Test("Exiting tidily on TERM is still having taken too long")
  func tidyExit() throws {
    let script = try folder.script("trap 'echo tidy; exit 0' TERM; echo ready; sleep 600 & wait")
    let result = run([script], timeout: TimeSpan(seconds: 1))
    #expect(result.outcome == .timedOut)
    #expect(result.output.text == "ready\ntidy\n")
  }

  @Test("A background process that keeps the output open is not waited for, and goes on")
  func backgroundProcess() throws {
    let result = run([try folder.script("sleep 600 & echo $!")])
    #expect(result.outcome == .exited(0))
    let pid = try #require(pid_t(result.output.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(isRunning(pid))
    kill(pid, SIGKILL)
  }

  @Test("A background process that writes without end does not keep the run going")
  func noisyBackgroundProcess() throws {
    let result = run([try folder.script("yes & exit 5")])
    #expect(result.outcome == .exited(5))
  }

  @Test("A program is ended when a stop is requested, before or during its run", arguments: [true, false])
  func stopped(isEarly: Bool) throws {
    let script = try folder.script("touch started; sleep 600")
    let stop = ProgramStop()
    if isEarly {
      stop.request()
    } else {
      Thread.detachNewThread { [folder] in
        _ = eventually { FileManager.default.fileExists(atPath: folder.path + "/started") }
        stop.request()
      }
    }
    let result = run([script], stop: stop)
    #expect(result.outcome == .timedOut)
    #expect(result.wasStopped)
  }

  @Test("What cannot be started says why")
  func notStarted() throws {
    let plain = try folder.script("exit 0", name: "plain.sh", mode: 0o644)
    let noInterpreter = try folder.script("exit 0", name: "lost.sh", firstLine: "#!/no/such/shell\n")
    let noFirstLine = try folder.script("exit 0", name: "bare.sh", firstLine: "")
    let missing = folder.path + "/missing.sh"
    let expected: [([String], String)] = [
      ([], "no program is given"),
      ([missing], "cannot run \(missing): No such file or directory"),
      ([plain], "cannot run \(plain): Permission denied"),
      ([folder.path], "cannot run \(folder.path): Permission denied"),
      ([noInterpreter], "cannot run \(noInterpreter): No such file or directory (the interpreter after its #!)"),
      ([noFirstLine], "cannot run \(noFirstLine): Exec format error (does the script begin with #!?)"),
      (["no-such-program-of-ours"], "cannot run no-such-program-of-ours: No such file or directory"),
    ]
    for (arguments, reason) in expected {
      #expect(run(arguments).outcome == .notStarted(reason))
    }
    #expect(
      run(["env"], directory: folder.path + "/gone").outcome
        == .notStarted("cannot run in \(folder.path)/gone: not a directory"))
  }
}
