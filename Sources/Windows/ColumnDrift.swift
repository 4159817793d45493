import Readings
import Records
import Statistics

/// The statistics of one column's counts against its reference, whether they come from traffic or from labels.
///
/// `psi`, `js` and `chi2` rest on one test, that of the smoothed PSI: each is beyond chance if that index passes its
/// critical value. The floor of each is the critical value on its own scale: near the reference, where it matters,
/// the divergence of `js` is an eighth of the PSI, and `chi2` is the PSI over `1/m + 1/n`, so that its floor is the
/// chi-squared quantile itself. `js` and `psi` have the p-value of the test, `chi2` that of Pearson's. `ks` is held
/// against its own critical value, which decides on `wasserstein` as well, a distance without a distribution of its own;
/// `mean_shift` against that of a mean, either way.
struct ColumnDrift {
  static let numericMetrics: [Metric] = [.psi, .ks, .js, .wasserstein, .chi2, .meanShift]
  static let categoricalMetrics: [Metric] = [.psi, .js, .chi2]

  /// Of a column of classes.
  static func classMetrics(_ task: PredictionTask) -> [Metric] {
    if case .binary = task { return categoricalMetrics + [.positiveRate] }
    return categoricalMetrics + [.unseenRate]
  }

  let column: ReferenceCell.Column
  let critical: CriticalValues
  let usesOverallBaseline: Bool

  private static let confidence = PerformanceFigures.confidence

  /// Hands over ``numericMetrics``, and returns the position of what comes next.
  ///
  /// - Parameter counts: the row of counts in which the column is.
  func numeric(
    _ reference: ReferenceCell.Column.Numeric, _ counts: Span<Int64>, room: inout DriftRoom,
    _ emit: (Int, Measurement) -> Void
  ) -> Int {
    let layout = reference.layout
    let current = counts.extracting(layout.cells)
    let (count, moments) = ReferenceCell.Column.moments(layout, counts)
    column.add(current, into: &room.bins)
    let binned = binned(reference.binned, room.bins.span, count: count)
    emit(0, binned.psi)
    emit(2, binned.js)
    emit(4, binned.chi2)

    room.shares.replace(by: current)
    let test = KolmogorovSmirnov(reference: reference.cumulative, current: room.shares, isExact: layout.grid.isExact)
    let floor = kolmogorovSmirnovNoiseFloor(
      referenceSize: column.count, currentSize: count, criticalValue: critical.kolmogorovSmirnov)
    let isBeyondChance = test.map { $0.statistic > floor } ?? false
    let interval = test?.interval(
      confidence: Self.confidence,
      noiseFloor: kolmogorovSmirnovNoiseFloor(
        referenceSize: column.count, currentSize: count, criticalValue: CriticalValues.kolmogorovSmirnovInterval))
    emit(1, figure(test?.statistic, n: count, interval, floor: floor, isBeyondChance, pValue: test?.pValue))

    let wasserstein = reference.wasserstein.flatMap {
      Wasserstein(
        reference: $0, current: room.shares, mean: moments.mean,
        meanSquare: moments.variance + moments.mean * moments.mean)
    }
    emit(
      3,
      figure(
        wasserstein?.distance, n: count, wasserstein?.interval(confidence: Self.confidence), floor: .infinity,
        isBeyondChance))

    let shift = MeanShift(reference: reference.moments, current: moments)
    let leastShift = shift?.noiseFloor(criticalValue: critical.normal) ?? .infinity
    emit(
      5,
      figure(
        shift?.value, n: count, shift?.interval(confidence: Self.confidence), floor: leastShift,
        shift.map { abs($0.value) > leastShift } ?? false))
    return Self.numericMetrics.count
  }

  /// Hands over ``categoricalMetrics``, and returns the position of what comes next.
  ///
  /// - Parameter current: rows per category, then those of what is not listed.
  @discardableResult
  func categorical(
    _ reference: ReferenceCell.Column.Categorical, _ current: Span<Int64>, _ emit: (Int, Measurement) -> Void
  ) -> Int {
    let count = current.rows(in: current.indices)
    // Nothing outside the listed categories on either side: that bin does not exist.
    let hasUnlisted = reference.unlisted > 0 || (current.count > 0 && current[current.count - 1] > 0)
    let figures =
      hasUnlisted
      ? binned(reference.binned, current, count: count)
      : binned(reference.binnedWithoutUnlisted, current.extracting(first: max(current.count - 1, 0)), count: count)
    emit(0, figures.psi)
    emit(1, figures.js)
    emit(2, figures.chi2)
    return Self.categoricalMetrics.count
  }

  /// Hands over ``classMetrics(_:)``: the share of positives of two classes, that of any other of several.
  func classes(
    _ reference: ReferenceCell.Column.Categorical, _ current: Span<Int64>, _ emit: (Int, Measurement) -> Void
  ) {
    let next = categorical(reference, current, emit)
    let count = current.rows(in: current.indices)
    let wanted = reference.positive ?? current.count - 1
    guard wanted >= 0, wanted < current.count, wanted < column.bins.count else { return }
    emit(next, rate(current[wanted], of: count, reference: column.bins[wanted], of: column.count))
  }

  func rate(_ successes: Int64, of rows: Int64, reference expected: Int64, of referenceRows: Int64) -> Measurement {
    RateComparison(
      successes: successes, rows: rows, referenceSuccesses: expected, referenceRows: referenceRows, critical: critical
    ).measurement(usesOverallBaseline: usesOverallBaseline)
  }

  private func binned(
    _ reference: BinnedReference, _ current: Span<Int64>, count: Int64
  ) -> (psi: Measurement, js: Measurement, chi2: Measurement) {
    let comparison = BinComparison(reference: reference, current: current)
    let floor = smoothedPSINoiseFloor(
      referenceSize: column.count, currentSize: count, criticalValue: critical.chiSquared(bins: current.count))
    let stability = comparison?.populationStability
    let isBeyondChance = stability.map { $0.smoothedIndex > floor } ?? false
    let pValue = stability?.pValue(referenceSize: column.count, currentSize: count, bins: current.count)
    let divergence = comparison?.jensenShannon
    let test = comparison?.chiSquared
    return (
      figure(
        stability?.index, n: count, stability?.interval(confidence: Self.confidence), floor: floor, isBeyondChance,
        pValue: pValue),
      figure(
        divergence?.distance, n: count, divergence?.interval(confidence: Self.confidence),
        floor: jensenShannonNoiseFloor(psiFloor: floor), isBeyondChance, pValue: pValue),
      figure(
        test?.statistic, n: count, nil,
        floor: test.map { critical.chiSquared(bins: $0.degreesOfFreedom + 1) } ?? .infinity, isBeyondChance,
        pValue: test?.pValue)
    )
  }

  private func figure(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, floor: Double, _ isBeyondChance: Bool,
    pValue: Double? = nil
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high, floor: floor.isFinite ? floor : nil,
      evidence: .test(isBeyondChance: isBeyondChance), usesOverallBaseline: usesOverallBaseline, pValue: pValue)
  }
}
