/// A dimension (or the version) of which some values are not told apart: they came behind as many others as are kept, or
/// are too long.
package struct FoldedValues: Equatable, Sendable {
  /// The dimension's name; `nil` for the model version.
  package let dimension: String?
  /// How many values are told apart, the first that came.
  package let kept: Int
  /// Whether that is as many as can be; if not, values were too long.
  package let isFull: Bool
  /// What all others count as: the value in the names of cells.
  package let name: String

  package init(dimension: String?, kept: Int, isFull: Bool, name: String) {
    self.dimension = dimension
    self.kept = kept
    self.isFull = isFull
    self.name = name
  }
}

extension CellRegistry {
  /// What is folded by now, the version first and dimensions as configured. How many rows that concerns is what the cell
  /// of ``FoldedValues/name`` counts. Cost: a look at every stratum.
  package var foldedValues: [FoldedValues] {
    (0...dimensionNames.count).compactMap { position in
      var values: Set<String> = []
      for texts in textsOfStratum { values.insert(texts[position]) }
      guard values.remove(Self.overflowValue) != nil else { return nil }
      values.remove(Self.missingValue)
      return FoldedValues(
        dimension: position == 0 ? nil : dimensionNames[position - 1], kept: values.count,
        isFull: values.count >= (position == 0 ? Self.versionLimit : Self.valueLimit), name: Self.overflowValue)
    }
  }
}
