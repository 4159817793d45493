import Alerting
import Ingest
import Notation
import Readings
import Windows

/// Where a pipeline's results go: files in a replay, the store of an agent, nowhere in a dashboard of its own.
/// Called on the pipeline's thread, in an order that the input alone decides.
protocol PipelineOutput: AnyObject {
  /// A reading in its final order: traffic at each step, performance whenever it is revised.
  ///
  /// - Parameter series: the number of its series, of which the windows keep the list.
  func reading(_ reading: Reading, series: Int)
  /// Whether ``onset(_:of:)`` is of use: it takes time to work out.
  var wantsOnsets: Bool { get }
  /// Since when a series has been changed that has left green for the first time.
  func onset(_ onset: Onset, of key: SeriesKey)
  func transition(_ transition: AlertTransition)
  /// A delivery is new, or a person or the clock has changed its state.
  func delivery(_ delivery: Delivery)
  /// A person decided something, or what one decided is over.
  func audit(_ entry: AuditEntry)
  func deadLetter(_ letter: DeadLetter)
  /// A file cannot be read (further).
  func trouble(_ error: IngestError, at time: Instant)
  /// Most of a file's lines fail alike: what the file seems to be.
  func finding(_ finding: FileDiagnosis.Finding, at time: Instant)
  /// Not all values of a dimension are told apart any more; once for each.
  func folded(_ values: FoldedValues, at time: Instant)
}

extension PipelineOutput {
  func reading(_ reading: Reading, series: Int) {}
  var wantsOnsets: Bool { false }
  func onset(_ onset: Onset, of key: SeriesKey) {}
  func transition(_ transition: AlertTransition) {}
  func delivery(_ delivery: Delivery) {}
  func audit(_ entry: AuditEntry) {}
  func deadLetter(_ letter: DeadLetter) {}
  func trouble(_ error: IngestError, at time: Instant) {}
  func finding(_ finding: FileDiagnosis.Finding, at time: Instant) {}
  func folded(_ values: FoldedValues, at time: Instant) {}
}
