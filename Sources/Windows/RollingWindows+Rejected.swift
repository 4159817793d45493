import Readings
import Records

/// Lines of prediction logs that could not be read, for the model as a whole: such a line has no cell.
///
/// A line counts in the pane of the newest time that its source had shown before it, and nothing that comes later changes
/// that. Lines before a source's first record wait for it and count in its pane; if there never is one, they count in the
/// pane that closes next. That pane does not depend on who is read when: as long as a source has not shown a time, no
/// pane closes. What would belong to a closed pane counts in the one that closes next, too.
extension RollingWindows {
  /// Counts the lines that were set aside among the rows of a batch, or none of them: lines that wait find their pane
  /// here. To be called for every portion of a prediction log, before its rows are added. Cost: nothing without such
  /// lines, else a look at every row.
  ///
  /// - Parameters:
  ///   - offsets: where the lines begin, by the measure of ``RecordBatch/offsets`` and more than 2³² if need be.
  ///   - clock: the source's, as it is before the rows are added. It is not moved, but keeps the lines that wait.
  ///   - range: the event times that are looked at; lines of other times are left out.
  ///   - notAfter: rows of a later time do not count as a time that the source has shown.
  package func addRejected(
    at offsets: some Sequence<Int64>, among batch: RecordBatch, from clock: inout SourceClock,
    within range: Range<Int64> = .min ..< .max, notAfter: Int64 = .max
  ) {
    let lines = offsets.sorted()
    guard !lines.isEmpty || clock.waitingRejected > 0 else { return }
    var newest = clock.newest
    var waiting = clock.waitingRejected
    var line = 0
    for row in 0..<batch.count {
      let isDone = line == lines.count && waiting == 0
      if isDone { break }
      let before = line
      while line < lines.count, lines[line] < Int64(batch.offsets[row]) { line += 1 }
      if let newest { countRejected(line - before, at: newest, within: range) } else { waiting += line - before }
      guard batch.timestamps[row] <= notAfter else { continue }
      newest = max(newest ?? batch.timestamps[row], batch.timestamps[row])
      if waiting > 0, let newest { countRejected(waiting, at: newest, within: range) }
      waiting = 0
    }
    if let newest {
      countRejected(lines.count - line + waiting, at: newest, within: range)
      waiting = 0
    } else {
      waiting += lines.count - line
    }
    clock.waitingRejected = waiting
  }

  /// A source has come to its end, or has had nothing new for so long that it no longer holds the others back: lines that
  /// wait for its first record count in the pane that closes next. To be called for every source before
  /// ``finish(_:)``.
  package func settleRejected(of clock: inout SourceClock) {
    unplacedRejected += clock.waitingRejected
    clock.waitingRejected = 0
  }

  private func countRejected(_ count: Int, at time: Int64, within range: Range<Int64>) {
    guard count > 0, range.contains(time) else { return }
    rejected.add(count, to: max(pane(of: time), nextPane ?? .min))
  }

  /// A pane closes.
  func placeRejected(in pane: Int) {
    guard unplacedRejected > 0 else { return }
    rejected.add(unplacedRejected, to: pane)
    unplacedRejected = 0
  }

  /// Lines that could not be read in the window that ends before a pane.
  func rejectedCount(window index: Int, end: Int) -> Int64 {
    Int64(rejected.count(in: end - plan.windows[index].paneCount..<end))
  }

  /// The share of them, for the model as a whole, in the window that ended last, before a pane.
  func parseErrorRate(window index: Int, end: Int) -> Measurement {
    ServiceMeasures.parseErrorRate(
      rejected: rejectedCount(window: index, end: end),
      rows: trafficSums[index].count(CellLayout.rows, of: WindowSums.Target(version: -1, cell: 0)))
  }
}
