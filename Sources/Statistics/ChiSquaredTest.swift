/// Pearson's test of homogeneity of two samples counted over the same bins, as
/// `scipy.stats.chi2_contingency(correction=False)`. Bins without rows on either side are left out.
package struct ChiSquaredTest: Equatable, Sendable {
  /// `Σ (observed − expected)² / expected` over the 2×B table.
  package let statistic: Double
  /// Bins with rows, less one.
  package let degreesOfFreedom: Int

  /// The sum over the bins that the statistic is.
  struct Sums {
    private let m: Double
    private let n: Double
    private var sum = 0.0

    init(reference m: Double, current n: Double) {
      self.m = m
      self.n = n
    }

    /// A bin that has rows.
    mutating func add(_ bin: BinComparison.Bin) {
      let difference = bin.q - bin.p
      sum += difference * difference / (bin.referenceCount + bin.currentCount)
    }

    func result(_ sizes: BinComparison.Sizes) -> ChiSquaredTest {
      // Both rows of the table deviate by mn/(m+n)·(q−p), from totals' shares of m and n.
      ChiSquaredTest(statistic: sum * m * n, degreesOfFreedom: Int(sizes.binsWithRows) - 1)
    }
  }

  private init(statistic: Double, degreesOfFreedom: Int) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of the statistic or more without drift; 1 with one bin.
  package var pValue: Double {
    degreesOfFreedom > 0 ? ChiSquaredDistribution.survival(statistic, degreesOfFreedom: degreesOfFreedom) : 1
  }
}
