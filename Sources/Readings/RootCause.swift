/// What carries a red reading: the segments without which it would be smaller, and the features that moved with it.
package struct RootCause: Equatable, Sendable {
  /// A cell or feature and its part in the change.
  package struct Contribution: Equatable, Sendable {
    /// `region=apac`, or a feature's name.
    package var name: String
    /// For a cell, the share of the change that goes away when its rows are left out: 1 is all of it, below 0 means that
    /// the others are worse. For a feature, its share of the drift of all features.
    package var share: Double
    /// Share of the window's rows, for cells.
    package var weight: Double?
    /// The figure without the cell; the feature's own PSI.
    package var value: Double?

    package init(name: String, share: Double, weight: Double? = nil, value: Double? = nil) {
      self.name = name
      self.share = share
      self.weight = weight
      self.value = value
    }
  }

  /// Greatest share first.
  package var segments: [Contribution]
  /// Those that moved by more than chance, in the window of the reading; `nil` if its rows are no longer known.
  package var features: [Contribution]?

  package init(segments: [Contribution], features: [Contribution]?) {
    self.segments = segments
    self.features = features
  }
}
