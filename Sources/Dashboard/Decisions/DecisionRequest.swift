import Notation
import Readings

/// What a person can decide in the dashboard, before it is told about what.
package enum DecisionKind: String, CaseIterable, Hashable, Sendable {
  case acknowledge
  case silence
  case note
  case approve
  case reject
}

/// A decision that a person has confirmed, for those who carry it out.
package struct DecisionRequest: Equatable, Sendable {
  package enum Act: Equatable, Sendable {
    case acknowledge(isFalseAlarm: Bool)
    case note
    case silence(for: TimeSpan)
    /// Of a delivery that waits for approval, or is unknown.
    case approve(delivery: String)
    case reject(delivery: String)
  }

  package var act: Act
  package var alert: AlertIdentity
  /// As they call themselves.
  package var by: String
  package var reason: String

  package init(_ act: Act, alert: AlertIdentity, by: String, reason: String) {
    self.act = act
    self.alert = alert
    self.by = by
    self.reason = reason
  }
}
