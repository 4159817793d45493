import Statistics

/// The counts behind one group's figure.
enum GroupCounts {
  case share(successes: Int64, of: Int64)
  case ranking(AreaUnderROC?, rows: Int64)
  case calibration(ReliabilityBins, rows: Int64)

  /// Nil where it is undefined: a rate of nothing, or a ranking of one class only.
  var value: Double? {
    switch self {
    case .share(let successes, let count):
      count > 0 ? Double(min(max(successes, 0), count)) / Double(count) : nil
    case .ranking(let area, _): area?.value
    case .calibration(let bins, _): expectedCalibrationError(bins)
    }
  }

  /// What the figure rests on: of a share, the rows that it is a share of.
  var rows: Int64 {
    switch self {
    case .share(_, let count): count
    case .ranking(_, let rows), .calibration(_, let rows): rows
    }
  }

  /// The interval that the figure has by itself.
  func interval(confidence: Double) -> ConfidenceInterval? {
    switch self {
    case .share(let successes, let count): wilsonInterval(successes: successes, of: count, confidence: confidence)
    case .ranking(let area, _): area?.interval(confidence: confidence)
    case .calibration(let bins, _): expectedCalibrationErrorInterval(bins, confidence: confidence)
    }
  }

  /// The figure for comparing it with other groups'.
  func figure(confidence: Double) -> GroupFigure? {
    switch self {
    case .share(let successes, let count): .share(successes: successes, of: count, confidence: confidence)
    case .ranking(let area, _): area.map { .area($0, confidence: confidence) }
    case .calibration(let bins, _): .calibrationError(bins, confidence: confidence)
    }
  }
}

/// A figure that groups are compared by.
enum GroupFigureKind {
  /// P(served positive).
  case selectionRate
  /// P(served positive | positive label).
  case truePositiveRate
  /// P(served negative | positive label).
  case falseNegativeRate
  /// P(served positive | negative label).
  case falsePositiveRate
  case areaUnderROC
  case calibrationError

  /// How many rows there are of a group, and what they say.
  ///
  /// - Parameters:
  ///   - count: an entry of the group's row of traffic counts (selection rate) or of label counts (the others).
  ///   - row: all of that row.
  func counts(
    layout: CellLayout, _ count: (Int) -> Int64, row: () -> [Int64]
  ) -> (rows: Int64, counts: GroupCounts) {
    switch self {
    case .selectionRate:
      let served = count(CellLayout.served)
      return (served, .share(successes: count(CellLayout.servedPositive), of: served))
    case .truePositiveRate:
      let (hits, misses) = (count(CellLayout.truePositives), count(CellLayout.falseNegatives))
      return (count(CellLayout.labelled), .share(successes: hits, of: hits &+ misses))
    case .falseNegativeRate:
      let (hits, misses) = (count(CellLayout.truePositives), count(CellLayout.falseNegatives))
      return (count(CellLayout.labelled), .share(successes: misses, of: hits &+ misses))
    case .falsePositiveRate:
      let (alarms, rests) = (count(CellLayout.falsePositives), count(CellLayout.trueNegatives))
      return (count(CellLayout.labelled), .share(successes: alarms, of: alarms &+ rests))
    case .areaUnderROC:
      let (scored, row) = (count(CellLayout.scored), row())
      let span = row.span
      let area = Statistics.areaUnderROC(
        positives: span.extracting(layout.scoreOfPositives), negatives: span.extracting(layout.scoreOfNegatives),
        isExact: layout.score?.grid.isExact ?? false)
      return (scored, .ranking(area, rows: scored))
    case .calibrationError:
      let (scored, row) = (count(CellLayout.scored), row())
      return (scored, .calibration(ReliabilityBins(row.span), rows: scored))
    }
  }
}
