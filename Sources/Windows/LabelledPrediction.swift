/// A prediction together with its label: what a label counts.
struct LabelledPrediction {
  /// As in ``RecordBatch/served``.
  var served: UInt8
  /// As in ``RecordBatch/scores``.
  var score: Double
  /// As in ``RecordBatch/overrides``.
  var override = Double.nan
  /// As in ``LabelBatch/outcomes``.
  var outcome: Double
  /// Milliseconds from the prediction to its label; negative if that is not known or not to be counted.
  var lag: Int64
}
