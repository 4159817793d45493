import Records

/// What predictions and labels carry beside their entries while they wait for each other: a *payload* of a fixed number
/// of values. In order: the outcome of the label (not for a binary task, whose entries hold it themselves), the business
/// figures of the label log, and for a prediction of several classes the score of each.
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

  init(_ layout: CellLayout) {
    switch layout.task {
    case .binary: task = .binary
    case .multiclass: task = .multiclass
    case .regression: task = .regression
    }
    kpis = layout.labelKPIs.count
    classScores = task == .multiclass ? layout.classScores.count : 0
  }

  /// Values of a label, and where its business figures are among them.
  var labelWidth: Int { task == .binary ? kpis : 1 + kpis }
  var kpiRange: Range<Int> { labelWidth - kpis..<labelWidth }
  /// Values of a prediction: those of its label first, NaN before there is one.
  var predictionWidth: Int { labelWidth + classScores }
  var scoreRange: Range<Int> { labelWidth..<predictionWidth }

  /// What an entry's field for the score holds: for several classes the number of the one that was served, as its score
  /// is among the payload.
  @inline(__always)
  func scoreField(served: UInt8, score: Double) -> Double { task == .multiclass ? Double(served) : score }

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
      return LabelledPrediction(
        served: label.servedPositive ? RecordBatch.Served.positive : RecordBatch.Served.negative, score: label.score,
        outcome: label.isPositive ? 1 : 0, lag: label.lag)
    case .multiclass:
      let served = UInt8(exactly: label.score) ?? RecordBatch.Served.other
      let score = Int(served) < classScores ? payload[labelWidth + Int(served)] : .nan
      return LabelledPrediction(served: served, score: score, outcome: payload[0], lag: label.lag)
    case .regression:
      return LabelledPrediction(
        served: RecordBatch.Served.positive, score: label.score, outcome: payload[0], lag: label.lag)
    }
  }
}
