import Readings
import Records
import Statistics

/// What the label counts of one cell tell beyond single figures.
enum CellDetailMeasures {
  /// Confusions that are listed at most.
  static let confusionLimit = 10
  /// Stands for all classes that are not listed.
  static let otherClass = "other"

  /// - Parameter labels: the window's label counts.
  static func detail(layout: CellLayout, labels: Span<Int64>) -> CellDetail {
    switch layout.task {
    case .binary: CellDetail(reliability: layout.score == nil ? [] : reliability(labels))
    case .multiclass(let classes): CellDetail(confusions: confusions(classes, labels.extracting(layout.confusion)))
    case .regression: CellDetail()
    }
  }

  /// Ten bins of equal width, also those without rows.
  private static func reliability(_ labels: Span<Int64>) -> [CellDetail.ReliabilityBin] {
    (0..<CellLayout.calibrationBins).map { index in
      let bin = CalibrationBin(labels, bin: index)
      guard bin.count > 0 else {
        return CellDetail.ReliabilityBin(meanScore: nil, positiveRate: nil, low: nil, high: nil, n: 0)
      }
      let interval = wilsonInterval(
        successes: bin.positives, of: bin.count, confidence: PerformanceFigures.confidence)
      return CellDetail.ReliabilityBin(
        meanScore: bin.scoreSum / Double(bin.count), positiveRate: Double(bin.positives) / Double(bin.count),
        low: interval?.low, high: interval?.high, n: Int(bin.count))
    }
  }

  /// The most frequent pairs of different classes, most frequent first; ties by true class, then by served class.
  private static func confusions(_ classes: [String], _ square: Span<Int64>) -> [CellDetail.Confusion] {
    let side = classes.count + 1
    var pairs: [(truth: Int, served: Int, rows: Int64)] = []
    var rowsOfTruth = [Double](repeating: 0, count: side)
    for truth in 0..<side {
      for served in 0..<side {
        let rows = max(square[truth * side + served], 0)
        rowsOfTruth[truth] += Double(rows)
        if truth != served, rows > 0 { pairs.append((truth, served, rows)) }
      }
    }
    pairs.sort { ($1.rows, $0.truth, $0.served) < ($0.rows, $1.truth, $1.served) }
    func name(_ index: Int) -> String { index < classes.count ? classes[index] : otherClass }
    return pairs.prefix(confusionLimit).map { pair in
      CellDetail.Confusion(
        actual: name(pair.truth), predicted: name(pair.served), n: Int(pair.rows),
        share: Double(pair.rows) / rowsOfTruth[pair.truth])
    }
  }
}
