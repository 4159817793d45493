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

  package static let missingValue = CombinationTable.missing
  package static let overflowValue = CombinationTable.tooLong

  package let plan: CellPlan
  package let dimensionNames: [String]
  package private(set) var versions: [String] = []
  package private(set) var cells: [Cell]
  package private(set) var parts: [Part] = []
  /// The parts that a stratum's rows count into; the first is its version's part of `all`.
  package private(set) var partsOfStratum: [[Int]] = []
  /// Version first, then one value per dimension.
  package private(set) var textsOfStratum: [[String]] = []

  /// Distinct versions, and distinct values of each dimension, that are kept apart; later ones are ``overflowValue``.
  package static let versionLimit = 1000
  package static let valueLimit = 256
  /// Stands for a combination of which no row was counted yet.
  static let unknownStratum = UInt32.max

  private var cellIDs: [String: Int] = ["all": 0]
  private var partIDs: [Part: Int] = [:]
  private var stratumIDs: [[String]: UInt32] = [:]
  /// The versions and the values of each dimension that are kept apart. Follows from ``textsOfStratum``.
  private var keptTexts: [Set<String>]
  /// The strata of decoders' combinations, the one used last at the end; not part of the state.
  private var numberings: [(identity: CombinationTable.Identity, strata: [UInt32])] = []

  /// Decoders take turns; more of them than this would look up their texts anew.
  private static let numberingLimit = 32

  package init(plan: CellPlan, dimensionNames: [String]) {
    self.plan = plan
    self.dimensionNames = dimensionNames
    cells = [Cell(segment: 0, name: "all", values: [])]
    keptTexts = Array(repeating: [], count: dimensionNames.count + 1)
  }

  /// The strata of a decoder's combinations, by number; ``unknownStratum`` where no row has been counted yet.
  mutating func strata(of table: CombinationTable) -> [UInt32] {
    let count = table.texts.count
    guard let index = numberings.lastIndex(where: { $0.identity === table.identity }) else {
      return Array(repeating: Self.unknownStratum, count: count)
    }
    if index < numberings.count - 1 { numberings.append(numberings.remove(at: index)) }
    let strata = numberings[numberings.count - 1].strata
    return strata.count >= count
      ? strata : strata + Array(repeating: Self.unknownStratum, count: count - strata.count)
  }

  /// Keeps what was found out about a decoder's combinations; of many decoders, for those that were used last.
  mutating func remember(_ strata: [UInt32], of table: CombinationTable) {
    numberings.removeAll { $0.identity === table.identity }
    if numberings.count == Self.numberingLimit { numberings.removeFirst() }
    numberings.append((table.identity, strata))
  }

  /// The stratum of a version and one value per dimension; a new one if it was not seen before.
  ///
  /// Values past the limits, in the order of the calls, are one.
  package mutating func stratum(_ exactTexts: [String]) -> UInt32 {
    var texts = exactTexts
    for position in texts.indices { texts[position] = kept(texts[position], at: position) }
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

  private mutating func kept(_ text: String, at position: Int) -> String {
    if text == Self.missingValue || text == Self.overflowValue || keptTexts[position].contains(text) { return text }
    guard keptTexts[position].count < (position == 0 ? Self.versionLimit : Self.valueLimit) else {
      return Self.overflowValue
    }
    keptTexts[position].insert(text)
    return text
  }

  /// The cells in display order: `all`, then segment by segment as configured, values in order.
  package var cellsInOrder: [Int] {
    cells.indices.sorted { (cells[$0].segment, cells[$0].name) < (cells[$1].segment, cells[$1].name) }
  }
}
