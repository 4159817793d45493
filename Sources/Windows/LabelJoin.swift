import Records

/// Joins ground truth to predictions by id, whichever comes first.
///
/// A label takes effect when event time passes both the moment it became known and the arrival of its prediction, never
/// when either is read. One without its prediction waits for it for as long as predictions wait for labels; a second one
/// of another value takes the first one back and counts instead. A class because it owns memory.
final class LabelJoin {
  /// As many labels may be read ahead of event time, however few predictions may wait.
  static let leastScheduled = 1 << 20

  private let maxPending: Int
  private let maxScheduled: Int
  /// How many panes a prediction waits for its label, and a label for its prediction.
  private let horizon: Int
  // Where a property is not checked for exclusive access: one thread at a time, and nothing that it calls comes back.
  let pending = PendingPredictions()
  /// Read but not in effect yet, by the pane with which they take effect.
  let scheduled = PaneBuckets<HeldLabel>()
  /// In effect but without a prediction.
  let early = IdentifierLog<HeldLabel>()
  /// Early labels by the pane in which they became known, but for those without a time.
  @exclusivity(unchecked) var earlyTally = PaneTally()
  /// Positions of predictions that have been read but arrive in a later pane than their own, by that pane.
  let late = PaneBuckets<Int>()
  /// The same by position, and the least position.
  @exclusivity(unchecked) private var lateArrivals: [Int: Int] = [:]
  @exclusivity(unchecked) private var firstLate = Int.max
  /// Predictions without a label per pane.
  @exclusivity(unchecked) var waiting = PaneTally()

  /// Where the prediction is, or would go, that was asked for last.
  @exclusivity(unchecked) private var place: (id: IdentifierHash, place: IdentifierIndex.Place)?
  /// What the labels of a pane bring about; kept for its memory, as is `ordered`.
  @exclusivity(unchecked) private var joined: [JoinedLabel] = []
  @exclusivity(unchecked) private var ordered: [JoinedLabel] = []

  /// - Parameters:
  ///   - maxPending: predictions that are held, and labels that wait for their prediction.
  ///   - maxScheduled: labels that are not in effect; `nil` for as many as predictions, but at least 2²⁰.
  init(maxPending: Int, maxScheduled: Int? = nil, horizon: Int) {
    self.maxPending = min(max(1, maxPending), IdentifierIndex.limit / 4)
    self.maxScheduled = maxScheduled ?? max(maxPending, Self.leastScheduled)
    self.horizon = horizon
  }

  /// Predictions that wait for their label.
  var waitingCount: Int { waiting.total }
  /// Labels in effect that wait for their prediction.
  var earlyCount: Int { early.liveCount }

  /// Bytes held for predictions.
  var memory: Int { pending.memory }

  // MARK: - Predictions

  /// Makes looking for these ids one by one fast.
  func expect(_ ids: [IdentifierHash]) { pending.expect(ids) }

  /// Whether a prediction of that id is held that could still get its label when a row arrives.
  func holds(_ id: IdentifierHash, arrival: Int) -> Bool {
    let place = pending.place(of: id)
    self.place = (id, place)
    guard let position = pending.position(at: place) else { return false }
    return pending[position].pane >= arrival - horizon
  }

  /// Takes up a prediction whose id is not held yet.
  ///
  /// - Parameters:
  ///   - pane: the slice of event time that it belongs to.
  ///   - arrival: the pane with which it counts as known.
  func add(
    id: IdentifierHash, score: Double, pane: Int, arrival: Int, stratum: UInt32, servedPositive: Bool,
    counts: inout JoinCounts
  ) {
    let entry = PendingPrediction(
      id: id, score: score, pane: pane, stratum: stratum, servedPositive: servedPositive, label: .waiting)
    let place =
      self.place.flatMap { $0.id.low == id.low && $0.id.high == id.high ? $0.place : nil } ?? pending.place(of: id)
    self.place = nil
    if let position = pending.position(at: place) { giveUp(pending[position], &counts) }
    pending.append(entry, at: place)
    if arrival != pane { noteLate(pending.end - 1, arrival: arrival) }
    waiting.add(1, to: entry.pane)
    if early.liveCount > 0, let position = early.position(of: id), early[position].known >= arrival - horizon {
      var label = early[position]
      removeEarly(at: position)
      label.known = min(label.known, arrival)
      scheduled.append(label, to: arrival)
    }
    while pending.count > maxPending { letOldestGo(&counts) }
  }

  func noteLate(_ position: Int, arrival: Int) {
    late.append(position, to: arrival)
    lateArrivals[position] = arrival
    firstLate = min(firstLate, position)
  }

  private func arrival(ofPredictionAt position: Int) -> Int {
    position >= firstLate ? lateArrivals[position] ?? pending[position].pane : pending[position].pane
  }

  private func letOldestGo(_ counts: inout JoinCounts) {
    guard let oldest = pending.oldest else { return }
    giveUp(oldest, &counts)
    pending.removeOldest()
  }

  /// Counts a prediction as expired if it waited and its pane's were not counted so before.
  private func giveUp(_ prediction: PendingPrediction, _ counts: inout JoinCounts) {
    guard prediction.label == .waiting, waiting.contains(prediction.pane) else { return }
    waiting.add(-1, to: prediction.pane)
    counts.expiredPredictions += 1
  }

  // MARK: - Labels

  /// Takes up a label that takes effect with the pane in which it became known. Past the limit it is given up.
  func schedule(_ label: HeldLabel, counts: inout JoinCounts) {
    guard scheduled.count < maxScheduled else {
      counts.expiredLabels += 1
      return
    }
    scheduled.append(label, to: label.known)
  }

  /// Takes up a label of which is not said when it became known: it takes effect together with its prediction, or with
  /// the next pane to close if that is later.
  func scheduleUntimed(id: IdentifierHash, isPositive: Bool, nextPane: Int?, counts: inout JoinCounts) {
    var label = HeldLabel(id: id, time: .min, known: .max, isPositive: isPositive)
    if let position = pending.position(of: id) {
      label.known = max(arrival(ofPredictionAt: position), nextPane ?? .min)
      schedule(label, counts: &counts)
    } else {
      wait(label, &counts)
    }
  }

  /// Puts into effect what became known up to and including a pane, in order of time.
  ///
  /// - Parameter body: takes what this brought about for the predictions of one pane.
  func apply(
    through pane: Int, counts: inout JoinCounts, _ body: (_ pane: Int, ArraySlice<JoinedLabel>) -> Void
  ) {
    for arrival in late.panes where arrival <= pane {
      for position in late.take(arrival) { lateArrivals[position] = nil }
      if lateArrivals.isEmpty { firstLate = .max }
    }
    for due in scheduled.panes where due <= pane {
      var labels = scheduled.take(due)
      func isAfter(_ a: HeldLabel, _ b: HeldLabel) -> Bool { (a.known, a.time) > (b.known, b.time) }
      // The sort is stable: labels of one moment keep the order in which they were read.
      if zip(labels, labels.dropFirst()).contains(where: isAfter) { labels.sort { isAfter($1, $0) } }
      apply(labels, closing: pane, &counts)
      handOver(body)
    }
  }

  private func apply(_ labels: [HeldLabel], closing pane: Int, _ counts: inout JoinCounts) {
    let block = 256
    withUnsafeTemporaryAllocation(of: Int.self, capacity: block) { positions in
      guard let found = positions.baseAddress else { return }
      var start = 0
      while start < labels.count {
        let count = min(block, labels.count - start)
        pending.find(count, id: { labels[start + $0].id }, into: found)
        for index in 0..<count { apply(labels[start + index], at: found[index], closing: pane, &counts) }
        start += count
      }
    }
  }

  private func apply(_ label: HeldLabel, at position: Int, closing pane: Int, _ counts: inout JoinCounts) {
    guard position >= 0, case let prediction = pending[position], prediction.pane >= label.known - horizon else {
      wait(label, &counts)
      return
    }
    let arrival = arrival(ofPredictionAt: position)
    if arrival > pane {
      // Its prediction was only read ahead.
      if label.known >= arrival - horizon { scheduled.append(label, to: arrival) } else { wait(label, &counts) }
      return
    }
    let state: PendingPrediction.LabelState = label.isPositive ? .positive : .negative
    guard prediction.label != state else {
      counts.duplicateLabels += 1
      return
    }
    if prediction.label == .waiting {
      counts.joined += 1
    } else {
      counts.revisedLabels += 1
      joined.append(JoinedLabel(prediction, isPositive: !label.isPositive, isTakenBack: true))
    }
    pending.setState(state.rawValue, at: position)
    joined.append(JoinedLabel(prediction, isPositive: label.isPositive, isTakenBack: false))
  }

  /// Hands over what was joined, pane by pane.
  private func handOver(_ body: (_ pane: Int, ArraySlice<JoinedLabel>) -> Void) {
    joined.sortByPane(using: &ordered)
    var start = 0
    while start < joined.count {
      let pane = joined[start].pane
      var end = start
      var first = 0
      while end < joined.count, joined[end].pane == pane {
        first += Int(joined[end].sign)
        end += 1
      }
      if waiting.contains(pane) { waiting.add(-first, to: pane) }
      body(pane, joined[start..<end])
      start = end
    }
    joined.removeAll(keepingCapacity: true)
  }

  // MARK: - Early labels

  /// Keeps a label until its prediction comes. Past the limit it is given up.
  private func wait(_ label: HeldLabel, _ counts: inout JoinCounts) {
    let place = early.place(of: label.id)
    if let position = early.position(at: place) {
      let known = early[position]
      if known.isPositive == label.isPositive { counts.duplicateLabels += 1 } else { counts.revisedLabels += 1 }
      if known.known < .max { earlyTally.add(-1, to: known.known) }
    } else if early.liveCount >= maxPending {
      counts.expiredLabels += 1
      return
    }
    early.append(label, at: place)
    if label.known < .max { earlyTally.add(1, to: label.known) }
    trimEarly()
  }

  private func removeEarly(at position: Int) {
    let known = early[position].known
    if known < .max { earlyTally.add(-1, to: known) }
    early.setState(EntryState.gone, at: position)
    trimEarly()
  }

  /// Keeps what is gone from taking more room than what is there, whatever stands in front of it.
  private func trimEarly() {
    while let oldest = early.oldest {
      let isCrowded = early.count > 2 * early.liveCount + IdentifierLog<HeldLabel>.chunkSize
      guard oldest.state == EntryState.gone || isCrowded else { return }
      if oldest.state != EntryState.gone { early.append(oldest) }
      early.removeOldest()
    }
  }

  // MARK: - Expiry

  /// Gives up on predictions and early labels from before a pane.
  func expire(before pane: Int, counts: inout JoinCounts) {
    counts.expiredPredictions += waiting.removeAll(before: pane)
    while let oldest = pending.oldest, oldest.pane < pane { pending.removeOldest() }
    place = nil
    var expired = earlyTally.removeAll(before: pane)
    counts.expiredLabels += expired
    // They are in front but for those that came late: each entry is looked at once at most.
    var looks = early.count
    while expired > 0, looks > 0, let oldest = early.oldest {
      if oldest.state != EntryState.gone {
        if oldest.known < pane { expired -= 1 } else { early.append(oldest) }
      }
      early.removeOldest()
      looks -= 1
    }
  }
}

extension LabelJoin {
  /// Adds what has to be stored.
  func changes(into changes: inout PartChanges) {
    pending.changes(as: "pending", into: &changes)
    early.changes(as: "early", into: &changes)
    scheduled.changes(as: "scheduled", into: &changes)
    late.changes(as: "late", into: &changes)
  }

  func changesAreSafe() {
    pending.changesAreSafe()
    early.changesAreSafe()
    scheduled.changesAreSafe()
    late.changesAreSafe()
  }

  /// The rest of the state. To be called after ``changes(into:)``.
  func write(to writer: inout StateWriter) {
    pending.writeMarks(to: &writer)
    early.writeMarks(to: &writer)
    waiting.write(to: &writer)
  }

  /// Goes on from a checkpoint. Only before the first record.
  ///
  /// - Parameter strata: how many there are.
  func restore(_ parts: StoredParts, _ reader: inout StateReader, strata: Int) throws(StateDamage) {
    try pending.restore("pending", from: parts, &reader) { Int($0.stratum) < strata }
    try early.restore("early", from: parts, &reader) { _ in true }
    waiting = try PaneTally(&reader)
    for position in early.held where early[position].state != EntryState.gone && early[position].known < .max {
      earlyTally.add(1, to: early[position].known)
    }
    try scheduled.restore(parts["scheduled"]) { _ in true }
    try late.restore(parts["late"]) { $0 >= 0 }
    late.forEachElement { arrival, position in
      lateArrivals[position] = arrival
      firstLate = min(firstLate, position)
    }
  }
}

extension [JoinedLabel] {
  /// Brings labels of one pane together. Cost: linear, unless there are few of them in a wide range of panes.
  fileprivate mutating func sortByPane(using other: inout [JoinedLabel]) {
    guard var first = self.first?.pane else { return }
    var last = first
    for label in self {
      first = Swift.min(first, label.pane)
      last = Swift.max(last, label.pane)
    }
    guard first < last else { return }
    guard last - first < 8 * count + 256 else {
      sort { $0.pane < $1.pane }
      return
    }
    var starts = [Int](repeating: 0, count: last - first + 2)
    for label in self { starts[label.pane - first + 1] += 1 }
    for pane in 1..<starts.count { starts[pane] += starts[pane - 1] }
    other.removeAll(keepingCapacity: true)
    other.append(contentsOf: self)
    for label in other {
      self[starts[label.pane - first]] = label
      starts[label.pane - first] += 1
    }
  }
}
