#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A reference counted over bins, in the form that comparing with many samples needs.
package struct BinnedReference: Equatable, Sendable {
  /// Rows in all bins.
  package let size: Double
  fileprivate let bins: [Bin]

  fileprivate struct Bin: Equatable, Sendable {
    let count: Double
    let share: Double
    /// 0 for a share of 0.
    let logShare: Double
    /// With half a row in every bin.
    let smoothedShare: Double
    let logSmoothedShare: Double
  }

  package var binCount: Int { bins.count }

  /// - Parameter counts: rows per bin.
  package init(_ counts: Span<Int64>) {
    let size = counts.total
    self.size = size
    let smoothedSize = size + 0.5 * Double(counts.count)
    bins = counts.indices.map { bin in
      let count = counts.count(at: bin)
      let share = size > 0 ? count / size : 0
      let smoothed = (count + 0.5) / smoothedSize
      return Bin(
        count: count, share: share, logShare: share > 0 ? log(share) : 0, smoothedShare: smoothed,
        logSmoothedShare: log(smoothed))
    }
  }
}

/// The statistics that two samples counted over the same bins have in common, from one pass over the bins.
package struct BinComparison: Equatable, Sendable {
  package let populationStability: PopulationStability
  package let jensenShannon: JensenShannon
  package let chiSquared: ChiSquaredTest

  /// One bin of both samples.
  struct Bin {
    let referenceCount: Double
    let currentCount: Double
    /// Shares, and their logarithms (0 for a share of 0).
    let p: Double
    let q: Double
    let logP: Double
    let logQ: Double
    /// With half a row in every bin.
    let smoothedP: Double
    let smoothedQ: Double
    let logSmoothedP: Double
  }

  struct Sizes {
    let reference: Double
    let current: Double
    let binsWithRows: Double

    /// `1/m + 1/n`
    var scale: Double { 1 / reference + 1 / current }
  }

  /// Nil if either sample is empty or the lengths differ. Complexity: O(bins), three logarithms each; nothing allocated.
  ///
  /// - Parameter current: rows per bin.
  package init?(reference: BinnedReference, current: Span<Int64>) {
    guard reference.bins.count == current.count, reference.size > 0 else { return nil }
    let n = current.total
    guard n > 0 else { return nil }
    let smoothedSize = n + 0.5 * Double(current.count)
    var stability = PopulationStability.Sums()
    var divergence = JensenShannon.Sums()
    var chiSquared = ChiSquaredTest.Sums(reference: reference.size, current: n)
    var binsWithRows = 0.0
    let bins = reference.bins.span
    for index in current.indices {
      let expected = bins[index]
      let count = current.count(at: index)
      let share = count / n
      let bin = Bin(
        referenceCount: expected.count, currentCount: count, p: expected.share, q: share, logP: expected.logShare,
        logQ: share > 0 ? log(share) : 0, smoothedP: expected.smoothedShare, smoothedQ: (count + 0.5) / smoothedSize,
        logSmoothedP: expected.logSmoothedShare)
      stability.add(bin)
      guard expected.count > 0 || count > 0 else { continue }
      binsWithRows += 1
      divergence.add(bin)
      chiSquared.add(bin)
    }
    let sizes = Sizes(reference: reference.size, current: n, binsWithRows: binsWithRows)
    populationStability = stability.result(sizes)
    jensenShannon = divergence.result(sizes)
    self.chiSquared = chiSquared.result(sizes)
  }
}
