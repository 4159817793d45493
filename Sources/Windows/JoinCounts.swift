/// What became of records and labels, in all.
package struct JoinCounts: Equatable, Sendable, Codable {
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
}
