import Notation
import Records

/// Joins ground truth to predictions by id, whichever comes first, and keeps the label counts of every pane.
///
/// A label takes effect when event time passes the moment it became known. One that comes before its prediction waits
/// for it; a second one of another value takes the first one back and counts instead.
struct LabelJoin {
  /// A label that has been read and is not in effect yet.
  struct Scheduled {
    var time: Int64
    var id: IdentifierHash
    var isPositive: Bool
  }

  /// Something changed in the label counts of a part of a pane.
  typealias Change = (_ pane: Int, _ part: Int, _ position: Int, _ amount: Int64) -> Void

  private let counter: LabelCounter
  private let maxPending: Int
  private(set) var pending = PendingPredictions()
  /// Read but not in effect yet, by the pane in which they become known.
  private(set) var scheduled: [Int: [Scheduled]] = [:]
  /// In effect but without a prediction, with the pane in which they became known.
  private(set) var early: [IdentifierHash: (isPositive: Bool, pane: Int)] = [:]

  init(layout: CellLayout, maxPending: Int) {
    counter = LabelCounter(layout: layout)
    self.maxPending = maxPending
  }

  func holds(_ id: IdentifierHash) -> Bool { pending.position(of: id) != nil }

  /// Takes up a prediction whose id is not held yet.
  mutating func add(
    id: IdentifierHash, score: Double, pane: Int, stratum: UInt32, servedPositive: Bool, registry: CellRegistry,
    counts: inout JoinCounts, change: Change
  ) {
    var entry = PendingPredictions.Entry(
      id: id, score: score, pane: pane, stratum: stratum, servedPositive: servedPositive, label: .waiting)
    if let label = early.removeValue(forKey: id) {
      entry.label = label.isPositive ? .positive : .negative
      counts.joined += 1
      count(entry, sign: 1, registry: registry, change: change)
    }
    pending.append(entry)
    while pending.count > maxPending { letOldestGo(&counts) }
  }

  mutating func schedule(_ label: Scheduled, pane: Int) {
    scheduled[pane, default: []].append(label)
  }

  /// Puts into effect what became known up to and including a pane, in order of time.
  mutating func apply(
    through pane: Int, registry: CellRegistry, counts: inout JoinCounts, change: Change
  ) {
    for due in scheduled.keys.filter({ $0 <= pane }).sorted() {
      // The sort is stable: labels of one moment keep the order in which they were read.
      for label in (scheduled.removeValue(forKey: due) ?? []).sorted(by: { $0.time < $1.time }) {
        apply(label, pane: due, registry: registry, counts: &counts, change: change)
      }
    }
  }

  private mutating func apply(
    _ label: Scheduled, pane: Int, registry: CellRegistry, counts: inout JoinCounts, change: Change
  ) {
    let state: PendingPredictions.LabelState = label.isPositive ? .positive : .negative
    guard let position = pending.position(of: label.id) else {
      if let known = early[label.id] {
        if known.isPositive == label.isPositive { counts.duplicateLabels += 1 } else { counts.revisedLabels += 1 }
      }
      early[label.id] = (label.isPositive, pane)
      return
    }
    var entry = pending[position]
    if entry.label == state {
      counts.duplicateLabels += 1
      return
    }
    if entry.label == .waiting {
      counts.joined += 1
    } else {
      counts.revisedLabels += 1
      count(entry, sign: -1, registry: registry, change: change)
    }
    entry.label = state
    pending[position] = entry
    count(entry, sign: 1, registry: registry, change: change)
  }

  private func count(_ entry: PendingPredictions.Entry, sign: Int64, registry: CellRegistry, change: Change) {
    for part in registry.partsOfStratum[Int(entry.stratum)] {
      counter.count(
        servedPositive: entry.servedPositive, score: entry.score, isPositive: entry.label == .positive, sign: sign
      ) { position, amount in change(Int(entry.pane), part, position, amount) }
    }
  }

  /// Gives up on predictions and early labels from before a pane.
  mutating func expire(before pane: Int, counts: inout JoinCounts) {
    while let oldest = pending.oldest, Int(oldest.pane) < pane { letOldestGo(&counts) }
    let before = early.count
    if before > 0 { early = early.filter { $0.value.pane >= pane } }
    counts.expiredLabels += before - early.count
  }

  private mutating func letOldestGo(_ counts: inout JoinCounts) {
    if pending.oldest?.label == .waiting { counts.expiredPredictions += 1 }
    pending.removeOldest()
  }
}
