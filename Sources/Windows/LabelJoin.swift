import Records

/// Joins ground truth to predictions by id, whichever comes first.
///
/// A label takes effect when event time passes both the moment it became known and the arrival of its prediction, never
/// when either is read. One without its prediction waits for it for as long as predictions wait for labels; a second one
/// that says something else takes the first one back and counts instead. A class because it owns memory.
///
/// The time from a prediction to its label is known to 1/256 of a pane, as that is how the prediction's time is kept, and
/// is that of its first label: a later one changes what is known, not how long it took until something was.
final class LabelJoin {
  /// As many labels may be read ahead of event time, however few predictions may wait.
  static let leastScheduled = 1 << 20

  private let maxPending: Int
  private let maxScheduled: Int
  /// How many panes a prediction waits for its label, and a label for its prediction.
  private let horizon: Int
  private let columns: JoinColumns
  /// Microseconds.
  private let paneLength: Int64
  // Where a property is not checked for exclusive access: one thread at a time, and nothing that it calls comes back.
  let pending: PendingPredictions
  /// Read but not in effect yet, by the pane with which they take effect.
  let scheduled: PaneBuckets<HeldLabel>
  /// In effect but without a prediction.
  let early: IdentifierLog<HeldLabel>
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
  /// What the labels of a pane bring about; kept for its memory.
  @exclusivity(unchecked) private var joined: JoinedLabels

  /// - Parameters:
  ///   - maxPending: predictions that are held, and labels that wait for their prediction.
  ///   - maxScheduled: labels that are not in effect; `nil` for as many as predictions, but at least 2²⁰.
  ///   - horizon: in panes.
  ///   - paneLength: in microseconds.
  init(maxPending: Int, maxScheduled: Int? = nil, horizon: Int, paneLength: Int64, columns: JoinColumns) {
    self.maxPending = min(max(1, maxPending), IdentifierIndex.limit / 4)
    self.maxScheduled = maxScheduled ?? max(maxPending, Self.leastScheduled)
    self.horizon = horizon
    self.paneLength = max(1, paneLength)
    self.columns = columns
    pending = PendingPredictions(payloadWidth: columns.predictionWidth, changingWidth: columns.labelWidth)
    scheduled = PaneBuckets(payloadWidth: columns.labelWidth)
    early = IdentifierLog(payloadWidth: columns.labelWidth)
    joined = JoinedLabels(width: columns.predictionWidth)
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

  /// Takes up a prediction whose id is not held yet. One of a stratum from ``PendingPrediction/stratumLimit`` on is not
  /// held: it counts as expired.
  ///
  /// - Parameters:
  ///   - time: when it was made, in microseconds.
  ///   - pane: the slice of event time that it belongs to.
  ///   - arrival: the pane with which it counts as known.
  ///   - served: as in ``RecordBatch/served``; so are `score`, `override` and `classScores`, which may be empty.
  func add(
    id: IdentifierHash, time: Int64, pane: Int, arrival: Int, stratum: UInt32, served: UInt8, score: Double,
    override: Double, classScores: Span<Double>, counts: inout JoinCounts
  ) {
    let place =
      self.place.flatMap { $0.id.low == id.low && $0.id.high == id.high ? $0.place : nil } ?? pending.place(of: id)
    self.place = nil
    guard stratum < PendingPrediction.stratumLimit else {
      counts.expiredPredictions += 1
      return
    }
    let entry = PendingPrediction(
      id: id, scoreField: columns.scoreField(served: served, score: score, override: override), pane: pane,
      offset: offset(of: time, in: pane), stratum: stratum,
      servedPositive: columns.task == .binary && served == RecordBatch.Served.positive, label: .waiting)
    if let position = pending.position(at: place) { giveUp(pending[position], &counts) }
    pending.append(entry, payload: classScores, from: columns.labelWidth, at: place)
    if let index = columns.overrideIndex { pending.payload(pending.end - 1)[index] = override }
    if arrival != pane { noteLate(pending.end - 1, arrival: arrival) }
    waiting.add(1, to: entry.pane)
    if early.liveCount > 0, let position = early.position(of: id), early[position].known >= arrival - horizon {
      var label = early[position]
      label.known = min(label.known, arrival)
      scheduled.append(label, payload: early.payload(position).span, to: arrival)
      removeEarly(at: position)
    }
    while pending.count > maxPending { letOldestGo(&counts) }
  }

  /// Where in its pane a time is, in 1/256 of the pane.
  @inline(__always)
  private func offset(of time: Int64, in pane: Int) -> UInt8 {
    let elapsed = time &- Int64(pane) &* paneLength
    return UInt8(min(max(Double(elapsed) * 256 / Double(paneLength), 0), 255))
  }

  /// Milliseconds from a prediction to its label, by the middle of the 256th of the pane in which it was made; at least 0,
  /// or −1 if the label has no time.
  private func lag(of label: HeldLabel, after prediction: PendingPrediction) -> Int64 {
    guard label.time != .min else { return -1 }
    let middle = Double(paneLength) / 512 * Double(2 * Int(prediction.offset) + 1)
    let made = Int64(prediction.pane) &* paneLength &+ Int64(middle)
    let (microseconds, overflow) = label.time.subtractingReportingOverflow(made)
    return overflow ? (label.time > 0 ? .max : 0) : max(0, microseconds / 1000)
  }

  private func noteLate(_ position: Int, arrival: Int) {
    late.append(position, to: arrival)
    noteArrival(arrival, ofPredictionAt: position)
  }

  func noteArrival(_ arrival: Int, ofPredictionAt position: Int) {
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
  ///
  /// - Parameter payload: of the width of ``JoinColumns/labelWidth``.
  func schedule(_ label: HeldLabel, payload: Span<Double>, counts: inout JoinCounts) {
    guard scheduled.count < maxScheduled else {
      counts.expiredLabels += 1
      return
    }
    scheduled.append(label, payload: payload, to: label.known)
  }

  /// Takes up a label of which is not said when it became known: it takes effect together with its prediction, or with
  /// the next pane to close if that is later.
  func scheduleUntimed(
    id: IdentifierHash, isPositive: Bool, payload: Span<Double>, nextPane: Int?, counts: inout JoinCounts
  ) {
    var label = HeldLabel(id: id, time: .min, known: .max, isPositive: isPositive)
    if let position = pending.position(of: id) {
      label.known = max(arrival(ofPredictionAt: position), nextPane ?? .min)
      schedule(label, payload: payload, counts: &counts)
    } else {
      wait(label, payload, &counts)
    }
  }

  /// Puts into effect what became known up to and including a pane, in order of time.
  ///
  /// - Parameter body: takes what this brought about for the predictions of one pane: those of the labels in the range.
  func apply(
    through pane: Int, counts: inout JoinCounts, _ body: (_ pane: Int, JoinedLabels, Range<Int>) -> Void
  ) {
    for arrival in late.panes where arrival <= pane {
      for position in late.take(arrival).elements { lateArrivals[position] = nil }
      if lateArrivals.isEmpty { firstLate = .max }
    }
    for due in scheduled.panes where due <= pane {
      var (labels, payloads) = scheduled.take(due)
      Self.sort(&labels, &payloads, width: columns.labelWidth)
      apply(labels, payloads.span, closing: pane, &counts)
      handOver(body)
    }
  }

  /// Brings labels and their payloads in order of time. Those of one moment keep the order in which they were read.
  private static func sort(_ labels: inout [HeldLabel], _ payloads: inout [Double], width: Int) {
    func isAfter(_ a: HeldLabel, _ b: HeldLabel) -> Bool { (a.known, a.time) > (b.known, b.time) }
    guard zip(labels, labels.dropFirst()).contains(where: isAfter) else { return }
    guard width > 0 else {
      labels.sort { isAfter($1, $0) }
      return
    }
    let order = labels.indices.sorted { isAfter(labels[$1], labels[$0]) }
    labels = order.map { labels[$0] }
    payloads = order.flatMap { payloads[$0 * width..<($0 + 1) * width] }
  }

  private func apply(_ labels: [HeldLabel], _ payloads: Span<Double>, closing pane: Int, _ counts: inout JoinCounts) {
    let block = 256
    let width = columns.labelWidth
    withUnsafeTemporaryAllocation(of: Int.self, capacity: block) { positions in
      guard let found = positions.baseAddress else { return }
      var start = 0
      while start < labels.count {
        let count = min(block, labels.count - start)
        pending.find(count, id: { labels[start + $0].id }, into: found)
        for index in 0..<count {
          let first = (start + index) * width
          let payload = payloads.extracting(first..<first + width)
          apply(labels[start + index], payload, at: found[index], closing: pane, &counts)
        }
        start += count
      }
    }
  }

  private func apply(
    _ label: HeldLabel, _ payload: Span<Double>, at position: Int, closing pane: Int, _ counts: inout JoinCounts
  ) {
    guard position >= 0, case let prediction = pending[position], prediction.pane >= label.known - horizon else {
      wait(label, payload, &counts)
      return
    }
    let arrival = arrival(ofPredictionAt: position)
    if arrival > pane {
      // Its prediction was only read ahead.
      if label.known >= arrival - horizon {
        scheduled.append(label, payload: payload, to: arrival)
      } else {
        wait(label, payload, &counts)
      }
      return
    }
    let state: PendingPrediction.LabelState = label.isPositive ? .positive : .negative
    guard prediction.label != state || !pending.hasPayload(payload, at: position) else {
      counts.duplicateLabels += 1
      return
    }
    var lag: Int64 = -1
    if prediction.label == .waiting {
      counts.joined += 1
      lag = self.lag(of: label, after: prediction)
    } else {
      counts.revisedLabels += 1
      joined.append(
        prediction, isPositive: prediction.label == .positive, isTakenBack: true, lag: -1,
        payload: pending.payload(position))
    }
    pending.set(state.rawValue, payload: payload, at: position)
    joined.append(
      prediction, isPositive: label.isPositive, isTakenBack: false, lag: lag, payload: pending.payload(position))
  }

  /// Hands over what was joined, pane by pane.
  private func handOver(_ body: (_ pane: Int, JoinedLabels, Range<Int>) -> Void) {
    joined.sortByPane()
    joined.forEachPane { pane, range in
      let first = joined.labels[range].reduce(0) { $0 + Int($1.sign) }
      if waiting.contains(pane) { waiting.add(-first, to: pane) }
      body(pane, joined, range)
    }
    joined.removeAll()
  }

  // MARK: - Early labels

  /// Keeps a label until its prediction comes. Past the limit it is given up.
  private func wait(_ label: HeldLabel, _ payload: Span<Double>, _ counts: inout JoinCounts) {
    var label = label
    let place = early.place(of: label.id)
    if let position = early.position(at: place) {
      let known = early[position]
      label.time = known.time
      let isSame =
        known.isPositive == label.isPositive
        && IdentifierLog<HeldLabel>.areSame(early.payload(position), payload, count: columns.labelWidth)
      if isSame { counts.duplicateLabels += 1 } else { counts.revisedLabels += 1 }
      if known.known < .max { earlyTally.add(-1, to: known.known) }
    } else if early.liveCount >= maxPending {
      counts.expiredLabels += 1
      return
    }
    early.append(label, payload: payload, at: place)
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
      if oldest.state != EntryState.gone { early.renewOldest() } else { early.removeOldest() }
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
      if oldest.state != EntryState.gone, oldest.known >= pane {
        early.renewOldest()
      } else {
        if oldest.state != EntryState.gone { expired -= 1 }
        early.removeOldest()
      }
      looks -= 1
    }
  }
}
