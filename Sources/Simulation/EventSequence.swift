import Notation

/// Everything a scenario logs, in the order of time: predictions until its end, then the labels still to come.
///
/// Requests arrive as a Poisson process; its rate is held from one request to the next, which a daily rhythm does not
/// notice. Memory grows with the labels on their way only. Any number of passes give the same events, at any pace.
package struct EventSequence: Sequence, Sendable {
  private let scenario: Scenario
  private let limit: Int?

  /// - Parameter limit: ends after so many predictions, whatever the scenario's duration.
  package init(_ scenario: Scenario, limit: Int? = nil) {
    self.scenario = scenario
    self.limit = limit
  }

  /// The rows of the reference log and their labels; nothing if the scenario has none.
  package static func reference(of scenario: Scenario) -> EventSequence? {
    guard let reference = scenario.reference, let base = scenario.asReference else { return nil }
    return EventSequence(base, limit: reference.rows)
  }

  package func makeIterator() -> EventIterator { EventIterator(scenario, limit: limit) }
}
