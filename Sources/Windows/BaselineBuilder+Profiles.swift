import Records
import Statistics

extension BaselineBuilder {
  /// The columns' profiles, and the batch with its categories renumbered to match them.
  ///
  /// - Parameter joined: the label of each row.
  func profiles(_ joined: [Int32]) throws(Failure) -> (ColumnProfiles, RecordBatch) {
    let (features, remapped) = try features()
    var columns = ColumnProfiles(
      task: schema.task, features: features, score: try score(), hasOverrides: schema.override != nil)
    columns.kpis = schema.kpis.indices.map { KPIProfile(schema.kpis[$0], values: batch.kpis[$0]) }
    columns.kpis += labelKPIs.indices.map { index in
      let values = labels.kpis[index]
      return KPIProfile(labelKPIs[index], values: joined.lazy.filter { $0 >= 0 }.map { values[Int($0)] })
    }
    switch schema.task {
    case .binary:
      columns.calibration = columns.score == nil ? nil : calibration(joined)
    case .multiclass:
      columns.classScores = columns.score == nil ? [] : batch.classScores.map(Self.classScoreGrid)
    case .regression:
      (columns.label, columns.residual) = outcomes(joined)
    }
    return (columns, remapped)
  }

  private func features() throws(Failure) -> ([ColumnProfiles.Column], RecordBatch) {
    var remapped = batch
    var columns: [ColumnProfiles.Column] = []
    var numericIndex = 0
    var categoricalIndex = 0
    for feature in schema.features {
      switch feature.kind {
      case .numeric:
        guard
          let profile = NumericProfile(
            values: batch.numeric[numericIndex], cells: ColumnProfiles.featureCells, expected: feature.range,
            tellsOutside: true)
        else { throw .noValues(feature: feature.name) }
        columns.append(.init(name: feature.name, profile: .numeric(profile)))
        numericIndex += 1
      case .categorical:
        let texts = decoder.categories[categoricalIndex].texts
        guard let profile = categories(texts, batch.categorical[categoricalIndex]) else {
          throw .noValues(feature: feature.name)
        }
        columns.append(.init(name: feature.name, profile: .categorical(profile)))
        // By bytes: texts that differ in their Unicode form alone are equal as strings, but not as categories.
        let positions = Dictionary(profile.categories.enumerated().map { (Array($1.utf8), Int32($0)) }) { $1 }
        let newCodes = texts.map { positions[Array($0.utf8)] ?? Vocabulary.overflow }
        for (row, code) in batch.categorical[categoricalIndex].enumerated() where code >= 0 {
          remapped.categorical[categoricalIndex][row] = newCodes[Int(code)]
        }
        categoricalIndex += 1
      }
    }
    return (columns, remapped)
  }

  private func categories(_ texts: [String], _ codes: [Int32]) -> CategoricalProfile? {
    var counts = [Int](repeating: 0, count: texts.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    let seen = zip(texts, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
    return seen.isEmpty ? nil : CategoricalProfile(counts: seen)
  }

  /// The tenths are edges, since that is where a score of classes is cut elsewhere.
  private func score() throws(Failure) -> NumericProfile? {
    if schema.task == .regression {
      guard
        let profile = NumericProfile(
          values: batch.scores, cells: ColumnProfiles.regressionCells, tellsOutside: true)
      else { throw .nothingServed }
      return profile
    }
    guard schema.score != nil else { return nil }
    guard
      let profile = NumericProfile(
        values: batch.scores, cells: ColumnProfiles.scoreCells, alwaysEdges: (1...9).map { Double($0) / 10 },
        tellsOutside: true)
    else { throw .noScores }
    return profile
  }

  private static func classScoreGrid(_ scores: [Double]) -> FineGrid {
    FineGrid(sortedReference: scores.filter { !$0.isNaN }.sorted(), cells: ColumnProfiles.classScoreCells)
  }

  /// From the rows with a score and a label; `nil` without both classes among them.
  private func calibration(_ joined: [Int32]) -> IsotonicCalibration? {
    var scores: [Double] = []
    var outcomes: [Bool] = []
    for (row, label) in joined.enumerated() where label >= 0 && !batch.scores[row].isNaN {
      scores.append(batch.scores[row])
      outcomes.append(labels.outcomes[Int(label)] == 1)
    }
    guard outcomes.contains(true), outcomes.contains(false) else { return nil }
    return IsotonicCalibration(scores: scores, labels: outcomes)
  }

  /// What was true, and the prediction less that, of the rows with a label.
  private func outcomes(_ joined: [Int32]) -> (label: NumericProfile?, residual: NumericProfile?) {
    var truths: [Double] = []
    var residuals: [Double] = []
    for (row, label) in joined.enumerated() where label >= 0 && !batch.scores[row].isNaN {
      let truth = labels.outcomes[Int(label)]
      guard !truth.isNaN else { continue }
      truths.append(truth)
      residuals.append(batch.scores[row] - truth)
    }
    return (
      NumericProfile(values: truths, cells: ColumnProfiles.regressionCells),
      NumericProfile(values: residuals, cells: ColumnProfiles.regressionCells)
    )
  }
}
