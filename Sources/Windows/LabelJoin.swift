import Notation
import Records

/// Joins ground truth to predictions by id, whichever comes first, and keeps the label counts of every pane.
///
/// A label takes effect when event time passes both the moment it became known and the arrival of its prediction, never
/// when either is read. One without its prediction waits for it for as long as predictions wait for labels; a second one
/// of another value takes the first one back and counts instead.
struct LabelJoin {
  /// A label that has been read and is not in effect yet.
  struct Scheduled {
    /// `Int64.min` if the log does not say.
    var time: Int64
    /// The pane in which it became known; `Int.max` for one without a time, which waits without limit.
    var known: Int
    var id: IdentifierHash
    var isPositive: Bool
  }

  /// Something changed in the label counts of a pane, the same in each of some parts.
  typealias Change = (_ pane: Int, _ parts: [Int], _ deltas: [LabelDelta]) -> Void

  private let counter: LabelCounter
  private let maxPending: Int
  /// How many panes a prediction waits for its label, and a label for its prediction.
  private let horizon: Int
  private(set) var pending = PendingPredictions()
  /// Read but not in effect yet, by the pane with which they take effect.
  private(set) var scheduled: [Int: [Scheduled]] = [:]
  /// In effect but without a prediction.
  private(set) var early: [IdentifierHash: Scheduled] = [:]
  /// The ids of `early` by the pane in which they became known; may hold ids that have left since.
  private var earlyByPane: [Int: [IdentifierHash]] = [:]
  /// When late predictions arrive that have been read but not yet arrived; all others arrive in their own pane.
  var lateArrivals: [IdentifierHash: Int] = [:]
  /// Predictions without a label per pane.
  private(set) var waiting: [Int: Int] = [:]
  private var deltas: [LabelDelta] = []

  init(layout: CellLayout, maxPending: Int, horizon: Int) {
    counter = LabelCounter(layout: layout)
    self.maxPending = maxPending
    self.horizon = horizon
  }

  /// Predictions that wait for their label.
  var waitingCount: Int { waiting.values.reduce(0, +) }

  /// Whether a prediction of that id is held that could still get its label when a row arrives.
  func holds(_ id: IdentifierHash, arrival: Int) -> Bool {
    guard let position = pending.position(of: id) else { return false }
    return Int(pending[position].pane) >= arrival - horizon
  }

  /// Takes up a prediction whose id is not held yet.
  ///
  /// - Parameters:
  ///   - pane: the slice of event time that it belongs to.
  ///   - arrival: the pane with which it counts as known.
  mutating func add(
    id: IdentifierHash, score: Double, pane: Int, arrival: Int, stratum: UInt32, servedPositive: Bool,
    counts: inout JoinCounts
  ) {
    let entry = PendingPredictions.Entry(
      id: id, score: score, pane: pane, stratum: stratum, servedPositive: servedPositive, label: .waiting)
    if let position = pending.position(of: id) {
      pending[position] = entry
      lateArrivals[id] = nil
    } else {
      pending.append(entry)
    }
    if arrival != pane { lateArrivals[id] = arrival }
    waiting[pane, default: 0] += 1
    if !early.isEmpty, var label = early[id], label.known >= arrival - horizon {
      early[id] = nil
      label.known = min(label.known, arrival)
      scheduled[arrival, default: []].append(label)
    }
    while pending.count > maxPending { letOldestGo(&counts) }
  }

  /// Takes up a label that takes effect with the pane in which it became known.
  mutating func schedule(_ label: Scheduled) {
    scheduled[label.known, default: []].append(label)
  }

  /// Takes up a label of which is not said when it became known: it takes effect together with its prediction, or with
  /// the next pane to close if that is later.
  mutating func scheduleUntimed(id: IdentifierHash, isPositive: Bool, nextPane: Int?, counts: inout JoinCounts) {
    var label = Scheduled(time: .min, known: .max, id: id, isPositive: isPositive)
    if let position = pending.position(of: id) {
      label.known = max(lateArrivals[id] ?? Int(pending[position].pane), nextPane ?? .min)
      schedule(label)
    } else {
      wait(label, &counts)
    }
  }

  /// Puts into effect what became known up to and including a pane, in order of time.
  mutating func apply(through pane: Int, registry: CellRegistry, counts: inout JoinCounts, change: Change) {
    if !lateArrivals.isEmpty { lateArrivals = lateArrivals.filter { $0.value > pane } }
    for due in scheduled.keys.filter({ $0 <= pane }).sorted() {
      // The sort is stable: labels of one moment keep the order in which they were read.
      let labels = (scheduled.removeValue(forKey: due) ?? []).sorted { ($0.known, $0.time) < ($1.known, $1.time) }
      for label in labels { apply(label, closing: pane, registry: registry, counts: &counts, change: change) }
    }
  }

  private mutating func apply(
    _ label: Scheduled, closing pane: Int, registry: CellRegistry, counts: inout JoinCounts, change: Change
  ) {
    guard let position = pending.position(of: label.id), Int(pending[position].pane) >= label.known - horizon else {
      wait(label, &counts)
      return
    }
    var entry = pending[position]
    let arrival = lateArrivals[label.id] ?? Int(entry.pane)
    if arrival > pane {
      // Its prediction was only read ahead.
      if label.known >= arrival - horizon {
        scheduled[arrival, default: []].append(label)
      } else {
        wait(label, &counts)
      }
      return
    }
    let state: PendingPredictions.LabelState = label.isPositive ? .positive : .negative
    if entry.label == state {
      counts.duplicateLabels += 1
      return
    }
    deltas.removeAll(keepingCapacity: true)
    if entry.label == .waiting {
      counts.joined += 1
      waiting[Int(entry.pane), default: 1] -= 1
    } else {
      counts.revisedLabels += 1
      collect(entry, sign: -1)
    }
    entry.label = state
    pending[position] = entry
    collect(entry, sign: 1)
    change(Int(entry.pane), registry.partsOfStratum[Int(entry.stratum)], deltas)
  }

  private mutating func collect(_ entry: PendingPredictions.Entry, sign: Int64) {
    counter.count(
      servedPositive: entry.servedPositive, score: entry.score, isPositive: entry.label == .positive, sign: sign
    ) { deltas.append(LabelDelta(position: $0, amount: $1)) }
  }

  /// Keeps a label until its prediction comes. Past the limit it is given up.
  private mutating func wait(_ label: Scheduled, _ counts: inout JoinCounts) {
    if let known = early[label.id] {
      if known.isPositive == label.isPositive { counts.duplicateLabels += 1 } else { counts.revisedLabels += 1 }
    } else if early.count >= maxPending {
      counts.expiredLabels += 1
      return
    }
    keep(label)
  }

  /// Keeps a label among the early ones.
  mutating func keep(_ label: Scheduled) {
    early[label.id] = label
    if label.known < .max { earlyByPane[label.known, default: []].append(label.id) }
  }

  /// Counts anew what waits for its label from a pane on, after the table was restored.
  mutating func countWaiting(from pane: Int) {
    waiting.removeAll()
    for position in pending.positions {
      let entry = pending[position]
      if entry.label == .waiting, Int(entry.pane) >= pane { waiting[Int(entry.pane), default: 0] += 1 }
    }
  }

  /// Gives up on predictions and early labels from before a pane.
  mutating func expire(before pane: Int, counts: inout JoinCounts) {
    for over in waiting.keys where over < pane { counts.expiredPredictions += waiting.removeValue(forKey: over) ?? 0 }
    while let oldest = pending.oldest, Int(oldest.pane) < pane { pending.removeOldest() }
    for over in earlyByPane.keys where over < pane {
      for id in earlyByPane.removeValue(forKey: over) ?? [] where early[id]?.known == over {
        early[id] = nil
        counts.expiredLabels += 1
      }
    }
  }

  // MARK: - State

  /// The last checkpoint has been stored.
  mutating func forgetChanges() { pending.forgetChanges() }

  /// Puts back the labels of a checkpoint.
  mutating func restore(scheduled: [Int: [Scheduled]], early: [Scheduled], lateArrivals: [IdentifierHash: Int]) {
    self.scheduled = scheduled
    self.early = Dictionary(early.map { ($0.id, $0) }) { _, last in last }
    self.lateArrivals = lateArrivals
    for label in early where label.known < .max { earlyByPane[label.known, default: []].append(label.id) }
  }

  /// Puts back the predictions of a checkpoint. False if they do not fit together.
  mutating func restorePending(_ chunks: [[PendingPredictions.Entry]], firstChunk: Int, first: Int) -> Bool {
    pending.restore(chunks, firstChunk: firstChunk, first: first)
  }

  private mutating func letOldestGo(_ counts: inout JoinCounts) {
    guard let oldest = pending.oldest else { return }
    if oldest.label == .waiting, let others = waiting[Int(oldest.pane)] {
      waiting[Int(oldest.pane)] = others - 1
      counts.expiredPredictions += 1
    }
    lateArrivals[oldest.id] = nil
    pending.removeOldest()
  }
}

/// A change of one entry of the label counts.
struct LabelDelta {
  /// Position in the layout's row of label counts.
  var position: Int
  var amount: Int64
}
