/// A way to cut the population: region, sex, age band.
package struct SegmentDimension: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// Drawn for each row.
    case drawn([WeightedValue])
    /// Bands of a numeric feature: a value below `cuts[i]`, and not below the one before, has `names[i]`; the last name
    /// is for the rest. One more name than cuts.
    case bands(feature: String, cuts: [Double], names: [String])
  }

  package var name: String
  package var source: Source

  package init(name: String, source: Source) {
    self.name = name
    self.source = source
  }

  /// Every value a row can have, in the order of the definition.
  package var values: [String] {
    switch source {
    case .drawn(let weights): weights.map(\.value)
    case .bands(_, _, let names): names
    }
  }

  /// The band of a value; `nil` unless there is a name for it.
  static func band(of value: Double, cuts: [Double], names: [String]) -> String? {
    let index = cuts.firstIndex { value < $0 } ?? cuts.count
    return index < names.count ? names[index] : names.last
  }
}

/// Rows for which every named dimension has the given value; without terms, all rows.
package struct SegmentCondition: Hashable, Sendable {
  package struct Term: Hashable, Sendable {
    package var dimension: String
    package var value: String

    package init(dimension: String, value: String) {
      self.dimension = dimension
      self.value = value
    }
  }

  package var terms: [Term]

  package init(_ terms: [Term] = []) {
    self.terms = terms
  }

  package static let everything = SegmentCondition()

  /// `dimension=value`, the usual condition.
  package static func segment(_ dimension: String, _ value: String) -> SegmentCondition {
    SegmentCondition([Term(dimension: dimension, value: value)])
  }
}

/// A condition whose dimensions are found by position. A dimension that does not exist matches nothing.
struct ResolvedCondition {
  private let terms: [(position: Int, value: String)]
  private let impossible: Bool

  init(_ condition: SegmentCondition, dimensions: [SegmentDimension]) {
    terms = condition.terms.compactMap { term in
      dimensions.firstIndex { $0.name == term.dimension }.map { ($0, term.value) }
    }
    impossible = terms.count < condition.terms.count
  }

  func matches(_ segment: [String]) -> Bool {
    !impossible && terms.allSatisfy { segment[$0.position] == $0.value }
  }
}
