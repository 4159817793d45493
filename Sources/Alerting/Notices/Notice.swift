import Notation
import Readings

/// One message of an action that tells people or other systems: about one alert, or about a group of them.
package struct Notice: Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// Something fires. What has ended since the last message is in it, too.
    case firing
    /// All that was told has ended.
    case resolved
    case nodata
    case error
    /// A person looks after it.
    case acknowledged
  }

  /// An alert in it.
  package struct Item: Equatable, Sendable {
    /// As it was when the message was made.
    package var transition: AlertTransition
    package var rule: Rule
    /// Since when the episode has been open; when it ended, for one that is over.
    package var startedAt: Instant
    /// The level that this action last told of the episode, if that is another one: its receivers may have to be told
    /// that it no longer holds.
    package var toldLevel: Level?

    package init(transition: AlertTransition, rule: Rule, startedAt: Instant, toldLevel: Level? = nil) {
      self.transition = transition
      self.rule = rule
      self.startedAt = startedAt
      self.toldLevel = toldLevel
    }
  }

  /// Of the delivery, so that a receiver can drop repetitions.
  package var id: String
  package var kind: Kind
  /// Names the group and stays the same as long as there is one: 32 hexadecimal digits.
  package var groupKey: String
  /// What the alerts have in common, in the order of the configuration; empty where each alert is told by itself.
  package var groupLabels: [(name: String, value: String)]
  /// Worst first; never empty.
  package var items: [Item]
  /// Further alerts that it is about and that have no place in it.
  package var omitted: Int
  /// On the engine's clock.
  package var at: Instant
  /// Who acknowledged; `nil` for other kinds.
  package var by: String?

  package init(
    id: String, kind: Kind, groupKey: String, groupLabels: [(name: String, value: String)], items: [Item],
    omitted: Int = 0, at: Instant, by: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.groupKey = groupKey
    self.groupLabels = groupLabels
    self.items = items
    self.omitted = omitted
    self.at = at
    self.by = by
  }

  package static func == (a: Notice, b: Notice) -> Bool {
    a.id == b.id && a.kind == b.kind && a.groupKey == b.groupKey && a.items == b.items && a.omitted == b.omitted
      && a.at == b.at
      && a.by == b.by && a.groupLabels.elementsEqual(b.groupLabels, by: ==)
  }
}
