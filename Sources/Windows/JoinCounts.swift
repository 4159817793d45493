/// What became of records and labels, in all.
package struct JoinCounts: Equatable, Sendable {
  /// Predictions counted into panes.
  package var records = 0
  package var late = 0
  /// Predictions whose id was there already; not counted again.
  package var duplicatePredictions = 0
  package var labels = 0
  package var joined = 0
  /// The same label again; ignored.
  package var duplicateLabels = 0
  /// Another value for a labelled prediction; the last one stands.
  package var revisedLabels = 0
  /// Labels given up because no prediction came for them.
  package var expiredLabels = 0
  /// Predictions given up because no label came for them in time.
  package var expiredPredictions = 0

  package init() {}

  /// All of them in order of declaration, for the state.
  var values: [Int] {
    get {
      [
        records, late, duplicatePredictions, labels, joined, duplicateLabels, revisedLabels, expiredLabels,
        expiredPredictions,
      ]
    }
    set {
      guard newValue.count == values.count else { return }
      records = newValue[0]
      late = newValue[1]
      duplicatePredictions = newValue[2]
      labels = newValue[3]
      joined = newValue[4]
      duplicateLabels = newValue[5]
      revisedLabels = newValue[6]
      expiredLabels = newValue[7]
      expiredPredictions = newValue[8]
    }
  }
}
