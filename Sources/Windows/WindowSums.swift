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

  /// What one version adds to a cell; all of them under version −1 where they are not read apart.
  private struct Share {
    let version: Int
    var counts: [Int64]
  }

  let width: Int
  /// By cell.
  private var shares: [[Share]] = []

  init(width: Int) {
    self.width = width
  }

  /// Cost: nothing for a single version, an addition of rows for each further one.
  func counts(of target: Target) -> [Int64] {
    let shares = target.cell < shares.count ? shares[target.cell] : []
    let wanted = target.version < 0 ? shares : shares.filter { $0.version == target.version }
    guard var sum = wanted.first?.counts else { return [Int64](repeating: 0, count: width) }
    for share in wanted.dropFirst() {
      for index in sum.indices { sum[index] &+= share.counts[index] }
    }
    return sum
  }

  /// One entry of ``counts(of:)``.
  func count(_ position: Int, of target: Target) -> Int64 {
    guard target.cell < shares.count else { return 0 }
    var sum: Int64 = 0
    for share in shares[target.cell] where target.version < 0 || share.version == target.version {
      sum &+= share.counts[position]
    }
    return sum
  }

  mutating func add(_ counts: SparseCounts, part: CellRegistry.Part, sign: Int64, registry: CellRegistry) {
    let share = share(of: part, registry)
    counts.add(to: &shares[part.cell][share].counts, sign: sign)
  }

  /// Adds to single entries; positions beyond the width are left out.
  mutating func add(_ deltas: [LabelDelta], part: CellRegistry.Part, registry: CellRegistry) {
    let share = share(of: part, registry)
    shares[part.cell][share].counts.withUnsafeMutableBufferPointer { sums in
      for delta in deltas where delta.position < sums.count { sums[delta.position] &+= delta.amount }
    }
  }

  private mutating func share(of part: CellRegistry.Part, _ registry: CellRegistry) -> Int {
    while shares.count <= part.cell { shares.append([]) }
    let version = registry.hasVersionReadings(cell: part.cell) ? part.version : -1
    if let known = shares[part.cell].firstIndex(where: { $0.version == version }) { return known }
    shares[part.cell].append(Share(version: version, counts: [Int64](repeating: 0, count: width)))
    return shares[part.cell].count - 1
  }

  mutating func removeAll() {
    shares.removeAll(keepingCapacity: true)
  }
}

extension CellRegistry {
  /// Versions are read apart in `all` and in the groups that fairness compares.
  func hasVersionReadings(cell: Int) -> Bool {
    let dimensions = plan.segments[cells[cell].segment]
    return dimensions.isEmpty || plan.fairness.contains(dimensions)
  }

  /// The cells of one attribute's groups, in order of value.
  func groups(of attribute: [Int]) -> [Int] {
    cells.indices.filter { plan.segments[cells[$0].segment] == attribute }
      .sorted { cells[$0].name < cells[$1].name }
  }
}
