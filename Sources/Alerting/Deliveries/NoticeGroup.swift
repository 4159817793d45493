import Notation
import Readings

/// What an action has told, and has still to tell, of the alerts of one group. Stored with the alerts.
///
/// It lives from the first alert of the group until the last one is over and that has been told.
package struct NoticeGroup: Equatable, Sendable {
  /// What the alerts of a group have in common.
  struct Label: Equatable, Codable, Sendable {
    var name: String
    var value: String
  }

  /// What is kept of a rule, so that the end of an alert can be told when its rule is no longer configured.
  struct RuleFacts: Equatable, Sendable {
    var labels: [String: String]
    var owner: String?
    var runbook: String?
    /// Whether the action is told when an alert of the rule is over.
    var tellsEnd: Bool
  }

  /// Names the group: 32 hexadecimal digits that follow from action and labels.
  package let key: String
  package let action: String
  /// In the order of the configuration; empty where the group is one alert.
  let labels: [Label]
  /// In the order of identity, then episode.
  var members: [Member] = []
  /// By the name of the rule.
  var rules: [String: RuleFacts] = [:]
  /// When what is new is to be told; `nil` if nothing is.
  var dueAt: Instant?
  /// When a silence ends that holds something back.
  var heldUntil: Instant?
  /// Whether something is held back.
  var isHolding = false
  /// When the newest message was made.
  var toldAt: Instant?
  /// When what fires was last told, or was left untold because all of it was held back.
  var repeatedAt: Instant?
  /// Messages made so far.
  var sent = 0

  init(key: String, action: String, labels: [Label]) {
    self.key = key
    self.action = action
    self.labels = labels
  }

  /// Whether each alert is told by itself.
  var isAlone: Bool { labels.isEmpty }

  /// When there is next something to do; `nil` never.
  func next(_ grouping: Grouping?) -> Instant? {
    [dueAt, heldUntil, repeatAt(grouping)].compactMap(\.self).min()
  }

  func repeatAt(_ grouping: Grouping?) -> Instant? {
    guard let repeatedAt, let span = grouping?.repeatAfter, span > .zero else { return nil }
    return repeatedAt.after(span)
  }

  /// Sees to it that something new is told: after `wait` for the first message, `interval` after the one before for
  /// all others.
  mutating func schedule(_ grouping: Grouping?, now: Instant) {
    var due = now
    if let grouping {
      if let toldAt {
        due = grouping.interval > .zero ? max(now, toldAt.after(grouping.interval)) : now
      } else {
        due = now.after(grouping.wait)
      }
    }
    dueAt = dueAt.map { min($0, due) } ?? due
  }

  /// Complexity: O(log *n*).
  func position(of identity: AlertIdentity, episode: Int) -> Int? {
    let index = insertionIndex(identity, episode)
    guard index < members.count, members[index].identity == identity, members[index].episode == episode else {
      return nil
    }
    return index
  }

  /// The positions of an alert's episodes.
  func positions(of identity: AlertIdentity) -> Range<Int> {
    let start = insertionIndex(identity, .min)
    var end = start
    while end < members.count, members[end].identity == identity { end += 1 }
    return start..<end
  }

  /// The position of an episode, which is added if it is not there.
  mutating func insert(_ identity: AlertIdentity, episode: Int, startedAt: Instant) -> Int {
    let index = insertionIndex(identity, episode)
    if index < members.count, members[index].identity == identity, members[index].episode == episode { return index }
    members.insert(Member(identity: identity, episode: episode, startedAt: startedAt), at: index)
    return index
  }

  private func insertionIndex(_ identity: AlertIdentity, _ episode: Int) -> Int {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = low + (high - low) / 2
      let member = members[middle]
      if member.identity < identity || member.identity == identity && member.episode < episode {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension NoticeGroup.RuleFacts {
  init(_ rule: Rule, action: String) {
    labels = rule.labels
    owner = rule.owner
    runbook = rule.runbook
    tellsEnd = rule.actions.resolved.contains(action)
  }

  /// A rule that says no more than this.
  func rule(of identity: AlertIdentity) -> Rule {
    Rule(
      alert: identity.rule, group: "", metric: identity.key.metric, window: identity.key.window, owner: owner,
      runbook: runbook, labels: labels)
  }
}

extension Instant {
  /// The time a span later, at the latest ``distantFuture``: a span of the configuration may be of any length.
  func after(_ span: TimeSpan) -> Instant {
    let (sum, overflow) = microseconds.addingReportingOverflow(span.microseconds)
    return overflow ? .distantFuture : min(Instant(microseconds: sum), .distantFuture)
  }
}
