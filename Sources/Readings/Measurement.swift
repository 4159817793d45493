/// A computed figure before it is graded: the value, what it rests on, and what speaks for or against chance.
package struct Measurement: Equatable, Sendable {
  /// How a level above green has to be justified.
  package enum Evidence: Equatable, Sendable {
    /// A test against no change was made at the configured alpha: the value counts only if it was passed.
    case test(isBeyondChance: Bool)
    /// The interval's near end, not the value alone, has to be past the threshold; and an interval at the configured
    /// alpha has to leave out the baseline, so that of hundreds of series none leaves green by chance.
    case interval(isBeyondChance: Bool)
    /// The value stands for itself (counts, coverage).
    case value
  }

  /// Not finite where the figure could not be computed; `nil` where it is undefined (0/0).
  package var value: Double?
  /// Rows (or labelled rows) that the value rests on.
  package var n: Int
  /// 95 % interval.
  package var low: Double?
  package var high: Double?
  /// The critical value of the test behind `evidence`.
  package var floor: Double?
  package var evidence: Evidence
  /// The reference's own value, where it has one.
  package var baseline: Double?
  package var usesOverallBaseline: Bool
  /// Probability of a difference to the reference at least this large if nothing had changed, for figures that are (or
  /// have) a test statistic.
  package var pValue: Double?

  package init(
    value: Double?, n: Int, low: Double? = nil, high: Double? = nil, floor: Double? = nil, evidence: Evidence,
    baseline: Double? = nil, usesOverallBaseline: Bool = false, pValue: Double? = nil
  ) {
    self.value = value
    self.n = n
    self.low = low
    self.high = high
    self.floor = floor
    self.evidence = evidence
    self.baseline = baseline
    self.usesOverallBaseline = usesOverallBaseline
    self.pValue = pValue
  }
}
