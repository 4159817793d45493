import Readings
import Statistics
import Testing

@testable import Windows

@Suite("Verdicts")
struct VerdictMeasuresTests {
  /// A row of label counts with this accuracy and expectation; 0.12 a row is the variance of the expectation.
  static func fill(
    _ labels: inout [Int64], labelled: Int64, right: Int64, expected: Double, scored: Int64? = nil
  ) {
    let scored = scored ?? labelled
    labels[CellLayout.labelled] = labelled
    labels[CellLayout.truePositives] = right / 2
    labels[CellLayout.trueNegatives] = right - right / 2
    labels[CellLayout.falsePositives] = labelled - right
    labels[CellLayout.scored] = scored
    // In whole units, for a code of so many rows at once would saturate.
    labels[CellLayout.expectedRight] = Int64(expected * Double(scored) * 0x1p31)
    labels[CellLayout.expectedVariance] = Int64(0.12 * Double(scored) * 0x1p31)
  }

  static func verdict(
    labelled: Int64 = 2000, right: Int64, expected: Double, scored: Int64? = nil, minSamples: Int = 100,
    isCalibrated: Bool = true, referenceExpected: Double = 0.84
  ) throws -> Verdict? {
    let columns = BinaryFixture.columns(isCalibrated: isCalibrated)
    let layout = CellLayout(columns: columns)
    let reference = try #require(
      BinaryFixture.reference(columns) {
        fill(&$0, labelled: 20_000, right: 16_800, expected: referenceExpected)
      })
    var labels = [Int64](repeating: 0, count: layout.labelWidth)
    fill(&labels, labelled: labelled, right: right, expected: expected, scored: scored)
    return VerdictMeasures(
      layout: layout, plan: BinaryFixture.plan(minSamples: minSamples), reference: reference,
      critical: CriticalValues(alpha: 0.001)
    ).verdict(labels.span)
  }

  @Test("Below what the scores let expect, the relation moved")
  func conceptShift() throws {
    let verdict = try #require(try Self.verdict(right: 1560, expected: 0.835))
    #expect(verdict.kind == .conceptShift)
    #expect(verdict.realised == 0.78)
    #expect(abs(verdict.expected - 0.835) < 1e-9)
    #expect(verdict.baseline == 0.84)
    #expect(verdict.n == 2000)
    // (0.78 − 0.835) / √(0.12/2,000 + 0.12/20,000)
    #expect(abs(verdict.z - -6.770032003863305) < 1e-6)
    #expect(
      verdict.reason == "accuracy fell from 0.840 to 0.780; the scores let expect 0.835 of these rows, "
        + "6.8 standard deviations more than came true")
  }

  @Test("As far down as the scores let expect, the inputs moved")
  func covariateShift() throws {
    let verdict = try #require(try Self.verdict(right: 1560, expected: 0.785))
    #expect(verdict.kind == .covariateShift)
    #expect(
      verdict.reason == "accuracy fell from 0.840 to 0.780, as the scores let expect "
        + "(0.785, 0.6 standard deviations off): the inputs moved")
  }

  @Test("Further down than the scores let expect, both moved")
  func both() throws {
    let verdict = try #require(try Self.verdict(right: 1400, expected: 0.78))
    #expect(verdict.kind == .conceptShift)
    #expect(
      verdict.reason == "accuracy fell from 0.840 to 0.700; the scores let expect a fall to 0.780, "
        + "as the inputs moved, and it fell 9.8 standard deviations further")
  }

  @Test("Between the two, chance is given its due")
  func undecided() throws {
    let verdict = try #require(try Self.verdict(right: 1620, expected: 0.832))
    #expect(verdict.kind == .covariateShift)
    #expect(verdict.reason.hasSuffix("and the 2.7 standard deviations between them are within chance"))
  }

  @Test("Performance that has not fallen has no cause")
  func none() throws {
    let little = try #require(try Self.verdict(right: 1660, expected: 0.835))
    #expect(little.kind == .none)
    #expect(
      little.reason == "accuracy is 0.830 against 0.840 in the reference, no more than chance explains; "
        + "the scores let expect 0.835 of these rows")
    let better = try #require(try Self.verdict(right: 1800, expected: 0.99))
    #expect(better.kind == .none)
    #expect(better.reason.hasPrefix("accuracy has not fallen: 0.900 against 0.840 in the reference"))
  }

  @Test("What a cell was off by in the reference itself is no shift")
  func ownMiscalibration() throws {
    let plain = try #require(try Self.verdict(right: 1560, expected: 0.835))
    let known = try #require(try Self.verdict(right: 1560, expected: 0.835, referenceExpected: 0.89))
    #expect(plain.kind == .conceptShift)
    #expect(known.kind == .covariateShift)
    #expect(abs(known.expected - 0.785) < 1e-9)
  }

  @Test("Without calibration, with too few labels or too few scores there is no verdict")
  func noVerdict() throws {
    #expect(try Self.verdict(right: 1560, expected: 0.8, isCalibrated: false) == nil)
    #expect(try Self.verdict(labelled: 90, right: 40, expected: 0.8) == nil)
    #expect(try Self.verdict(right: 1560, expected: 0.8, scored: 999) == nil)
    #expect(try Self.verdict(labelled: 0, right: 0, expected: 0, minSamples: 0) == nil)
    #expect(try Self.verdict(right: 1560, expected: 0, scored: 0) == nil)
  }

  @Test("Rows without a score are taken to be right as often, and make the comparison less sure")
  func unscored() throws {
    let all = try #require(try Self.verdict(right: 1560, expected: 0.835))
    let some = try #require(try Self.verdict(right: 1560, expected: 0.835, scored: 1500))
    #expect(some.realised == all.realised)
    #expect(some.n == 2000)
    // √(0.12/1,500 + 0.78·0.22·500/(1,500·1,999) + 0.12/20,000)
    #expect(abs(some.z - -0.055 / 0.010707_63) < 1e-3)
  }

  @Test("Labels that come as the scores let expect are hardly ever called a concept shift", arguments: 0..<2)
  func falseAlarms(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var kinds: [Verdict.Kind: Int] = [:]
    for _ in 0..<1000 {
      // The inputs moved: fewer rows that the model is sure of.
      var (right, expected, variance) = (Int64(0), 0.0, 0.0)
      for _ in 0..<500 {
        let probability = Double.random(in: 0.5...0.95, using: &random)
        if Double.random(in: 0..<1, using: &random) < probability { right += 1 }
        expected += probability
        variance += probability * (1 - probability)
      }
      let columns = BinaryFixture.columns()
      let layout = CellLayout(columns: columns)
      let reference = try #require(
        BinaryFixture.reference(columns) { Self.fill(&$0, labelled: 20_000, right: 16_800, expected: 0.84) })
      var labels = [Int64](repeating: 0, count: layout.labelWidth)
      Self.fill(&labels, labelled: 500, right: right, expected: expected / 500)
      labels[CellLayout.expectedVariance] = Int64(variance * 0x1p31)
      let measures = VerdictMeasures(
        layout: layout, plan: BinaryFixture.plan(minSamples: 100), reference: reference,
        critical: CriticalValues(alpha: 0.01))
      guard let verdict = measures.verdict(labels.span) else {
        Issue.record("no verdict, seed \(seed)")
        return
      }
      kinds[verdict.kind, default: 0] += 1
    }
    // 1 % is expected.
    #expect((kinds[.conceptShift] ?? 0) <= 22, "seed \(seed)")
    #expect((kinds[.covariateShift] ?? 0) >= 900, "seed \(seed)")
  }
}
