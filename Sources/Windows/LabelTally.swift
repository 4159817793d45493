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
  private let columns: JoinColumns
  private let counter: LabelCounter
  private let wordCount: Int
  private let stride: Int
  private var partCount = 0
  // One thread at a time, and nothing calls back.
  @exclusivity(unchecked) private var values = UnsafeMutablePointer<Int64>.allocate(capacity: 0)
  @exclusivity(unchecked) private var touched = UnsafeMutablePointer<UInt64>.allocate(capacity: 0)
  @exclusivity(unchecked) private var parts: [Int] = []
  /// The parts of all strata, one behind another, and where each stratum's begin.
  @exclusivity(unchecked) private var partsOfStrata: [Int] = []
  @exclusivity(unchecked) private var starts: [Int] = [0]
  /// What one label changes.
  private let changes: LabelChanges

  init(layout: CellLayout) {
    columns = JoinColumns(layout)
    counter = LabelCounter(layout: layout)
    wordCount = (layout.labelWidth + 63) / 64
    stride = wordCount * 64
    changes = LabelChanges(capacity: LabelCounter.mostDeltas(of: layout))
  }

  deinit {
    values.deallocate()
    touched.deallocate()
    changes.deallocate()
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
  func count(_ labels: JoinedLabels, in range: Range<Int>, partsOfStratum: [[Int]]) {
    if starts.count <= partsOfStratum.count { fit(partsOfStratum) }
    if columns.task == .binary {
      countBinary(labels, in: range)
    } else {
      let (counter, columns) = (counter, columns)
      let (kpis, scores) = (columns.kpiRange, columns.scoreRange)
      labels.forEach(in: range) { label, payload in
        var changes = changes
        counter.count(
          columns.row(label, payload: payload), classScores: payload.extracting(scores),
          kpis: payload.extracting(kpis), sign: label.sign
        ) { changes.add($0, $1) }
        add(changes, to: label.stratum)
      }
    }
  }

  /// Labels whose scores are looked up in one go.
  private static let block = 256

  private func countBinary(_ labels: JoinedLabels, in range: Range<Int>) {
    // Local copies: what is shared is then retained once and not with every label.
    let (counter, columns) = (counter, columns)
    let kpis = columns.kpiRange
    let length = min(Self.block, range.count)
    var scores = [Double](repeating: .nan, count: length)
    var expected = [Int64](repeating: 0, count: length)
    var cells = [UInt32](repeating: .max, count: length)
    for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
      let part = start..<min(start + Self.block, range.upperBound)
      for index in part { scores[index - start] = columns.binaryScore(labels.labels[index].scoreField) }
      counter.lookUp(scores, cells: &cells, expected: &expected)
      var index = 0
      labels.forEach(in: part) { label, payload in
        var changes = changes
        counter.countBinary(
          columns.row(label, payload: payload), cell: Int(Int32(bitPattern: cells[index])), expected: expected[index],
          kpis: payload.extracting(kpis), sign: label.sign
        ) { changes.add($0, $1) }
        add(changes, to: label.stratum)
        index += 1
      }
    }
  }

  @inline(__always)
  private func add(_ changes: LabelChanges, to stratum: Int) {
    for index in starts[stratum]..<starts[stratum + 1] {
      let part = partsOfStrata[index]
      let bits = touched + part * wordCount
      // Every label touches this word.
      if bits[0] == 0 { parts.append(part) }
      changes.add(to: values + part * stride, bits)
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

/// What one label changes, and which of its positions are behind the first word of a row. Owned by a ``LabelTally``.
private struct LabelChanges {
  private let deltas: UnsafeMutablePointer<LabelDelta>
  private let distant: UnsafeMutablePointer<Int>
  private var count = 0
  private var distantCount = 0
  private var firstWord: UInt64 = 0

  init(capacity: Int) {
    deltas = .allocate(capacity: capacity)
    distant = .allocate(capacity: capacity)
  }

  func deallocate() {
    deltas.deallocate()
    distant.deallocate()
  }

  @inline(__always)
  mutating func add(_ position: Int, _ amount: Int64) {
    (deltas + count).initialize(to: LabelDelta(position: position, amount: amount))
    count &+= 1
    if position < 64 {
      firstWord |= 1 &<< UInt64(truncatingIfNeeded: position)
    } else {
      distant[distantCount] = position
      distantCount &+= 1
    }
  }

  @inline(__always)
  func add(to row: UnsafeMutablePointer<Int64>, _ bits: UnsafeMutablePointer<UInt64>) {
    bits[0] |= firstWord
    for index in 0..<count { row[deltas[index].position] &+= deltas[index].amount }
    for index in 0..<distantCount {
      bits[distant[index] &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: distant[index] & 63)
    }
  }
}
