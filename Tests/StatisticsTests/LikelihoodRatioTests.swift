import Testing

@testable import Statistics

@Suite struct LikelihoodRatioTests {
  // scipy.stats.chi2_contingency(correction=True, lambda_="log-likelihood"), SciPy 1.17
  @Test(
    "The statistic is SciPy's",
    arguments: [
      (3, 50, 10, 5000, 10.671918682644671), (0, 50, 300, 5000, 3.3081122125488536),
      (56, 70, 48, 80, 6.2384072205310765), (9, 10, 3, 10, 5.517352143557792), (1, 1, 0, 200, 4.225118555276604),
      (5, 5000, 1, 50_000, 15.122407905915491), (500, 1000, 24_000, 50_000, 1.4908365209800962),
      (20, 40, 50, 100, 0),
    ] as [(Int64, Int64, Int64, Int64, Double)])
  func golden(k: Int64, n: Int64, r: Int64, m: Int64, expected: Double) {
    #expect(agree(likelihoodRatioOfShares(successes1: k, of: n, successes2: r, of: m), expected, within: 1e-9))
    #expect(
      agree(likelihoodRatioOfShares(successes1: n - k, of: n, successes2: m - r, of: m), expected, within: 1e-9))
  }

  @Test("A group without rows has no statistic, and where all or none succeeded it is 0")
  func ends() {
    #expect(likelihoodRatioOfShares(successes1: 0, of: 0, successes2: 1, of: 2) == nil)
    #expect(likelihoodRatioOfShares(successes1: 1, of: 2, successes2: 0, of: -1) == nil)
    #expect(likelihoodRatioOfShares(successes1: 0, of: 5, successes2: 0, of: 9) == 0)
    #expect(likelihoodRatioOfShares(successes1: 5, of: 5, successes2: 9, of: 9) == 0)
    #expect(likelihoodRatioOfShares(successes1: 50, of: 5, successes2: -9, of: 9) != nil)
    #expect(likelihoodRatioOfShares(successes1: .max, of: .max, successes2: 0, of: .max)?.isFinite == true)
  }

  @Test(
    "No more false alarms than alpha says, over all windows and references there may be",
    arguments: [(50, 200), (50, 1000), (200, 200), (500, 1000)], [0.001, 0.01, 0.1, 0.5])
  func falseAlarms(sizes: (rows: Int, reference: Int), share: Double) {
    let windows = Self.binomial(sizes.rows, share)
    let references = Self.binomial(sizes.reference, share)
    let alphas = [1e-3, 1e-4, 1e-5, 1e-6]
    let critical = alphas.map { ChiSquaredDistribution.quantile(upperTail: $0, degreesOfFreedom: 1) }
    var alarms = [0.0, 0, 0, 0]
    for (k, p) in windows.enumerated() where p > 1e-12 {
      for (r, q) in references.enumerated() where q > 1e-12 {
        let ratio = likelihoodRatioOfShares(
          successes1: Int64(k), of: Int64(sizes.rows), successes2: Int64(r), of: Int64(sizes.reference))
        for index in alphas.indices where (ratio ?? 0) > critical[index] { alarms[index] += p * q }
      }
    }
    for (alarms, alpha) in zip(alarms, alphas) { #expect(alarms <= 1.1 * alpha) }
  }

  /// Probabilities of 0 … n successes.
  static func binomial(_ n: Int, _ share: Double) -> [Double] {
    var logarithms = [Double(n) * logarithm(1 - share)]
    for k in 1...n {
      logarithms.append(logarithms[k - 1] + logarithm(Double(n - k + 1) / Double(k) * share / (1 - share)))
    }
    return logarithms.map(exponential)
  }
}
