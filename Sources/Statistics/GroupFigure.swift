/// A figure of one group, in 0 … 1, with what comparing it with other groups' needs.
package struct GroupFigure: Equatable, Sendable {
  package var value: Double
  /// An interval for what the figure tends to with more rows.
  package var low: Double
  package var high: Double
  /// What the value is without its bias, for a figure that has one: the interval is about this.
  package var unbiased: Double?

  package init(value: Double, low: Double, high: Double, unbiased: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
    self.unbiased = unbiased
  }

  var center: Double { unbiased ?? value }
}

extension GroupFigure {
  /// A share, with Wilson's interval. Nil without rows.
  package static func share(successes: Int64, of count: Int64, confidence: Double) -> GroupFigure? {
    guard let interval = wilsonInterval(successes: successes, of: count, confidence: confidence) else { return nil }
    let value = Double(min(max(successes, 0), count)) / Double(count)
    return GroupFigure(value: value, low: interval.low, high: interval.high)
  }

  /// An area under the ROC curve, with its own interval.
  package static func area(_ area: AreaUnderROC, confidence: Double) -> GroupFigure {
    let interval = area.interval(confidence: confidence)
    return GroupFigure(value: area.value, low: interval.low, high: interval.high)
  }

  /// An expected calibration error, with its own interval. Nil without rows.
  ///
  /// Being a sum of absolute gaps, the error is too large in a small group, whose bins gape by chance: by as much as its
  /// interval at no confidence at all reaches down.
  package static func calibrationError(_ bins: ReliabilityBins, confidence: Double) -> GroupFigure? {
    guard let value = expectedCalibrationError(bins),
      let interval = expectedCalibrationErrorInterval(bins, confidence: confidence),
      let bias = expectedCalibrationErrorInterval(bins, confidence: 0)
    else { return nil }
    return GroupFigure(value: value, low: interval.low, high: interval.high, unbiased: bias.low)
  }
}
