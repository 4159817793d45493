/// The counts of the panes in a window, per target, kept up by addition and subtraction as the window moves.
///
/// A target is what readings are made for: a cell over all versions together, or one version's part of `all` or of a
/// group that is compared. Integers make the rolling sum exact: it always equals the sum over the panes it covers.
struct WindowSums {
  /// Version −1 stands for all versions together.
  struct Target: Hashable {
    let version: Int
    let cell: Int
  }

  let width: Int
  private(set) var sums: [Target: [Int64]] = [:]

  init(width: Int) {
    self.width = width
  }

  func counts(of target: Target) -> [Int64] {
    sums[target] ?? [Int64](repeating: 0, count: width)
  }

  /// The targets that a part counts into.
  static func targets(of part: CellRegistry.Part, in registry: CellRegistry) -> [Target] {
    let overall = Target(version: -1, cell: part.cell)
    return registry.hasVersionReadings(cell: part.cell)
      ? [overall, Target(version: part.version, cell: part.cell)] : [overall]
  }

  mutating func add(_ counts: SparseCounts, part: CellRegistry.Part, sign: Int64, registry: CellRegistry) {
    for target in Self.targets(of: part, in: registry) {
      counts.add(to: &sums[target, default: [Int64](repeating: 0, count: width)], sign: sign)
    }
  }

  /// Adds to single entries; positions beyond the width are left out.
  mutating func add(_ deltas: [LabelDelta], part: CellRegistry.Part, registry: CellRegistry) {
    for target in Self.targets(of: part, in: registry) {
      sums[target, default: [Int64](repeating: 0, count: width)].withUnsafeMutableBufferPointer { sums in
        for delta in deltas where delta.position < sums.count { sums[delta.position] &+= delta.amount }
      }
    }
  }

  mutating func removeAll() {
    sums.removeAll(keepingCapacity: true)
  }
}

extension CellRegistry {
  /// Versions are read apart in `all` and in the groups that fairness compares.
  func hasVersionReadings(cell: Int) -> Bool {
    let dimensions = plan.segments[cells[cell].segment]
    return dimensions.isEmpty || (dimensions.count == 1 && plan.fairness.contains(dimensions[0]))
  }

  /// The cells of one attribute's groups, in order of value.
  func groups(of attribute: Int) -> [Int] {
    cells.indices.filter { plan.segments[cells[$0].segment] == [attribute] }
      .sorted { cells[$0].name < cells[$1].name }
  }
}
