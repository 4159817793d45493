/// A row of label counts in full width, and which of its entries were touched.
struct LabelRow {
  fileprivate(set) var values: UnsafeMutablePointer<Int64>
  /// One bit per entry.
  fileprivate(set) var touched: UnsafeMutablePointer<UInt64>
  fileprivate(set) var wordCount: Int

  /// The entries that were touched, ascending.
  func forEachTouched(_ body: (_ position: Int, _ value: Int64) -> Void) {
    for word in 0..<wordCount {
      var bits = touched[word]
      while bits != 0 {
        let position = word << 6 + bits.trailingZeroBitCount
        body(position, values[position])
        bits &= bits &- 1
      }
    }
  }
}

/// Counts the joined labels of one pane into a row for each part, so that a pane's counts are looked for once per part
/// and not once per label. A class because it owns memory.
final class LabelTally {
  private let counter: LabelCounter
  private let wordCount: Int
  private let stride: Int
  private var partCount = 0
  private var values = UnsafeMutablePointer<Int64>.allocate(capacity: 0)
  private var touched = UnsafeMutablePointer<UInt64>.allocate(capacity: 0)
  private var parts: [Int] = []
  /// The parts of all strata, one behind another, and where each stratum's begin.
  private var partsOfStrata: [Int] = []
  private var starts: [Int] = [0]
  private let deltas = UnsafeMutablePointer<LabelDelta>.allocate(capacity: LabelCounter.mostDeltas)

  init(layout: CellLayout) {
    counter = LabelCounter(layout: layout)
    wordCount = (layout.labelWidth + 63) / 64
    stride = wordCount * 64
  }

  deinit {
    values.deallocate()
    touched.deallocate()
    deltas.deallocate()
  }

  private func fit(_ partsOfStratum: [[Int]]) {
    while starts.count <= partsOfStratum.count {
      partsOfStrata += partsOfStratum[starts.count - 1]
      starts.append(partsOfStrata.count)
    }
    let needed = (partsOfStrata.max() ?? -1) + 1
    guard needed > partCount else { return }
    values.deallocate()
    touched.deallocate()
    partCount = needed
    values = .allocate(capacity: partCount * stride)
    values.initialize(repeating: 0, count: partCount * stride)
    touched = .allocate(capacity: partCount * wordCount)
    touched.initialize(repeating: 0, count: partCount * wordCount)
  }

  /// Counts labels of one pane; what was counted before has to be taken out.
  func count(_ labels: ArraySlice<JoinedLabel>, partsOfStratum: [[Int]]) {
    if starts.count <= partsOfStratum.count { fit(partsOfStratum) }
    for label in labels {
      var deltaCount = 0
      counter.count(
        servedPositive: label.servedPositive, score: label.score, isPositive: label.isPositive, sign: label.sign
      ) { position, amount in
        deltas[deltaCount] = LabelDelta(position: position, amount: amount)
        deltaCount += 1
      }
      for index in starts[label.stratum]..<starts[label.stratum + 1] {
        let part = partsOfStrata[index]
        let row = values + part * stride
        let bits = touched + part * wordCount
        // Every label touches this one.
        if bits[CellLayout.labelled >> 6] & 1 << UInt64(CellLayout.labelled & 63) == 0 { parts.append(part) }
        for delta in 0..<deltaCount {
          let position = deltas[delta].position
          row[position] &+= deltas[delta].amount
          bits[position >> 6] |= 1 << UInt64(position & 63)
        }
      }
    }
  }

  /// Hands over the rows of all parts that were counted into, and empties them.
  func takeRows(_ body: (_ part: Int, LabelRow) -> Void) {
    for part in parts {
      let row = LabelRow(values: values + part * stride, touched: touched + part * wordCount, wordCount: wordCount)
      body(part, row)
      row.forEachTouched { position, _ in row.values[position] = 0 }
      row.touched.update(repeating: 0, count: wordCount)
    }
    parts.removeAll(keepingCapacity: true)
  }
}
