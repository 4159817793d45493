import Records

extension ColumnProfiles {
  /// Whether everything is finite, names differ, and what only one task has belongs to the task.
  var isSound: Bool {
    features.allSatisfy { Self.isSound($0.profile) } && Self.areDistinct(features.map(\.name))
      && [score, label, residual].allSatisfy { $0?.isSound ?? true }
      && kpis.allSatisfy(\.isSound) && Self.areDistinct(kpis.map(\.name)) && fitsTask
  }

  private var fitsTask: Bool {
    let hasOutcomes = label != nil || residual != nil
    switch task {
    case .binary:
      return classScores.isEmpty && !hasOutcomes && (calibration == nil || score != nil)
    case .multiclass(let classes):
      return (2...PredictionTask.classLimit).contains(classes.count) && Self.areDistinct(classes)
        && (classScores.isEmpty || score != nil && classScores.count == classes.count) && !hasOutcomes
        && calibration == nil
    case .regression:
      return classScores.isEmpty && calibration == nil && score != nil && (label == nil) == (residual == nil)
    }
  }

  private static func isSound(_ profile: Profile) -> Bool {
    switch profile {
    case .numeric(let profile): profile.isSound
    case .categorical(let profile): areDistinct(profile.categories)
    }
  }

  /// Byte by byte, as categories are told apart.
  private static func areDistinct(_ texts: [String]) -> Bool {
    Set(texts.map { Array($0.utf8) }).count == texts.count
  }
}

extension NumericProfile {
  fileprivate var isSound: Bool {
    mean.isFinite && standardDeviation >= 0 && standardDeviation.isFinite && minimum.isFinite && maximum.isFinite
      && minimum <= maximum
  }
}

extension KPIProfile {
  fileprivate var isSound: Bool { mean.isFinite && standardDeviation >= 0 && standardDeviation.isFinite }
}
