/// One version of the model, told by how its score departs from the calibrated probability.
///
/// The logit of the calibrated probability is stretched by `slope`, moved by `bias`, and blurred by `noise`. With the
/// defaults the score *is* the calibrated probability given the features.
package struct ModelVersion: Hashable, Sendable {
  package struct GroupBias: Hashable, Sendable {
    package var condition: SegmentCondition
    package var bias: Double

    package init(condition: SegmentCondition, bias: Double) {
      self.condition = condition
      self.bias = bias
    }
  }

  package var name: String
  package var slope: Double
  /// In logits.
  package var bias: Double
  /// Standard deviation of a normal error of the score, in logits.
  package var noise: Double
  /// More bias, for some rows only.
  package var groups: [GroupBias]
  /// Scores from here on are served as the positive class.
  package var threshold: Double

  package init(
    name: String, slope: Double = 1, bias: Double = 0, noise: Double = 0, groups: [GroupBias] = [],
    threshold: Double = 0.5
  ) {
    self.name = name
    self.slope = slope
    self.bias = bias
    self.noise = noise
    self.groups = groups
    self.threshold = threshold
  }
}
