import Records

/// Numbers the cells as they appear: model versions, segment values, and the combinations that rows come in.
///
/// A *stratum* is one combination of a version and a value of every dimension; it stands for all the cells that such a
/// row counts into, in four bytes.
package struct CellRegistry: Sendable {
  /// A slice of the traffic by dimension values; cell 0 is `all`.
  package struct Cell: Equatable, Sendable {
    /// Index into the plan's segments.
    package let segment: Int
    /// `all`, `dim=value`, or `dim=value,dim=value`.
    package let name: String
    /// One value per dimension of the segment.
    package let values: [String]
  }

  /// One version's part of a cell: what panes keep counts for.
  package struct Part: Hashable, Sendable {
    package let version: Int
    package let cell: Int
  }

  package static let missingValue = "(none)"
  package static let overflowValue = "(other)"

  package let plan: CellPlan
  package let dimensionNames: [String]
  package private(set) var versions: [String] = []
  package private(set) var cells: [Cell]
  package private(set) var parts: [Part] = []
  /// The parts that a stratum's rows count into; the first is its version's part of `all`.
  package private(set) var partsOfStratum: [[Int]] = []
  /// Version first, then one value per dimension.
  package private(set) var textsOfStratum: [[String]] = []

  private var cellIDs: [String: Int] = ["all": 0]
  private var partIDs: [Part: Int] = [:]
  private var stratumIDs: [[String]: UInt32] = [:]
  /// Remembers the codes of the decoder at hand; not part of the state.
  private var stratumOfCodes: [UInt128: UInt32] = [:]
  private var codesOwner: RecordDecoder.Identity?

  /// Codes of that many dimensions fit a key beside the version's.
  private static let packedDimensions = 13

  package init(plan: CellPlan, dimensionNames: [String]) {
    self.plan = plan
    self.dimensionNames = dimensionNames
    cells = [Cell(segment: 0, name: "all", values: [])]
  }

  /// The stratum of each row of a batch.
  package mutating func strata(of batch: RecordBatch, decodedBy decoder: RecordDecoder) -> [UInt32] {
    if codesOwner !== decoder.identity {
      codesOwner = decoder.identity
      stratumOfCodes.removeAll()
    }
    let isPacked = batch.dimensions.count <= Self.packedDimensions
    return (0..<batch.count).map { row in
      var key = UInt128(UInt32(bitPattern: batch.versions[row] &+ 2))
      for column in batch.dimensions {
        key = key << 9 | UInt128(UInt32(bitPattern: column[row] &+ 2))
      }
      if isPacked, let known = stratumOfCodes[key] { return known }
      var texts = [Self.text(of: batch.versions[row], in: decoder.versions)]
      for (index, column) in batch.dimensions.enumerated() {
        texts.append(Self.text(of: column[row], in: decoder.dimensionValues[index]))
      }
      let stratum = stratum(texts)
      if isPacked { stratumOfCodes[key] = stratum }
      return stratum
    }
  }

  /// The stratum of a version and one value per dimension; a new one if it was not seen before.
  package mutating func stratum(_ texts: [String]) -> UInt32 {
    if let known = stratumIDs[texts] { return known }
    let version = versions.firstIndex(of: texts[0]) ?? versions.count
    if version == versions.count { versions.append(texts[0]) }
    var ids: [Int] = []
    for (segment, dimensions) in plan.segments.enumerated() {
      let id = part(version: version, cell: cell(segment: segment, values: dimensions.map { texts[$0 + 1] }))
      if !ids.contains(id) { ids.append(id) }
    }
    let stratum = UInt32(partsOfStratum.count)
    partsOfStratum.append(ids)
    textsOfStratum.append(texts)
    stratumIDs[texts] = stratum
    return stratum
  }

  private mutating func cell(segment: Int, values: [String]) -> Int {
    let dimensions = plan.segments[segment]
    let name =
      dimensions.isEmpty
      ? "all" : zip(dimensions, values).map { "\(dimensionNames[$0])=\($1)" }.joined(separator: ",")
    if let known = cellIDs[name] { return known }
    cells.append(Cell(segment: segment, name: name, values: values))
    cellIDs[name] = cells.count - 1
    return cells.count - 1
  }

  private mutating func part(version: Int, cell: Int) -> Int {
    let part = Part(version: version, cell: cell)
    if let known = partIDs[part] { return known }
    parts.append(part)
    partIDs[part] = parts.count - 1
    return parts.count - 1
  }

  private static func text(of code: Int32, in vocabulary: Vocabulary) -> String {
    switch code {
    case Vocabulary.missing: missingValue
    case Vocabulary.overflow: overflowValue
    default: vocabulary.texts[Int(code)]
    }
  }

  /// The cells in display order: `all`, then segment by segment as configured, values in order.
  package var cellsInOrder: [Int] {
    cells.indices.sorted { (cells[$0].segment, cells[$0].name) < (cells[$1].segment, cells[$1].name) }
  }
}
