import Alerting
import Foundation
import Notation

/// How a run ended, and what the program wrote.
package struct ProgramResult: Equatable, Sendable {
  package var outcome: ExecOutcome
  package var output: ProgramOutput
  /// Whether it was ended by ``ProgramStop``; the outcome is `timedOut` then.
  package var wasStopped = false
}

/// Runs the programs of `exec` deliveries, without a shell.
package struct ProgramRunner: Sendable {
  /// Of the agent's own variables, those that programs are given. Not all of them: the addresses and tokens of other
  /// actions may be among the rest.
  private static let inherited: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
  ]
  private static let defaultPath = "/usr/local/bin:/usr/bin:/bin"

  private let workingDirectory: String
  private let environment: [String: String]
  private let grace: TimeSpan

  /// - Parameters:
  ///   - workingDirectory: that of the configuration file.
  ///   - environment: the agent's own; of it, `PATH`, `HOME`, `LANG`, `LC_*`, `TZ` and a few others are passed on.
  ///   - grace: between TERM and KILL for a program that took too long.
  package init(
    workingDirectory: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    grace: TimeSpan = TimeSpan(seconds: 5)
  ) {
    self.workingDirectory = workingDirectory
    self.environment = environment.filter { Self.inherited.contains($0.key) || $0.key.hasPrefix("LC_") }
    self.grace = grace
  }

  /// The longest that a run lasts after ``ProgramStop/request()``, unless the system itself hangs.
  package var timeToStop: TimeSpan { grace + TimeSpan(seconds: 2) }

  /// Runs the delivery's program and blocks until it has ended: in the working directory, in a process group of its
  /// own, with the payload on standard input and the delivery's facts in the environment.
  ///
  /// A program that takes longer than `timeout` is ended with its whole process group: TERM, and KILL when its grace is
  /// over. What a program that ended by itself left running in the background goes on, but can no longer write to the
  /// output. Children that moved to another process group are out of reach.
  ///
  /// SIGPIPE is ignored from then on, in the whole process: a program need not read its input.
  ///
  /// - Parameter directory: where to run instead of the configuration's directory.
  package func run(
    _ delivery: Delivery, workingDirectory directory: String? = nil, timeout: TimeSpan, stop: ProgramStop
  ) -> ProgramResult {
    signal(SIGPIPE, SIG_IGN)
    guard let input = Descriptor.pipe(), let output = Descriptor.pipe(), let wake = Descriptor.pipe() else {
      return ProgramResult(outcome: .notStarted("cannot make a pipe: \(ProcessSpawn.text(errno))"), output: .init())
    }
    let spawned = ProcessSpawn.start(
      delivery.arguments, environment: variables(of: delivery), directory: directory ?? workingDirectory,
      input: input.read, output: output.write)
    input.read.close()
    output.write.close()
    switch spawned {
    case .failed(let reason):
      return ProgramResult(outcome: .notStarted(reason), output: .init())
    case .started(let pid):
      let run = ProgramRun(pid: pid, payload: delivery.payload, input: input.write, output: output.read, wake: wake)
      return run.wait(timeout: timeout, grace: grace, stop: stop)
    }
  }

  /// `NAME=value` in the order of the names.
  private func variables(of delivery: Delivery) -> [String] {
    var all = ["PATH": Self.defaultPath].merging(environment) { $1 }
    for variable in delivery.environment { all[variable.name] = variable.value }
    return all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}
