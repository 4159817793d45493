import Alerting
import Configuration
import Notation
import Readings

/// Runs tests of rules: the alerts, people's decisions and deliveries of an agent, on a clock that is event time.
/// Nothing is sent and no program is run.
package struct RuleTestRunner {
  private let configuration: WatchConfiguration

  package init(configuration: WatchConfiguration) {
    self.configuration = configuration
  }

  /// What was not as expected, in the order of the test; empty for one that passes.
  ///
  /// - Parameter logs: the directory in which the logs of the test's scenario are, for one that has a scenario.
  package func run(_ test: RuleTest, logs: String? = nil) throws(EngineError) -> [RuleTestFailure] {
    switch test.source {
    case .series(let series, let interval):
      var run = RuleTestSeriesRun(test, series: series, interval: interval, configuration: configuration)
      return run.run()
    case .scenario:
      guard let logs else { throw EngineError(.runtime, "\(test.location.text): the scenario's logs are missing") }
      return try RuleTestScenarioRun(test, logs: logs, configuration: configuration).run()
    }
  }
}

/// Failures by the expectation's place in the test, so that they come in the order of the file.
struct RuleTestFindings {
  private var found: [(place: Int, failure: RuleTestFailure)] = []

  mutating func add(_ failures: [RuleTestFailure], place: Int) { found += failures.map { (place, $0) } }

  /// Those of one place in the order in which they came.
  var inOrder: [RuleTestFailure] {
    found.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element.failure)
  }
}

extension RuleTest {
  /// The expectations about moments, earliest first, each with its place in the test.
  var moments: [(time: TimeSpan, place: Int, expectation: RuleTestExpectation)] {
    expectations.enumerated().compactMap { place, expectation in
      if case .at(let time) = expectation.time { (time, place, expectation) } else { nil }
    }.sorted { ($0.time, $0.place) < ($1.time, $1.place) }
  }

  /// What can only be said at the end: of spans of time, and of all of it.
  func concludingFailures(_ judge: RuleTestJudge, record: RuleTestRecord, into findings: inout RuleTestFindings) {
    for (place, expectation) in expectations.enumerated() {
      guard case .within(let from, let to) = expectation.time else { continue }
      findings.add(judge.judge(expectation, from: from, to: to, record: record), place: place)
    }
    findings.add(judge.judge(never: never, record: record), place: expectations.count)
  }
}
