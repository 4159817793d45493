#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// When a sequence of counts left the shares of the reference.
package struct ChangeOnset: Equatable, Sendable {
  /// The first pane after the change, most likely.
  package var index: Int
  /// The 95 % interval in which it lies, ends included.
  package var earliest: Int
  package var latest: Int

  /// ln(2/0.05): see ``init(sums:)``.
  private static let logBound = 3.688879454113936

  /// Page's CUSUM (1954): the change is where the sum of the log-likelihood ratios, after against before, of all that
  /// follows is greatest.
  ///
  /// The interval has the places where that sum falls short of the greatest by at most ln(2/0.05). Under the true change
  /// the ratios before it, and their inverses after it, are martingales with mean 1, so by Ville's inequality either side
  /// runs away by x with a probability of at most e⁻ˣ: the interval covers at least 95 % where the shares are known.
  ///
  /// - Parameter sums: for each pane the sum of the log-likelihood ratios of it and all that follow. `nil` if none is
  ///   positive.
  package init?(sums: [Double]) {
    // Of equals the later one: panes without rows say nothing.
    guard let best = sums.indices.max(by: { sums[$0] <= sums[$1] }), sums[best] > 0, sums[best].isFinite else {
      return nil
    }
    let near = sums.indices.filter { sums[$0] >= sums[best] - Self.logBound }
    index = best
    earliest = near.first ?? best
    latest = near.last ?? best
  }

  /// The onset of a changed mean of values with a known variance, the mean after fitted to the panes that would follow
  /// each place.
  ///
  /// - Parameters:
  ///   - panes: number and sum of the values, in order of time.
  ///   - mean: of the reference: what was before, unless the panes in front of the recent ones have as many values as
  ///     those.
  ///   - recent: how many panes at the end may have changed.
  package static func ofMean(
    _ panes: [(count: Int64, sum: Double)], mean: Double, variance: Double, recent: Int = .max
  ) -> ChangeOnset? {
    guard variance > 0 else { return nil }
    func total(_ panes: ArraySlice<(count: Int64, sum: Double)>) -> (count: Double, sum: Double) {
      panes.reduce((0, 0)) { ($0.0 + Double($1.count), $0.1 + $1.sum) }
    }
    let former = total(panes.dropLast(max(0, recent)))
    let hasFormer = former.count > 0 && former.count >= total(panes.suffix(max(0, recent))).count
    let before = hasFormer ? former.sum / former.count : mean
    var sums = [Double](repeating: 0, count: panes.count)
    var count = 0.0
    var sum = 0.0
    for index in panes.indices.reversed() {
      count += Double(panes[index].count)
      sum += panes[index].sum - Double(panes[index].count) * before
      sums[index] = count > 0 ? (sum * sum / (count * variance) - 1) / 2 : 0
    }
    return ChangeOnset(sums: sums)
  }
}

/// Counts per pane and category, in which a change is looked for.
///
/// Categories fall into strata, and each stratum has its shares: a change of how many rows a stratum has is no change.
package struct ChangeSearch: Sendable {
  /// One range of categories per stratum; the categories of all follow one another from 0.
  private let strata: [Range<Int>]
  private let reference: [Double]
  private let width: Int
  /// Pane by pane.
  private var counts: [Double] = []

  /// - Parameters:
  ///   - reference: counts per category before the change.
  ///   - strata: how many categories each stratum has, in order; one stratum of all categories if empty.
  package init(reference: [Int64], strata sizes: [Int] = []) {
    width = reference.count
    self.reference = reference.map(Double.init)
    var start = 0
    let sizes = sizes.isEmpty ? [reference.count] : sizes
    strata = sizes.map { size in
      defer { start += size }
      return start..<min(start + size, reference.count)
    }
  }

  /// Adds the next pane. Categories that are missing have no rows.
  package mutating func add(_ pane: [Int64]) {
    for category in 0..<width { counts.append(category < pane.count ? Double(max(0, pane[category])) : 0) }
  }

  /// The onset, with the shares after it fitted to the panes that would follow each place.
  ///
  /// Fitted shares exaggerate: the sum of the ratios over the rows that they were fitted to is too large by half as many
  /// as there are degrees of freedom, which is taken off; that goes for all places alike.
  ///
  /// What was before is what the panes in front of the recent ones had, if they have as many rows as those: a live log
  /// that has always been a little different from the reference has not changed by that. Else it is the reference.
  ///
  /// - Parameter recent: how many panes at the end may have changed.
  /// - Returns: `nil` if no place has anything left. Complexity: O(panes · categories).
  package func onset(recent: Int = .max) -> ChangeOnset? {
    let panes = width > 0 ? counts.count / width : 0
    guard panes > 0 else { return nil }
    let before = logShares(former(panes: panes - min(max(recent, 0), panes)) ?? reference)
    let excess = Double(width - strata.count) / 2
    var after = [Double](repeating: 0, count: width)
    var sums = [Double](repeating: 0, count: panes)
    for pane in (0..<panes).reversed() {
      for category in 0..<width { after[category] += counts[pane * width + category] }
      let changed = logShares(after)
      sums[pane] = (0..<width).reduce(-excess) { $0 + after[$1] * (changed[$1] - before[$1]) }
    }
    return ChangeOnset(sums: sums)
  }

  /// The counts of the first panes; `nil` if they have fewer rows than the others.
  private func former(panes: Int) -> [Double]? {
    var sums = [Double](repeating: 0, count: width)
    for index in 0..<panes * width { sums[index % width] += counts[index] }
    let rows = sums.reduce(0, +)
    return rows > 0 && rows >= counts[(panes * width)...].reduce(0, +) ? sums : nil
  }

  /// Half a row more in every category, so that none is impossible.
  private func logShares(_ counts: [Double]) -> [Double] {
    var shares = [Double](repeating: 0, count: width)
    for stratum in strata {
      let total = stratum.reduce(0) { $0 + counts[$1] } + Double(stratum.count) / 2
      for category in stratum { shares[category] = log((counts[category] + 0.5) / total) }
    }
    return shares
  }
}
