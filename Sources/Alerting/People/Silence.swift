import Notation

/// Somebody wants to hear nothing of some alerts for a while. It holds back what is told and done, not the alerts.
package struct Silence: Equatable, Sendable {
  /// Eight hexadecimal digits.
  package var id: String
  package var matchers: LabelMatchers
  package var from: Instant
  package var until: Instant
  package var by: String
  package var reason: String

  package init(id: String, matchers: LabelMatchers, from: Instant, until: Instant, by: String, reason: String) {
    self.id = id
    self.matchers = matchers
    self.from = from
    self.until = until
    self.by = by
    self.reason = reason
  }

  package func isActive(at now: Instant) -> Bool { from <= now && now < until }
}
