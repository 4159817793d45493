/// A batch's rows as ``OpenPanes`` count them: for every column the position in the tally at which a row's value counts,
/// and what it adds to the sums.
///
/// Memory: 4 bytes per row and column, 16 more per numeric column or business figure, and 8 where positives are expected;
/// it is kept when the value is used again.
package struct EncodedTraffic: Sendable {
  package internal(set) var count = 0
  /// One array per column: the features, the served class of several, the business figures, the latency, the score if
  /// there is one, how the request ended. At least `count` long.
  var positions: [[UInt32]] = []
  /// Row by row, the deviation and its square of every numeric column and business figure; at least `count` times their
  /// number long.
  var moments: [SIMD2<Int64>] = []
  /// The calibrated probability of each row's score in ``FixedPoint/probability``, 0 without a score; at least `count`
  /// long where positives are expected.
  var expected: [Int64] = []

  package init() {}

  mutating func reserve(rows: Int, columns: Int, numericColumns: Int, expectsPositives: Bool) {
    while positions.count < columns { positions.append([]) }
    for column in positions.indices where positions[column].count < rows {
      positions[column].append(contentsOf: repeatElement(0, count: rows - positions[column].count))
    }
    let needed = rows * numericColumns
    if moments.count < needed { moments.append(contentsOf: repeatElement(.zero, count: needed - moments.count)) }
    if expectsPositives, expected.count < rows {
      expected.append(contentsOf: repeatElement(0, count: rows - expected.count))
    }
    count = rows
  }
}
