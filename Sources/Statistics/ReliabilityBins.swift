/// The rows of one bin of scores: how many, how many of them positive, and the sum of their scores.
package struct CalibrationBin: Equatable, Sendable {
  package var count: Int64
  package var positives: Int64
  package var scoreSum: Double

  package init(count: Int64, positives: Int64, scoreSum: Double) {
    self.count = count
    self.positives = positives
    self.scoreSum = scoreSum
  }
}

/// Rows by bin of their score: what the calibration errors are computed from. Holds up to ``limit`` bins in place,
/// without memory of its own.
package struct ReliabilityBins: Equatable, Sendable {
  /// Bins beyond so many are left out.
  package static let limit = 16

  private(set) var count = 0
  /// Rows, positives and sum of scores per bin.
  private var rowsOfBin: SIMD16<Double> = .zero
  private var positivesOfBin: SIMD16<Double> = .zero
  private var scoresOfBin: SIMD16<Double> = .zero

  package init() {}

  package mutating func append(_ bin: CalibrationBin) {
    guard count < Self.limit else { return }
    rowsOfBin[count] = Double(max(bin.count, 0))
    positivesOfBin[count] = Double(min(max(bin.positives, 0), max(bin.count, 0)))
    scoresOfBin[count] = bin.scoreSum.isFinite && bin.count > 0 ? bin.scoreSum : 0
    count += 1
  }

  /// The rows of all bins.
  var rows: Double { rowsOfBin.sum() }
  var positives: Double { positivesOfBin.sum() }
  /// The sum of all scores.
  package var scoreSum: Double { scoresOfBin.sum() }

  func rows(_ bin: Int) -> Double { rowsOfBin[bin] }
  func positives(_ bin: Int) -> Double { positivesOfBin[bin] }

  /// Mean score of a bin with rows, 0 … 1.
  func meanScore(_ bin: Int) -> Double { min(max(scoresOfBin[bin] / rowsOfBin[bin], 0), 1) }

  /// Mean score less share of positives of a bin with rows.
  func gap(_ bin: Int) -> Double { (scoresOfBin[bin] - positivesOfBin[bin]) / rowsOfBin[bin] }

  /// Share of positives of a bin after half a row is added to either class, so that a bin of one class is not certain.
  func moderateShare(_ bin: Int) -> Double { (positivesOfBin[bin] + 0.5) / (rowsOfBin[bin] + 1) }
}
