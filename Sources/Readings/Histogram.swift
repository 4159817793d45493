/// Names one comparison of reference and current distribution.
package struct HistogramKey: Hashable, Sendable {
  package var feature: String
  package var segment: String
  package var window: String

  package init(feature: String, segment: String, window: String) {
    self.feature = feature
    self.segment = segment
    self.window = window
  }
}

/// Reference against current shares of one feature in one cell, over the bins that `psi` uses.
package struct Histogram: Equatable, Sendable {
  package struct Bin: Equatable, Sendable {
    /// `≤ 23`, `23–31`, `> 61`, or the category; `other` and `unseen` where they apply.
    package var label: String
    /// Share of the reference's non-null rows, 0…1.
    package var reference: Double
    /// Share of the window's non-null rows, 0…1.
    package var current: Double
    /// What the bin adds to the PSI.
    package var contribution: Double

    package init(label: String, reference: Double, current: Double, contribution: Double) {
      self.label = label
      self.reference = reference
      self.current = current
      self.contribution = contribution
    }
  }

  /// Mean, standard deviation and median of the non-null values; `nil` for categorical features or empty windows.
  package struct Moments: Equatable, Sendable {
    package var mean: Double
    package var standardDeviation: Double
    package var median: Double

    package init(mean: Double, standardDeviation: Double, median: Double) {
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.median = median
    }
  }

  package var bins: [Bin]
  package var referenceCount: Int
  package var currentCount: Int
  /// Nulls are left out of the bins and counted here.
  package var referenceNulls: Int
  package var currentNulls: Int
  package var referenceMoments: Moments?
  package var currentMoments: Moments?

  package init(
    bins: [Bin], referenceCount: Int, currentCount: Int, referenceNulls: Int, currentNulls: Int,
    referenceMoments: Moments? = nil, currentMoments: Moments? = nil
  ) {
    self.bins = bins
    self.referenceCount = referenceCount
    self.currentCount = currentCount
    self.referenceNulls = referenceNulls
    self.currentNulls = currentNulls
    self.referenceMoments = referenceMoments
    self.currentMoments = currentMoments
  }
}
