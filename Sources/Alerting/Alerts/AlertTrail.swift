import Notation
import Readings

/// How alerts came to where they stand: the newest steps of each, and the newest decisions of people. Bounded; what is
/// older is found in the agent's store.
package struct AlertTrail: Equatable, Sendable {
  /// Steps that are kept of an alert.
  package static let stepLimit = 8
  /// Entries of the audit log that are kept, of all alerts together.
  package static let entryLimit = 200
  /// Remarks that are shown on an alert.
  package static let remarkLimit = 20

  /// Counts what was noted.
  package private(set) var revision = 0
  /// Oldest first.
  private var steps: [AlertIdentity: [AlertStatus.Step]] = [:]
  /// In the order in which they were made; of those about matchers with what these are.
  private var entries: [(entry: AuditEntry, matchers: LabelMatchers?)] = []

  package init() {}

  package static func == (a: AlertTrail, b: AlertTrail) -> Bool {
    a.steps == b.steps && a.entries.map(\.entry) == b.entries.map(\.entry)
  }

  package mutating func note(_ transition: AlertTransition) {
    revision &+= 1
    var list = steps[transition.identity] ?? []
    list.append(AlertStatus.Step(transition))
    steps[transition.identity] = Array(list.suffix(Self.stepLimit))
  }

  package mutating func note(_ entry: AuditEntry) {
    revision &+= 1
    let matchers = entry.subject.matchers.flatMap { try? LabelMatchers(parsing: $0) }
    entries.append((entry, matchers))
    if entries.count > Self.entryLimit + Self.entryLimit / 4 { entries.removeFirst(entries.count - Self.entryLimit) }
  }

  /// Takes the place of what is known of an alert.
  package mutating func set(_ steps: [AlertStatus.Step], of identity: AlertIdentity) {
    revision &+= 1
    self.steps[identity] = steps.isEmpty ? nil : Array(steps.suffix(Self.stepLimit))
  }

  package func steps(of identity: AlertIdentity) -> [AlertStatus.Step] { steps[identity] ?? [] }

  /// What people decided about an alert's newest episode, and what time made of it, oldest first: about the alert, or
  /// about alerts of which it is one. Cost: a look at every entry.
  package func remarks(on instance: AlertInstance, rule: Rule) -> [AlertStatus.Remark] {
    guard !entries.isEmpty else { return [] }
    let identity = instance.identity
    let labels = AlertLabels(identity, rule: rule, level: instance.episodeLevel ?? instance.level)
    let start = instance.episodeSince ?? instance.since
    let own = entries.filter { entry, matchers in
      let subject = entry.subject
      if let about = subject.identity {
        return about == identity && (subject.episode == nil || subject.episode == instance.episode)
      }
      // A silence from before the episode began is part of it, if it still stood then.
      return matchers?.matches(labels) == true && (entry.at >= start || stood(entry, at: start))
    }
    return own.suffix(Self.remarkLimit).map { AlertStatus.Remark($0.entry) }
  }

  /// Whether what an entry began had not ended by a moment.
  private func stood(_ entry: AuditEntry, at moment: Instant) -> Bool {
    guard entry.act == .silence || entry.act == .override, let id = entry.subject.id else { return false }
    return !entries.contains { other, _ in
      other.subject.id == id && other.at < moment && (other.act == .silenceEnded || other.act == .overrideEnded)
    }
  }
}

extension AlertStatus.Step {
  package init(_ transition: AlertTransition) {
    self.init(
      at: transition.at, from: transition.from, to: transition.to, level: transition.level,
      value: transition.figures.value)
  }
}

extension AlertStatus.Remark {
  fileprivate init(_ entry: AuditEntry) {
    self.init(at: entry.at, by: entry.by, act: entry.act.rawValue, reason: entry.reason)
  }
}
