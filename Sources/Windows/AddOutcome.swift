/// What became of a batch beyond being counted.
package struct AddOutcome: Equatable, Sendable {
  /// Rows outside of the event times that are looked at, or not known by their end.
  package var outOfRange = 0
  /// Rows of the batch, ascending, that claim a time later than the caller deems possible. They were left out before
  /// they could move the source's clock.
  package var future: [Int] = []

  package init(outOfRange: Int = 0, future: [Int] = []) {
    self.outOfRange = outOfRange
    self.future = future
  }
}
