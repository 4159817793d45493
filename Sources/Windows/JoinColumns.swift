import Records

/// What predictions and labels carry beside their entries while they wait for each other: a *payload* of a fixed number
/// of values. In order: the outcome of the label (not for a binary task, whose entries hold it themselves), the business
/// figures of the label log, for a prediction of several classes the score of each, and, where the log says it, what a
/// person served instead (not for a binary task, whose entries hold that as well).
///
/// A binary task without business figures in its label log has no payload at all.
struct JoinColumns: Equatable {
  enum Task {
    case binary
    case multiclass
    case regression
  }

  let task: Task
  let kpis: Int
  let classScores: Int
  /// Whether the log says what people served instead.
  let hasOverrides: Bool

  init(_ layout: CellLayout) {
    switch layout.task {
    case .binary: task = .binary
    case .multiclass: task = .multiclass
    case .regression: task = .regression
    }
    kpis = layout.labelKPIs.count
    classScores = task == .multiclass ? layout.classScores.count : 0
    hasOverrides = layout.overrides != nil
  }

  /// Values of a label, and where its business figures are among them.
  var labelWidth: Int { task == .binary ? kpis : 1 + kpis }
  var kpiRange: Range<Int> { labelWidth - kpis..<labelWidth }
  /// Values of a prediction: those of its label first, NaN before there is one.
  var predictionWidth: Int { scoreRange.upperBound + (hasOverrides && task != .binary ? 1 : 0) }
  var scoreRange: Range<Int> { labelWidth..<labelWidth + classScores }
  /// Where in a prediction's payload stands what was served instead; `nil` if it is not there.
  var overrideIndex: Int? { hasOverrides && task != .binary ? scoreRange.upperBound : nil }

  /// What an entry's field for the score holds: for several classes the number of the one that was served, as its score
  /// is among the payload; for two, what was served instead as well.
  @inline(__always)
  func scoreField(served: UInt8, score: Double, override: Double) -> Double {
    switch task {
    case .binary: hasOverrides ? OverriddenScore(score: score, override: override).packed : score
    case .multiclass: Double(served)
    case .regression: score
    }
  }

  /// The score that such a field of a binary task holds.
  @inline(__always)
  func binaryScore(_ field: Double) -> Double { hasOverrides ? OverriddenScore(packed: field).score : field }

  /// Whether a label counts as positive in its entry: for tasks other than binary every label does.
  @inline(__always)
  func isPositive(_ outcome: Double) -> Bool { task != .binary || outcome == 1 }

  /// The payload of a row of a batch, in place of what `payload` had.
  @inline(__always)
  func fill(_ payload: inout [Double], from batch: LabelBatch, row: Int) {
    guard labelWidth > 0 else { return }
    payload.removeAll(keepingCapacity: true)
    if task != .binary { payload.append(batch.outcomes[row]) }
    for index in 0..<kpis { payload.append(index < batch.kpis.count ? batch.kpis[index][row] : .nan) }
  }

  /// What a joined label counts.
  ///
  /// - Parameter payload: of the width of a prediction's.
  @inline(__always)
  func row(_ label: JoinedLabel, payload: Span<Double>) -> LabelledPrediction {
    switch task {
    case .binary:
      var (score, override) = (label.scoreField, Double.nan)
      if hasOverrides {
        let both = OverriddenScore(packed: score)
        (score, override) = (both.score, both.override)
      }
      return LabelledPrediction(
        served: label.servedPositive ? RecordBatch.Served.positive : RecordBatch.Served.negative, score: score,
        override: override, outcome: label.isPositive ? 1 : 0, lag: label.lag)
    case .multiclass:
      let served = UInt8(exactly: label.scoreField) ?? RecordBatch.Served.other
      let score = Int(served) < classScores ? payload[labelWidth + Int(served)] : .nan
      return LabelledPrediction(
        served: served, score: score, override: overrideIndex.map { payload[$0] } ?? .nan, outcome: payload[0],
        lag: label.lag)
    case .regression:
      return LabelledPrediction(
        served: RecordBatch.Served.positive, score: label.scoreField,
        override: overrideIndex.map { payload[$0] } ?? .nan, outcome: payload[0], lag: label.lag)
    }
  }
}
