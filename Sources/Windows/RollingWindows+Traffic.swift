import Records

/// Predictions in: which rows of a batch count, and where.
extension RollingWindows {
  /// Counts a batch that was read from one source.
  ///
  /// - Parameters:
  ///   - encoded: the same batch as encoded by a ``TrafficEncoder`` of the baseline's layout.
  ///   - range: the event times (in microseconds) to look at. Rows outside of it only move the source's clock, row by row
  ///     as all others do; those that come in later than its end were not known by then and are left out, too.
  ///   - notAfter: rows of a later time are left out before they touch the clock.
  /// - Returns: what was left out.
  @discardableResult
  package func add(
    _ batch: RecordBatch, _ encoded: EncodedTraffic, from clock: inout SourceClock,
    within range: Range<Int64> = .min ..< .max, notAfter: Int64 = .max
  ) -> AddOutcome {
    precondition(encoded.count == batch.count, "a batch is counted with its own encoding")
    var outcome = AddOutcome()
    let joinsIDs = joinsLabels && !batch.ids.isEmpty
    if joinsIDs { join.expect(batch.ids) }
    // Without a column for each class's score in the layout none of them is of use.
    let hasClassScores = !layout.classScores.isEmpty && batch.classScores.count == layout.classScores.count
    var classScores: [Double] = []
    let hasOverrides = layout.overrides != nil && batch.overrides.count == batch.count
    var strata = registry.strata(of: batch.table)
    var hasNewStrata = false
    var arrivals = Arrivals(
      clock: clock, step: plan.pane.microseconds, lateness: plan.lateness.microseconds, earliest: nextPane ?? .min,
      range: range)
    var late = 0
    selection.fill(capacity: batch.count) { selected in
      for row in 0..<batch.count {
        let time = batch.timestamps[row]
        guard time <= notAfter else {
          outcome.future.append(row)
          continue
        }
        guard let key = arrivals.next(time) else {
          outcome.outOfRange += 1
          continue
        }
        let joins = joinsIDs && batch.served[row] != RecordBatch.Served.nothing
        if joins, join.holds(batch.ids[row], arrival: key.arrival) {
          counts.duplicatePredictions += 1
          continue
        }
        let combination = Int(batch.combinations[row])
        if strata[combination] == CellRegistry.unknownStratum {
          strata[combination] = registry.stratum(batch.table.texts[combination])
          hasNewStrata = true
        }
        let stratum = strata[combination]
        if joins {
          if hasClassScores {
            classScores.removeAll(keepingCapacity: true)
            for column in batch.classScores { classScores.append(column[row]) }
          }
          join.add(
            id: batch.ids[row], time: time, pane: key.pane, arrival: key.arrival, stratum: stratum,
            served: batch.served[row], score: batch.scores[row],
            override: hasOverrides ? batch.overrides[row] : .nan, classScores: classScores.span, counts: &counts)
        }
        if key.arrival > key.pane { late += 1 }
        selected.append(row: row, stratum: stratum, key: key)
      }
    }
    clock = arrivals.clock
    if hasNewStrata { registry.remember(strata, of: batch.table) }
    counts.late += late
    counts.records += selection.count
    open.count(encoded, selection, registry: registry)
    return outcome
  }

  func pane(of time: Int64) -> Int { PaneCursor.pane(of: time, step: plan.pane.microseconds) }
}

/// Decides row by row which pane a record belongs to and when it arrives.
private struct Arrivals {
  private(set) var clock: SourceClock
  private let range: Range<Int64>
  private let lateness: Int64
  /// Nothing arrives before the one, nor is looked at after the other.
  private let earliest, last: Int
  private var panes, floors: PaneCursor

  init(clock: SourceClock, step: Int64, lateness: Int64, earliest: Int, range: Range<Int64>) {
    self.clock = clock
    self.range = range
    self.lateness = lateness
    self.earliest = earliest
    last = PaneCursor.pane(of: range.upperBound &- 1, step: step)
    panes = PaneCursor(step: step)
    floors = panes
  }

  /// `nil` if the record is not to be looked at; it moves the clock all the same.
  @inline(__always)
  mutating func next(_ time: Int64) -> OpenPanes.Key? {
    let newest = max(clock.newest ?? time, time)
    clock.newest = newest
    let pane = panes.pane(of: time)
    let arrival = max(pane, floors.pane(of: newest.subtractingSaturated(lateness)), earliest)
    return range.contains(time) && arrival <= last ? OpenPanes.Key(arrival: arrival, pane: pane) : nil
  }
}

/// Which pane a time belongs to. Remembers the last one: rows mostly come in order, and a division takes longer than
/// everything else that is decided about a row.
struct PaneCursor {
  private let step: Int64
  private var pane = 0
  /// The times of `pane`; empty if they do not fit an integer.
  private var start: Int64 = 0
  private var end: Int64 = 0

  /// - Parameter step: the length of a pane in microseconds, at least 1.
  init(step: Int64) {
    self.step = step
  }

  @inline(__always)
  mutating func pane(of time: Int64) -> Int {
    if time < start || time >= end { move(to: time) }
    return pane
  }

  private mutating func move(to time: Int64) {
    pane = Self.pane(of: time, step: step)
    let (first, isBelow) = Int64(pane).multipliedReportingOverflow(by: step)
    let (next, isAbove) = first.addingReportingOverflow(step)
    (start, end) = isBelow || isAbove ? (0, 0) : (first, next)
  }

  static func pane(of time: Int64, step: Int64) -> Int {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: step)
    return Int(remainder < 0 ? quotient - 1 : quotient)
  }
}

extension Int64 {
  /// The difference, held at the ends of the range instead of overflowing.
  fileprivate func subtractingSaturated(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }
}
