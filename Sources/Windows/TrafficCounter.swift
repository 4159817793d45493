import Records
import Statistics

/// Counts a batch's rows into dense rows of integers, one per pane and part of a cell.
///
/// The work is done column by column: first the position that each row's value has in the layout, then the increments
/// of all the parts that the row belongs to. Cost: rows × parts × columns additions; nothing is allocated per row.
struct TrafficCounter {
  private let layout: CellLayout
  /// Row by row, the positions of one column.
  private var positions: [Int32] = []

  init(layout: CellLayout) {
    self.layout = layout
  }

  /// - Parameters:
  ///   - rows: the batch's rows to count.
  ///   - targets: for each of `rows`, the first of its dense rows in `destinations`; they end before the next row's.
  mutating func count(_ batch: RecordBatch, rows: [Int], targets: [Int], destinations: [UnsafeMutablePointer<Int64>]) {
    func forEachTarget(_ index: Int, _ body: (UnsafeMutablePointer<Int64>) -> Void) {
      let end = index + 1 < targets.count ? targets[index + 1] : destinations.count
      for target in targets[index]..<end { body(destinations[target]) }
    }

    for (index, row) in rows.enumerated() {
      let latency = batch.latencies[row]
      let bucket = latency >= 0 ? layout.latency.lowerBound + LogLinearBuckets.index(ofMicroseconds: latency) : -1
      let served = batch.served[row]
      let failed: Int64 = batch.failed[row] ? 1 : 0
      forEachTarget(index) { counts in
        counts[CellLayout.rows] += 1
        counts[CellLayout.failed] += failed
        if served != RecordBatch.Served.nothing { counts[CellLayout.served] += 1 }
        if served == RecordBatch.Served.positive { counts[CellLayout.servedPositive] += 1 }
        if bucket >= 0 { counts[bucket] += 1 }
      }
    }

    var numericIndex = 0
    var categoricalIndex = 0
    for feature in layout.features {
      switch feature {
      case .numeric(let column):
        count(batch.numeric[numericIndex], as: column, rows, forEachTarget)
        numericIndex += 1
      case .categorical(let column):
        let codes = batch.categorical[categoricalIndex]
        for (index, row) in rows.enumerated() {
          let code = codes[row]
          let position =
            code == Vocabulary.missing
            ? column.null
            : code >= 0 && Int(code) < column.categories.count ? column.cells.lowerBound + Int(code) : column.unlisted
          forEachTarget(index) { $0[position] += 1 }
        }
        categoricalIndex += 1
      }
    }
    if let score = layout.score {
      count(batch.scores, as: score, rows, forEachTarget)
    }
  }

  private mutating func count(
    _ values: [Double], as column: CellLayout.Numeric, _ rows: [Int],
    _ forEachTarget: (Int, (UnsafeMutablePointer<Int64>) -> Void) -> Void
  ) {
    positions.removeAll(keepingCapacity: true)
    positions.append(contentsOf: repeatElement(0, count: values.count))
    var span = positions.mutableSpan
    column.grid.cells(of: values.span, into: &span)
    for (index, row) in rows.enumerated() {
      let cell = positions[row]
      if cell < 0 {
        forEachTarget(index) { $0[column.null] += 1 }
        continue
      }
      let position = column.cells.lowerBound + Int(cell)
      let deviation = values[row] - column.center
      let sum = column.scale.encode(deviation)
      let square = column.squareScale.encode(deviation * deviation)
      forEachTarget(index) { counts in
        counts[position] += 1
        counts[column.sum] &+= sum
        counts[column.sumOfSquares] &+= square
      }
    }
  }
}
