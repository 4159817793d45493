import Records
import Statistics

extension Baseline {
  /// Whether this can be what a reference gave: finite profiles, categories that differ, and in every cell counts that
  /// are neither negative nor greater than its rows. A profile that was edited or damaged on disk need not be.
  package var isSound: Bool {
    minSamples >= 0 && columns.features.allSatisfy { Self.isSound($0.profile) }
      && columns.score.map(Self.isSound) ?? true && cells.values.allSatisfy(isSound)
  }

  private static func isSound(_ profile: ColumnProfiles.Profile) -> Bool {
    switch profile {
    case .numeric(let profile): isSound(profile)
    case .categorical(let profile):
      Vocabulary(texts: profile.categories).texts.count == profile.categories.count
    }
  }

  private static func isSound(_ profile: NumericProfile) -> Bool {
    profile.mean.isFinite && profile.standardDeviation >= 0 && profile.standardDeviation.isFinite
      && profile.minimum <= profile.maximum
  }

  private func isSound(_ cell: Cell) -> Bool {
    let rows = cell.traffic[CellLayout.rows]
    // Sums in fixed point are made for so many.
    guard (0...FixedPoint.defaultCount).contains(rows) else { return false }
    var sums = layout.score.map { [$0.sum, $0.sumOfSquares] } ?? []
    var isComplete = layout.score.map { counted($0.cells, $0.null, in: cell) == rows } ?? true
    for feature in layout.features {
      switch feature {
      case .numeric(let column):
        sums += [column.sum, column.sumOfSquares]
        isComplete = isComplete && counted(column.cells, column.null, in: cell) == rows
      case .categorical(let column):
        isComplete = isComplete && counted(column.cells, column.null, in: cell) == rows
      }
    }
    var counts = cell.traffic
    for position in sums { counts[position] = 0 }
    var labels = cell.labels
    // Sums of probabilities, in units that no row has more than one of. Of a calibration bin the third figure is one.
    let bins = CellLayout.calibration
    for position in [CellLayout.squareSum, CellLayout.crossSum]
      + stride(from: bins.lowerBound + 2, to: bins.upperBound, by: 3)
    {
      labels[position] >>= Int64(FixedPoint.probability.fractionBits)
    }
    return isComplete && (counts + labels).allSatisfy { (0...rows).contains($0) }
  }

  /// Every row has a value, or none, in every column.
  private func counted(_ cells: Range<Int>, _ null: Int, in cell: Cell) -> Int64 {
    cell.traffic[cells].reduce(cell.traffic[null], &+)
  }
}
