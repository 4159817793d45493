import Testing

@testable import Statistics

@Suite struct MulticlassConfusionTests {
  static let square: [[Int64]] = [[30, 5, 2, 0], [4, 20, 6, 0], [0, 3, 15, 1], [0, 0, 0, 0]]

  // sklearn.metrics.precision_recall_fscore_support(zero_division=0) and accuracy_score, scikit-learn 1.9. In the first
  // square the last class is served but never true; in the third the middle one is served only, the first true only.
  @Test(
    "The averages over classes are scikit-learn's",
    arguments: [
      (
        square, 0.7558139534883721, [0.5622031421264158, 0.566737790422001, 0.5622528273086796],
        [0.7728713325572899, 0.7558139534883721, 0.761961504391223]
      ),
      ([[5, 0, 0], [0, 3, 0], [0, 0, 0]], 1, [1, 1, 1], [1, 1, 1]),
      (
        [[0, 4, 0], [0, 0, 0], [0, 0, 3]], 0.42857142857142855,
        [0.3333333333333333, 0.3333333333333333, 0.3333333333333333],
        [0.42857142857142855, 0.42857142857142855, 0.42857142857142855]
      ),
      ([[1]], 1, [1, 1, 1], [1, 1, 1]),
    ] as [([[Int64]], Double, [Double], [Double])])
  func golden(square: [[Int64]], accuracy: Double, macro: [Double], weighted: [Double]) throws {
    let confusion = try #require(multiclassConfusion(square))
    #expect(near(confusion.accuracy, accuracy))
    #expect(near(confusion.precisionMacro.value, macro[0]))
    #expect(near(confusion.recallMacro.value, macro[1]))
    #expect(near(confusion.f1Macro.value, macro[2]))
    #expect(near(confusion.precisionWeighted.value, weighted[0]))
    #expect(near(confusion.recallWeighted.value, weighted[1]))
    #expect(near(confusion.f1Weighted.value, weighted[2]))
  }

  // Numerical slopes of the averages in every count, NumPy 2.4
  @Test("The standard errors are those of the delta method")
  func standardErrors() throws {
    let confusion = try #require(multiclassConfusion(Self.square))
    #expect(near(confusion.precisionMacro.standardError, 0.035535631410315134, within: 1e-8))
    #expect(near(confusion.precisionWeighted.standardError, 0.04430158357937939, within: 1e-8))
    #expect(near(confusion.recallMacro.standardError, 0.03562030090549515, within: 1e-8))
    // The weighted recall is the accuracy: √(a(1−a)/86).
    #expect(near(confusion.recallWeighted.standardError, 0.046325343578438566, within: 1e-8))
    #expect(near(confusion.f1Macro.standardError, 0.035540202122685584, within: 1e-8))
    #expect(near(confusion.f1Weighted.standardError, 0.045508045635906366, within: 1e-8))
  }

  @Test("A few rows without an error are not certain")
  func perfect() throws {
    let confusion = try #require(multiclassConfusion([[5, 0, 0], [0, 3, 0], [0, 0, 0]]))
    #expect(confusion.f1Macro.standardError == 0)
    let interval = confusion.f1Macro.interval(confidence: 0.95)
    #expect(interval.high == 1 && interval.low > 0.4 && interval.low < 0.8)
  }

  @Test("No rows, and counts that are no square, have no averages; damaged counts do not trap")
  func ends() {
    #expect(multiclassConfusion([]) == nil)
    #expect(multiclassConfusion([[0, 0], [0, 0]]) == nil)
    #expect(multiclassConfusion([[1, 2, 3]]) == nil)
    let huge = multiclassConfusion([[.max, .max], [.min, .max]])
    #expect(huge?.total == .max && huge?.f1Macro.value.isFinite == true)
  }

  @Test("Two classes give what the binary matrix gives")
  func binary() throws {
    let confusion = try #require(multiclassConfusion([[120, 10], [20, 50]]))
    let matrix = ConfusionMatrix(truePositives: 50, falsePositives: 10, trueNegatives: 120, falseNegatives: 20)
    let other = ConfusionMatrix(truePositives: 120, falsePositives: 20, trueNegatives: 50, falseNegatives: 10)
    let (f1, otherF1) = (try #require(matrix.f1), try #require(other.f1))
    #expect(near(confusion.f1Macro.value, (f1 + otherF1) / 2))
    #expect(near(confusion.f1Weighted.value, (f1 * 70 + otherF1 * 130) / 200))
  }

  @Test("The mean area of several classes has the mean of their errors")
  func oneVersusRest() throws {
    // sklearn.metrics.roc_auc_score of three classes against the rest, scikit-learn 1.9
    let classes: [([Int64], [Int64])] = [
      ([0, 2, 1, 1, 3], [1, 2, 0, 2, 0]), ([0, 0, 0, 1, 1], [1, 2, 1, 2, 4]), ([0, 2, 1, 0, 0], [4, 2, 2, 1, 0]),
    ]
    var mean = OneVersusRestArea()
    #expect(mean.value == nil && mean.interval(confidence: 0.95) == nil)
    var errors = 0.0
    for (positives, negatives) in classes {
      let area = try #require(areaUnderROC(positives: positives, negatives: negatives, isExact: true))
      errors += area.standardError
      mean.add(area)
    }
    #expect(near(mean.value, 0.6741622574955909))
    let interval = try #require(mean.interval(confidence: 0.95))
    #expect(near(interval.low, 0.6741622574955909 - 1.959963984540054 * errors / 3))
  }
}
