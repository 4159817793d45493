import Testing

@testable import Statistics

@Suite struct NormalDistributionTests {
  // scipy.stats.norm.ppf, SciPy 1.17
  @Test(
    "The normal quantile is SciPy's",
    arguments: [
      (1e-300, -37.0470962993612), (1e-12, -7.034483825301131), (1e-6, -4.753424308822899),
      (0.001, -3.090232306167813), (0.025, -1.9599639845400545), (0.25, -0.6744897501960817), (0.5, 0),
      (0.6, 0.2533471031357997), (0.975, 1.959963984540054), (0.999999, 4.753424308817087),
    ] as [(Double, Double)])
  func quantile(p: Double, expected: Double) {
    #expect(agree(NormalDistribution.quantile(p), expected, within: 1e-14))
  }

  // scipy.stats.norm.cdf, SciPy 1.17
  @Test(
    "The normal distribution function is SciPy's",
    arguments: [
      (-37, 5.7255712225239266e-300), (-10, 7.61985302416047e-24), (-3, 0.0013498980316300933),
      (-1.96, 0.024997895148220435), (-0.5, 0.3085375387259869), (0, 0.5), (0.5, 0.6914624612740131),
      (1.96, 0.9750021048517795), (3, 0.9986501019683699), (9, 1),
    ] as [(Double, Double)])
  func cumulative(x: Double, expected: Double) {
    #expect(agree(NormalDistribution.cumulative(x), expected))
  }

  @Test("Probabilities outside 0 … 1 have infinite quantiles")
  func ends() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(-1) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
  }

  @Test("A confidence of 1 and one that is not a number have finite critical values")
  func criticalValue() {
    #expect(near(normalCriticalValue(confidence: 0.95), 1.959963984540054))
    #expect(normalCriticalValue(confidence: 0) == 0)
    #expect((8...9).contains(normalCriticalValue(confidence: 1)))
    #expect((8...9).contains(normalCriticalValue(confidence: .nan)))
  }
}

@Suite struct ChiSquaredDistributionTests {
  // scipy.stats.chi2.sf, SciPy 1.17
  @Test(
    "The upper tail of chi-squared is SciPy's",
    arguments: [
      (3.84, 1, 0.05004352124870519), (0, 1, 1), (20.5, 10, 0.024862866307224125), (500, 3, 4.771672031912771e-108),
      (0.5, 1, 0.47950012218695337), (1e-8, 1, 0.9999202115440526), (9, 9, 0.43727418891386693),
      (240, 239, 0.4696445374649022), (900, 1000, 0.9892827619087102), (1400, 1100, 1.7479946237856438e-09),
      (2000, 1100, 4.827181545431255e-55),
    ] as [(Double, Int, Double)])
  func survival(x: Double, degreesOfFreedom: Int, expected: Double) {
    #expect(agree(ChiSquaredDistribution.survival(x, degreesOfFreedom: degreesOfFreedom), expected))
  }

  // scipy.stats.chi2.isf, SciPy 1.17
  @Test(
    "The upper quantile of chi-squared is SciPy's",
    arguments: [
      (0.05, 1, 3.8414588206941285), (1e-12, 1, 50.844127911818155), (1e-12, 9, 76.0059251419943),
      (0.001, 9, 27.877164871256575), (2e-6, 19, 61.80288261072711), (0.5, 9, 8.342832692252955),
      (0.9, 9, 4.168159008146107), (0.999, 3, 0.02429758581569275), (1e-12, 1100, 1462.943651491974),
      (0.3, 1100, 1124.1049355346897), (1e-200, 4, 933.3295406707144),
    ] as [(Double, Int, Double)])
  func quantile(alpha: Double, degreesOfFreedom: Int, expected: Double) {
    #expect(agree(ChiSquaredDistribution.quantile(upperTail: alpha, degreesOfFreedom: degreesOfFreedom), expected))
  }

  @Test("The upper quantile undoes the upper tail", arguments: [1, 2, 9, 239, 1100], [1e-12, 1e-5, 0.2, 0.5])
  func inverse(degreesOfFreedom: Int, alpha: Double) {
    let x = ChiSquaredDistribution.quantile(upperTail: alpha, degreesOfFreedom: degreesOfFreedom)
    #expect(agree(ChiSquaredDistribution.survival(x, degreesOfFreedom: degreesOfFreedom), alpha, within: 1e-10))
  }

  @Test("Alphas outside 0 … 1 and no degrees of freedom have limits, not traps")
  func ends() {
    #expect(ChiSquaredDistribution.quantile(upperTail: 0, degreesOfFreedom: 3) == .infinity)
    #expect(ChiSquaredDistribution.quantile(upperTail: .nan, degreesOfFreedom: 3) == .infinity)
    #expect(ChiSquaredDistribution.quantile(upperTail: 1, degreesOfFreedom: 3) == 0)
    #expect(ChiSquaredDistribution.quantile(upperTail: 0.1, degreesOfFreedom: 0) == 0)
    #expect(ChiSquaredDistribution.survival(1, degreesOfFreedom: 0) == 0)
    #expect(ChiSquaredDistribution.survival(.infinity, degreesOfFreedom: 2) == 0)
  }
}

@Suite struct KolmogorovDistributionTests {
  // scipy.stats.kstwobign.sf, SciPy 1.17
  @Test(
    "The limiting upper tail is SciPy's",
    arguments: [
      (0, 1), (0.1, 1), (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (0.8276, 0.49995841656354456),
      (0.99, 0.2808738392255489), (1, 0.26999967167735456), (1.01, 0.25943416909359746),
      (1.358, 0.05002679733444698), (1.6276, 0.010001537333060776), (2, 0.0006709252557796953),
      (3, 3.045995948942526e-08), (5, 3.8574996959278356e-22),
    ] as [(Double, Double)])
  func limit(x: Double, expected: Double) {
    #expect(agree(KolmogorovDistribution.survival(x), expected))
  }

  // scipy.stats.kstwo.sf, SciPy 1.17
  @Test(
    "The upper tail for a number of rows is SciPy's, whichever method serves",
    arguments: [
      (0.3, 1, 1, 1e-12), (0.7, 1, 0.6, 1e-12), (0.4, 2, 0.82, 1e-12), (0.25, 3, 0.9722222222222222, 1e-12),
      (0.75, 2, 0.125, 1e-12), (0.1, 10, 0.99963712, 1e-12), (0.3, 10, 0.27053557479999946, 1e-12),
      (0.45, 10, 0.022891810311717498, 1e-12), (0.12, 100, 0.10330374901819939, 1e-12),
      (0.22, 100, 9.900265927321788e-05, 1e-12), (0.04, 140, 0.9719726587618661, 1e-12),
      (0.09, 141, 0.19156768536655033, 1e-12), (0.13, 141, 0.015449346308454497, 1e-9),
      (0.03, 1000, 0.3226902143914636, 1e-12), (0.05, 1000, 0.013012074781090332, 1e-9),
      (0.06, 1025, 0.0011930929649244845, 1e-9), (0.02, 5000, 0.03613941395325637, 1e-9),
      (0.03, 5000, 0.00024159234422666817, 1e-9), (0.003, 100_000, 0.3284563327726956, 1e-12),
      (0.01, 100_000, 4.093278023549254e-09, 1e-9), (0.02, 1_000_000, 0, 0), (0.2, 5000, 9.004289573855005e-176, 1e-9),
      (0.15, 140, 0.0032495604415101703, 1e-9), (0.02, 130, 0.9999999942284438, 1e-12),
      (0.3, 50, 0.00017353260202718738, 1e-9), (0.12, 130, 0.04342261239639797, 1e-12),
      (0.18, 120, 0.0007128273472729798, 1e-9), (0.05, 60, 0.9965119852877966, 1e-12),
      (0.5, 17, 0.00018706867540432408, 1e-9), (0.6, 8, 0.002778486523437502, 1e-9),
      (0.99, 10, 2.0000000000000176e-20, 1e-9), (0.07, 300, 0.1007893525964727, 1e-6),
      (0.1, 300, 0.004595673656972621, 1e-6), (0.3, 300, 1.92786406567219e-24, 1e-9),
      (0.018, 20_000, 4.64535270486905e-06, 1e-9),
    ] as [(Double, Double, Double, Double)])
  func finite(distance: Double, size: Double, expected: Double, tolerance: Double) {
    #expect(agree(KolmogorovDistribution.survival(distance, size: size), expected, within: tolerance))
  }

  @Test("For very many rows the finite tail is the limit")
  func manyRows() {
    let size = 1e14
    for x in [0.6, 1, 1.3, 1.5, 2] {
      #expect(
        near(
          KolmogorovDistribution.survival(x / size.squareRoot(), size: size), KolmogorovDistribution.survival(x),
          within: 1e-6))
    }
  }

  @Test("Distances of 0 and 1 and no rows have limits, not traps")
  func ends() {
    #expect(KolmogorovDistribution.survival(0, size: 10) == 1)
    #expect(KolmogorovDistribution.survival(1, size: 10) == 0)
    #expect(KolmogorovDistribution.survival(0.5, size: 0) == 1)
  }
}
