/// What the labels of a cell's newest judged window tell beyond single figures.
package struct CellDetail: Equatable, Sendable {
  /// One bin of the reliability curve.
  package struct ReliabilityBin: Equatable, Sendable {
    /// Mean score and share of positives of the bin's rows; `nil` without rows.
    package var meanScore: Double?
    package var positiveRate: Double?
    /// Wilson's 95 % interval of the share.
    package var low: Double?
    package var high: Double?
    package var n: Int

    package init(meanScore: Double?, positiveRate: Double?, low: Double?, high: Double?, n: Int) {
      self.meanScore = meanScore
      self.positiveRate = positiveRate
      self.low = low
      self.high = high
      self.n = n
    }
  }

  /// A pair of classes that were taken for each other.
  package struct Confusion: Equatable, Sendable {
    package var actual: String
    package var predicted: String
    package var n: Int
    /// Share of the rows of the actual class.
    package var share: Double

    package init(actual: String, predicted: String, n: Int, share: Double) {
      self.actual = actual
      self.predicted = predicted
      self.n = n
      self.share = share
    }
  }

  /// Ten bins of equal width for a binary task, else none.
  package var reliability: [ReliabilityBin]
  /// The most frequent confusions of a multiclass task, most frequent first; else none.
  package var confusions: [Confusion]

  package init(reliability: [ReliabilityBin] = [], confusions: [Confusion] = []) {
    self.reliability = reliability
    self.confusions = confusions
  }
}

/// The groups behind a fairness figure.
package struct GroupComparison: Equatable, Sendable {
  package struct Group: Equatable, Sendable {
    package var name: String
    package var value: Double?
    package var low: Double?
    package var high: Double?
    package var n: Int
    /// Too few rows to be compared.
    package var isLeftOut: Bool

    package init(name: String, value: Double?, low: Double?, high: Double?, n: Int, isLeftOut: Bool) {
      self.name = name
      self.value = value
      self.low = low
      self.high = high
      self.n = n
      self.isLeftOut = isLeftOut
    }
  }

  /// In order of name.
  package var groups: [Group]

  package init(groups: [Group]) {
    self.groups = groups
  }
}
