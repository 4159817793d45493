import Alerting
import Configuration
import Ingest
import Notation
import Readings

/// A test whose figures come from the logs of a simulated model: a replay, looked at after each pane.
struct RuleTestScenarioRun {
  private let test: RuleTest
  private let logs: String
  private let configuration: WatchConfiguration

  /// - Parameter logs: the directory with the scenario's logs, as `leeway simulate` writes them.
  init(_ test: RuleTest, logs: String, configuration: WatchConfiguration) {
    self.test = test
    self.logs = logs
    var configuration = configuration
    configuration.inputs.predictions = [logs + "/predictions-*.jsonl"]
    configuration.inputs.labels = configuration.labelSchema == nil ? [] : [logs + "/labels-*.jsonl"]
    configuration.labels.format = .jsonLines
    self.configuration = configuration
  }

  func run() throws(EngineError) -> [RuleTestFailure] {
    let labels = configuration.labelSchema == nil ? [] : [logs + "/reference-labels.jsonl"]
    let reference = try BaselineRun(configuration: configuration).run(
      predictions: [logs + "/reference.jsonl"], labels: labels)
    let recorder = RuleTestRecorder()
    let replay = try Replay(
      configuration: configuration, baseline: reference.file, range: .all, output: recorder)
    let judge = RuleTestJudge(start: test.start, rules: configuration.rules)
    var findings = RuleTestFindings()
    var moments = test.moments[...]
    var moment = test.start
    let end = test.start + test.end
    var isOver = false
    while moment <= end {
      if !isOver { isOver = !replay.play(to: moment, shouldStop: { false }) }
      while let next = moments.first, test.start + next.time <= moment {
        findings.add(
          judge.judge(
            next.expectation, alerts: replay.pipeline.alerts.instances, people: nil, record: recorder.record,
            moment: moment), place: next.place)
        moments.removeFirst()
      }
      let following = moment + configuration.windowPlan.pane
      moment = moment < end ? min(following, end) : following
    }
    if let trouble = replay.troubles.first { throw EngineError(.runtime, trouble.description) }
    test.concludingFailures(judge, record: recorder.record, into: &findings)
    return findings.inOrder
  }
}

/// Takes down what comes of a replay.
private final class RuleTestRecorder: PipelineOutput {
  private(set) var record = RuleTestRecord()

  func transition(_ transition: AlertTransition) { record.take(transition) }
  func delivery(_ delivery: Delivery) { record.take(delivery) }
}
