import Readings

/// The counts in which a change of a figure shows: categories in strata, taken from a row of counts.
///
/// The more closely they follow the figure, the less a change of something else is taken for its own; where the figure is
/// one of a whole distribution they are its bins.
struct ChangeCategories {
  enum Row {
    case traffic
    case labels
  }

  let row: Row
  /// Categories per stratum; empty for a single one.
  let strata: [Int]
  /// The categories of a row of counts.
  let counts: ([Int64]) -> [Int64]

  /// - Parameters:
  ///   - position: of the column that the figure is about, in ``CellLayout/columns``; `nil` if it is about none.
  ///   - reference: of the cell.
  init?(_ metric: Metric, feature: String?, position: Int?, layout: CellLayout, reference: ReferenceCell) {
    switch metric.family {
    case .drift:
      let column = position.map { reference.columns[$0] }
      guard let column else {
        self.init(labelColumn: feature, metric, layout: layout, reference: reference)
        return
      }
      self.init(metric, column: column, of: layout)
    case .performance, .calibration: self.init(performance: metric, layout: layout, reference: reference)
    case .estimation:
      guard let score = layout.score else { return nil }
      // The scores, and what was made of them.
      self.init(.traffic, strata: [score.grid.binCount, 2]) { row in
        score.grid.bins(ofCells: row.span.extracting(score.cells))
          + [row[CellLayout.scoredNegative], row[CellLayout.scoredPositive]]
      }
    case .service: self.init(service: metric, layout: layout, reference: reference)
    case .labels:
      guard metric == .labelLagP50 || metric == .labelLagP95 else { return nil }
      let bucket = Self.bucket(metric == .labelLagP50 ? 0.5 : 0.95, of: reference.labels[layout.lag])
      self.init(.labels) { row in Self.split(row[layout.lag], behind: bucket) }
    case .fairness, .business, .health: return nil
    }
  }

  /// Those of one group, for a gap between groups.
  init?(gap metric: Metric) {
    let (tp, fp) = (CellLayout.truePositives, CellLayout.falsePositives)
    let (tn, fn) = (CellLayout.trueNegatives, CellLayout.falseNegatives)
    switch metric {
    case .demographicParityDifference, .demographicParityRatio:
      self.init(.traffic, strata: [2]) { row in
        [row[CellLayout.servedPositive], row[CellLayout.served] - row[CellLayout.servedPositive]]
      }
    case .equalOpportunityDifference, .fnrDifference:
      self.init(.labels, strata: [2]) { row in [row[tp], row[fn]] }
    case .fprDifference: self.init(.labels, strata: [2]) { row in [row[fp], row[tn]] }
    case .equalizedOddsDifference:
      self.init(.labels, strata: [2, 2]) { row in [row[tp], row[fn], row[fp], row[tn]] }
    case .rocAUCDifference:
      self.init(.labels, strata: [2 * CellLayout.calibrationBins], Self.calibrationBins)
    case .eceDifference:
      self.init(.labels, strata: Array(repeating: 2, count: CellLayout.calibrationBins), Self.calibrationBins)
    default: return nil
    }
  }

  private init(_ row: Row, strata: [Int] = [], _ counts: @escaping ([Int64]) -> [Int64]) {
    self.row = row
    self.strata = strata
    self.counts = counts
  }

  private init(_ metric: Metric, column: ReferenceCell.Column, of layout: CellLayout) {
    switch metric {
    case .nullRate: self.init(.traffic) { row in [row[column.null], row[CellLayout.rows] - row[column.null]] }
    case .unseenRate:
      // A share of the rows, that of an unknown class of what was served.
      let all = column.isClasses ? CellLayout.served : CellLayout.rows
      self.init(.traffic) { row in
        let unlisted = row[column.cells.upperBound - 1]
        return [unlisted, row[all] - unlisted]
      }
    case .positiveRate:
      self.init(.traffic) { row in
        [row[CellLayout.servedPositive], row[CellLayout.served] - row[CellLayout.servedPositive]]
      }
    case .outOfRangeRate:
      self.init(.traffic) { row in
        let cells = row[column.cells]
        let outside = column.outside.reduce(0) { $0 + cells[cells.startIndex + $1] }
        return [outside, cells.reduce(0, +) - outside]
      }
    default:
      self.init(.traffic) { row in
        var bins: [Int64] = []
        column.add(row.span.extracting(column.cells), into: &bins)
        return bins
      }
    }
  }

  private init?(labelColumn name: String?, _ metric: Metric, layout: CellLayout, reference: ReferenceCell) {
    guard LabelDriftMeasures.slots(layout).contains(where: { $0.metric == metric && $0.feature == name }) else {
      return nil
    }
    switch layout.task {
    case .binary:
      self.init(.labels) { row in
        [
          row[CellLayout.truePositives] + row[CellLayout.falseNegatives],
          row[CellLayout.trueNegatives] + row[CellLayout.falsePositives],
        ]
      }
    case .multiclass:
      let side = layout.classSide
      self.init(.labels) { row in
        (0..<side).map { actual in
          row[layout.confusion][(layout.confusion.lowerBound + actual * side)...].prefix(side).reduce(0, +)
        }
      }
    case .regression:
      guard let regression = layout.regression else { return nil }
      let column = name == ModelColumn.residual ? regression.residual : regression.label
      self.init(.labels) { row in column.grid.bins(ofCells: row.span.extracting(column.cells)) }
    }
  }

  private init?(performance metric: Metric, layout: CellLayout, reference: ReferenceCell) {
    func sums(_ categories: [[Int]]) -> ([Int64]) -> [Int64] {
      { row in categories.map { positions in positions.reduce(0) { $0 + row[$1] } } }
    }
    let (tp, fp) = (CellLayout.truePositives, CellLayout.falsePositives)
    let (tn, fn) = (CellLayout.trueNegatives, CellLayout.falseNegatives)
    if metric == .overrideAccuracy || metric == .overrideWinRate {
      guard let overrides = layout.overrides else { return nil }
      let isAccuracy = metric == .overrideAccuracy
      self.init(.labels) { row in
        isAccuracy
          ? [row[overrides.right], row[overrides.given] - row[overrides.right]]
          : [row[overrides.personAlone], row[overrides.modelAlone]]
      }
      return
    }
    switch layout.task {
    case .multiclass:
      // Right and wrong within each true class.
      let side = layout.classSide
      let first = layout.confusion.lowerBound
      self.init(.labels, strata: Array(repeating: 2, count: side)) { row in
        (0..<side).flatMap { actual -> [Int64] in
          let all = (0..<side).reduce(0) { $0 + row[first + actual * side + $1] }
          let right = row[first + actual * side + actual]
          return [right, all - right]
        }
      }
    case .regression:
      guard let residual = layout.regression?.residual else { return nil }
      self.init(.labels) { row in residual.grid.bins(ofCells: row.span.extracting(residual.cells)) }
    case .binary:
      switch metric {
      case .accuracy: self.init(.labels, sums([[tp, tn], [fp, fn]]))
      case .precision: self.init(.labels, sums([[tp], [fp]]))
      case .recall: self.init(.labels, sums([[tp], [fn]]))
      case .specificity: self.init(.labels, sums([[tn], [fp]]))
      case .f1, .fbeta: self.init(.labels, sums([[tp], [fp], [fn]]))
      case .cost: self.init(.labels, sums([[tp, tn], [fp], [fn]]))
      case .rocAUC, .averagePrecision:
        // Score and outcome together.
        self.init(.labels, Self.calibrationBins)
      default:
        // The outcome at each score.
        self.init(.labels, strata: Array(repeating: 2, count: CellLayout.calibrationBins), Self.calibrationBins)
      }
    }
  }

  /// Positives and negatives of each calibration bin.
  private static func calibrationBins(_ row: [Int64]) -> [Int64] {
    (0..<CellLayout.calibrationBins).flatMap { bin -> [Int64] in
      let first = CellLayout.calibration.lowerBound + 3 * bin
      return [row[first + 1], row[first] - row[first + 1]]
    }
  }

  private init?(service metric: Metric, layout: CellLayout, reference: ReferenceCell) {
    func share(_ position: Int) -> ([Int64]) -> [Int64] {
      { row in [row[position], row[CellLayout.rows] - row[position]] }
    }
    switch metric {
    case .errorRate: self.init(.traffic, share(CellLayout.failed))
    case .lateRate: self.init(.traffic, share(CellLayout.late))
    case .overrideRate: self.init(.traffic, share(CellLayout.overridden))
    case .latencyP50, .latencyP95, .latencyP99:
      let probability = metric == .latencyP50 ? 0.5 : metric == .latencyP95 ? 0.95 : 0.99
      let bucket = Self.bucket(probability, of: reference.traffic[layout.latency])
      self.init(.traffic) { row in Self.split(row[layout.latency], behind: bucket) }
    default: return nil
    }
  }

  /// The bucket in which a quantile lies.
  private static func bucket(_ probability: Double, of counts: ArraySlice<Int64>) -> Int {
    let wanted = probability * Double(counts.reduce(0, +))
    var seen: Int64 = 0
    for (bucket, count) in counts.enumerated() {
      seen += count
      if Double(seen) >= wanted { return bucket }
    }
    return 0
  }

  private static func split(_ counts: ArraySlice<Int64>, behind bucket: Int) -> [Int64] {
    let below = counts.prefix(bucket + 1).reduce(0, +)
    return [below, counts.reduce(0, +) - below]
  }
}

extension CellLayout {
  /// The rows (and columns) of the confusion square.
  var classSide: Int { task.classCount + 1 }
}
