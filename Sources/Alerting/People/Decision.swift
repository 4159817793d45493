import Notation
import Readings

/// Something that a person decides, with a name and a reason.
package struct Decision: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case acknowledge(AlertIdentity, isFalseAlarm: Bool)
    /// A remark on an alert, for the record.
    case note(AlertIdentity)
    case silence(LabelMatchers, until: Instant)
    /// Of a silence, before its time.
    case endSilence(id: String)
    /// Of a delivery that waits for approval, or of one of which nobody knows how far it came: run it (again).
    case approve(delivery: String)
    /// The contrary.
    case reject(delivery: String)
    case override(LabelMatchers, Level, until: Instant)
    case endOverride(id: String)
  }

  package var kind: Kind
  /// As they call themselves.
  package var by: String
  package var reason: String
  /// The account under which the command ran (`root`), as the system has it; `nil` if that is not known.
  package var account: String?

  package init(_ kind: Kind, by: String, reason: String, account: String? = nil) {
    self.kind = kind
    self.by = by
    self.reason = reason
    self.account = account
  }
}

/// Why a decision cannot be carried out: for the person.
package struct DecisionError: Error, Equatable, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
