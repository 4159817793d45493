/// Names what a verdict is about: one cell of one version over one window.
package struct VerdictKey: Hashable, Sendable {
  package var segment: String
  package var version: String
  package var window: String

  package init(segment: String, version: String, window: String) {
    self.segment = segment
    self.version = version
    self.window = window
  }
}

/// Why performance fell, from what was expected of the labelled rows and what turned out.
package struct Verdict: Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// Performance has not fallen.
    case none
    /// It fell as the scores let expect: the inputs moved.
    case covariateShift = "covariate shift"
    /// It fell below what the scores let expect: the relation of inputs and outcome moved.
    case conceptShift = "concept shift"
  }

  package var kind: Kind
  /// Accuracy of the labelled rows: as it turned out, as the calibrated scores let expect, and in the reference.
  package var realised: Double
  package var expected: Double
  package var baseline: Double
  /// Labelled rows.
  package var n: Int
  /// (realised − expected) in standard deviations of the realised accuracy under the expectation.
  package var z: Double
  /// The reasoning in one sentence.
  package var reason: String

  package init(
    kind: Kind, realised: Double, expected: Double, baseline: Double, n: Int, z: Double, reason: String
  ) {
    self.kind = kind
    self.realised = realised
    self.expected = expected
    self.baseline = baseline
    self.n = n
    self.z = z
    self.reason = reason
  }
}
