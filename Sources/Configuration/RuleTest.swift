import Alerting
import Notation
import Readings
import Simulation

/// One test of rules: what is measured when, what people decide, and what alerts and deliveries have to come of it.
///
/// All times are counted from ``start``.
package struct RuleTest: Sendable {
  /// Where the figures come from.
  package enum Source: Sendable {
    /// Series that are written down; the step between two of their values.
    case series([RuleTestSeries], interval: TimeSpan)
    /// The logs of a simulated model, with a baseline from the scenario's own reference.
    case scenario(Scenario)
  }

  package var name: String
  /// Where it stands in its file.
  package var location: SourceLocation
  package var start: Instant
  package var source: Source
  /// In order of time; only for series.
  package var decisions: [RuleTestDecision]
  package var expectations: [RuleTestExpectation]
  /// Alerts that must not fire, and deliveries that must not be asked for, up to the end of the test.
  package var never: [RuleTestPattern]
}

/// What one series shows, step by step.
package struct RuleTestSeries: Sendable {
  package var key: SeriesKey
  /// The first stands for the test's start. Behind the last one the series has ended.
  package var values: [RuleTestValue]
  /// Rows behind each value, never empty; the last one holds for the values that follow.
  package var counts: [Int]
  /// What the metric was in the reference.
  package var baseline: Double?
  /// How far the 95 % interval reaches below and above each value; without it a value counts as certain.
  package var margin: (below: Double, above: Double)?
  /// Share of labels, for a metric that needs them: below 1 the figure is not final.
  package var coverage: Double
}

/// What a person decides in the course of a test.
package struct RuleTestDecision: Sendable {
  package enum Kind: Sendable {
    case acknowledge(RuleTestPattern, isFalseAlarm: Bool)
    case silence(LabelMatchers, TimeSpan)
    /// Ends every silence that stands.
    case endSilences
    case approve(RuleTestPattern)
    case reject(RuleTestPattern)
    case override(LabelMatchers, Level, TimeSpan)
    case endOverrides
  }

  package var location: SourceLocation
  package var at: TimeSpan
  package var kind: Kind
  package var by: String
  package var reason: String
  /// The decision has to be turned down.
  package var isRefused: Bool
}

/// What has to be so at a moment, or has to happen within a span of time.
package struct RuleTestExpectation: Sendable {
  package enum Time: Sendable {
    /// How things stand then.
    case at(TimeSpan)
    /// What begins in that time, both ends included.
    case within(TimeSpan, TimeSpan)
  }

  package var location: SourceLocation
  package var time: Time
  /// `nil` says nothing of alerts; empty says that none is open.
  package var alerts: [RuleTestPattern]?
  /// `nil` says nothing of deliveries; empty says that there are none.
  package var deliveries: [RuleTestPattern]?
  /// What must not be.
  package var none: [RuleTestPattern]
  /// Whether no alerts may be open besides those of ``alerts``.
  package var isComplete: Bool
}

extension RuleTest {
  /// When there is nothing more to find out.
  package var end: TimeSpan {
    let times = expectations.map { expectation in
      switch expectation.time {
      case .at(let time), .within(_, let time): time
      }
    }
    var end = (times + decisions.map(\.at)).max() ?? .zero
    if case .series(let series, let interval) = source, !never.isEmpty {
      let steps = series.map(\.values.count).max() ?? 0
      end = max(end, interval * Int64(max(0, steps - 1)))
    }
    return end
  }
}
