import Notation
import Readings

/// What people have decided and what of it still stands.
package struct PeopleBook: Equatable, Sendable {
  /// In the order in which they were made; those that are over are let go by ``expire(now:)``.
  package internal(set) var silences: [Silence] = []
  package internal(set) var acknowledgements: [AlertIdentity: Acknowledgement] = [:]
  package internal(set) var overrides: [LevelOverride] = []

  package init() {}

  /// The first silence that mutes an alert now.
  package func silence(of labels: AlertLabels, at now: Instant) -> Silence? {
    silences.first { $0.isActive(at: now) && $0.matchers.matches(labels) }
  }

  /// The acknowledgement of an alert's episode, if it has one.
  package func acknowledgement(of identity: AlertIdentity, episode: Int) -> Acknowledgement? {
    acknowledgements[identity].flatMap { $0.episode == episode ? $0 : nil }
  }

  /// The level at which an alert is held now; of several overrides the newest counts.
  package func override(of labels: AlertLabels, at now: Instant) -> LevelOverride? {
    overrides.last { $0.isActive(at: now) && $0.matchers.matches(labels) }
  }
}
