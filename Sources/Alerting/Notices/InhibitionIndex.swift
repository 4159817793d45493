import Notation
import Readings

/// Which alerts fire that mute others: for each inhibition, how many there are by the labels in which both have to
/// agree. So what it costs to ask does not depend on how many fire.
///
/// An alert never mutes itself; and one that an inhibition's two sides both fit is muted only by alerts that are not
/// muted by that inhibition themselves, or two of a kind would silence each other for good. Likewise with two
/// inhibitions: an alert is not muted by one that it mutes itself, so that somebody hears of both.
package struct InhibitionIndex: Sendable {
  private struct Source: Equatable {
    /// Of the labels in `equal`.
    var values: [String]
    /// Whether the inhibition could mute it, too.
    var isMutable: Bool
    var labels: AlertLabels
  }

  private struct Count {
    var all = 0
    var mutable = 0
  }

  private let inhibitions: [Inhibition]
  private var sources: [[AlertIdentity: Source]]
  private var counts: [[[String]: Count]]

  package init(_ inhibitions: [Inhibition]) {
    self.inhibitions = inhibitions
    sources = inhibitions.map { _ in [:] }
    counts = inhibitions.map { _ in [:] }
  }

  var isEmpty: Bool { inhibitions.isEmpty }

  /// Takes note of an alert that fires with these labels, or (`nil`) no longer fires. Returns whether it has stopped
  /// muting something.
  @discardableResult
  package mutating func update(_ identity: AlertIdentity, _ labels: AlertLabels?) -> Bool {
    var hasEnded = false
    for (index, inhibition) in inhibitions.enumerated() {
      var source: Source?
      if let labels, inhibition.when.matches(labels) {
        source = Source(
          values: inhibition.equal.map { labels[$0] }, isMutable: inhibition.mutes.matches(labels),
          labels: labels)
      }
      let old = sources[index][identity]
      guard source != old else { continue }
      sources[index][identity] = source
      if let old {
        count(old, -1, in: index)
        hasEnded = true
      }
      if let source { count(source, 1, in: index) }
    }
    return hasEnded
  }

  /// Whether another alert that fires mutes this one. Complexity: O(inhibitions); O(alerts that fire) for one that mutes
  /// others, too.
  func mutes(_ identity: AlertIdentity, _ labels: AlertLabels) -> Bool {
    inhibitions.indices.contains { index in
      let inhibition = inhibitions[index]
      guard !counts[index].isEmpty, inhibition.mutes.matches(labels) else { return false }
      let values = inhibition.equal.map { labels[$0] }
      guard let count = counts[index][values] else { return false }
      var others = count
      if let own = sources[index][identity], own.values == values {
        others.all -= 1
        if own.isMutable { others.mutable -= 1 }
      }
      guard inhibition.when.matches(labels) ? others.all > others.mutable : others.all > 0 else { return false }
      // Only for one that mutes others, too, does it matter which they are.
      guard hasRole(identity, but: index) else { return true }
      return sources[index].contains { mutes(identity, labels, $0.key, $0.value, by: index) }
    }
  }

  /// The alert that mutes this one; of several the first by name. Complexity: O(alerts that fire).
  package func inhibitor(of identity: AlertIdentity, _ labels: AlertLabels) -> AlertIdentity? {
    inhibitions.indices.lazy.compactMap { index in
      guard inhibitions[index].mutes.matches(labels) else { return nil }
      return sources[index].filter { mutes(identity, labels, $0.key, $0.value, by: index) }.keys.min()
    }.first
  }

  /// Whether an alert mutes others by another inhibition.
  private func hasRole(_ identity: AlertIdentity, but index: Int) -> Bool {
    inhibitions.indices.contains { $0 != index && sources[$0][identity] != nil }
  }

  /// Whether one that fires mutes an alert that an inhibition's `mutes` fits.
  private func mutes(
    _ identity: AlertIdentity, _ labels: AlertLabels, _ other: AlertIdentity, _ source: Source, by index: Int
  ) -> Bool {
    let inhibition = inhibitions[index]
    guard other != identity, source.values == inhibition.equal.map({ labels[$0] }),
      !(source.isMutable && inhibition.when.matches(labels))
    else { return false }
    return !inhibitions.indices.contains { role in
      role != index && sources[role][identity] != nil && isMuted(source.labels, by: identity, role: role)
    }
  }

  /// Whether an alert with these labels is muted by one that fires, by one of the inhibitions.
  private func isMuted(_ labels: AlertLabels, by identity: AlertIdentity, role index: Int) -> Bool {
    let inhibition = inhibitions[index]
    return inhibition.mutes.matches(labels)
      && sources[index][identity]?.values == inhibition.equal.map { labels[$0] }
  }

  private mutating func count(_ source: Source, _ step: Int, in index: Int) {
    var count = counts[index][source.values] ?? Count()
    count.all += step
    if source.isMutable { count.mutable += step }
    counts[index][source.values] = count.all > 0 ? count : nil
  }
}
