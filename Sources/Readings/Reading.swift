import Notation

/// One figure: a metric of a cell over a window, with how sure it is and where it stands.
package struct Reading: Equatable, Sendable {
  package var key: SeriesKey
  package var windowStart: Instant
  package var windowEnd: Instant
  /// `nil` with level `insufficient`, `nodata` or `error`.
  package var value: Double?
  /// Rows (or labelled rows) that the value rests on.
  package var n: Int
  /// 95 % interval.
  package var low: Double?
  package var high: Double?
  /// What chance alone explains at the configured alpha: the critical value of the test behind the level.
  package var floor: Double?
  package var evidence: Measurement.Evidence
  package var level: Level
  /// The thresholds in force, already resolved against the baseline.
  package var limits: Limits?
  /// Where the value stands between the thresholds; see ``Limits/grade(of:)``.
  package var grade: Double?
  /// Present for metrics that need labels.
  package var labels: LabelState?
  /// True if the cell's own part of the reference was too small and the overall profile served as baseline.
  package var usesOverallBaseline: Bool
  /// As in ``Measurement/pValue``.
  package var pValue: Double?

  package init(
    key: SeriesKey, windowStart: Instant, windowEnd: Instant, value: Double?, n: Int, low: Double? = nil,
    high: Double? = nil, floor: Double? = nil, evidence: Measurement.Evidence = .value, level: Level,
    limits: Limits? = nil, grade: Double? = nil, labels: LabelState? = nil, usesOverallBaseline: Bool = false,
    pValue: Double? = nil
  ) {
    self.key = key
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.value = value
    self.n = n
    self.low = low
    self.high = high
    self.floor = floor
    self.evidence = evidence
    self.level = level
    self.limits = limits
    self.grade = grade
    self.labels = labels
    self.usesOverallBaseline = usesOverallBaseline
    self.pValue = pValue
  }
}

/// How far the ground truth of a reading is in.
package struct LabelState: Equatable, Sendable {
  /// Share of the window's predictions that have their label, 0…1.
  package var coverage: Double
  /// 1 when the reading is first written, one more each time it is written again.
  package var revision: Int
  /// No further label can change the reading.
  package var isFinal: Bool

  package init(coverage: Double, revision: Int, isFinal: Bool) {
    self.coverage = coverage
    self.revision = revision
    self.isFinal = isFinal
  }
}
