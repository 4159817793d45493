import Configuration
import Records
import Windows

/// Whether a baseline profile fits the configuration that is to use it.
enum BaselineCheck {
  static func check(_ file: BaselineFile, against configuration: WatchConfiguration) throws(EngineError) {
    let columns = file.baseline.columns
    guard let mismatch = mismatch(columns, configuration) else { return }
    throw EngineError(
      .configuration,
      "\(configuration.baseline): \(mismatch); run 'leeway baseline' again after changing task, features, ranges, score "
        + "or kpis")
  }

  /// The profile as the configuration uses it: a reference without overrides serves a log that has them, as there is
  /// nothing of them that later counts refer to.
  static func fitted(
    _ file: BaselineFile, to configuration: WatchConfiguration
  ) throws(EngineError) -> BaselineFile {
    try check(file, against: configuration)
    guard configuration.schema.override != nil else { return file }
    var fitted = file
    fitted.baseline = file.baseline.countingOverrides
    return fitted
  }

  /// What does not fit, `nil` if all does.
  private static func mismatch(_ columns: ColumnProfiles, _ configuration: WatchConfiguration) -> String? {
    let schema = configuration.schema
    if columns.task != schema.task {
      return "was made for a \(columns.task.text), and configured is a \(schema.task.text)"
    }
    let missing = schema.features.filter { feature in !columns.features.contains { $0.name == feature.name } }
    if !missing.isEmpty { return "has no profile of \(missing.map(\.name).joined(separator: ", "))" }
    if columns.features.map(\.name) != schema.features.map(\.name) {
      return "was made for the features \(columns.features.map(\.name).joined(separator: ", "))"
    }
    for (column, feature) in zip(columns.features, schema.features) {
      if let mismatch = mismatch(column, feature) { return mismatch }
    }
    if schema.task != .regression, (columns.score != nil) != (schema.score != nil) {
      return columns.score == nil ? "has no profile of the score" : "has a score that is not configured"
    }
    return mismatch(columns.kpis, configuration.kpis)
  }

  private static func mismatch(_ column: ColumnProfiles.Column, _ feature: RecordSchema.Feature) -> String? {
    switch (column.profile, feature.kind) {
    case (.numeric(let profile), .numeric):
      guard profile.expected != feature.range else { return nil }
      let was = profile.expected.map { "the range \($0.lowerBound) to \($0.upperBound)" } ?? "no range"
      let configured = feature.range.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
      return "was made with \(was) for '\(column.name)', and configured is \(configured)"
    case (.categorical, .categorical): return nil
    case (.numeric, .categorical): return "has '\(column.name)' as numeric"
    case (.categorical, .numeric): return "has '\(column.name)' as categorical"
    }
  }

  private static func mismatch(_ profiles: [KPIProfile], _ fields: [KPIField]) -> String? {
    let missing = fields.filter { field in
      !profiles.contains { $0.name == field.name && $0.source == field.source }
    }
    if !missing.isEmpty {
      let names = missing.map { "'\($0.name)' of the \($0.source == .predictions ? "prediction" : "label") log" }
      return "has no profile of the kpi \(names.joined(separator: ", "))"
    }
    guard profiles.map(\.name) != fields.map(\.name) else { return nil }
    return "was made for the kpis \(profiles.map(\.name).joined(separator: ", "))"
  }
}

extension WatchConfiguration {
  /// Business figures of the prediction log, then those of the label log.
  var kpis: [KPIField] { schema.kpis + (labelSchema?.kpis ?? []) }
}

extension PredictionTask {
  /// As a person reads it: `binary task (positive class '1')`.
  package var text: String {
    switch self {
    case .binary(let positive): "binary task (positive class '\(positive)')"
    case .multiclass(let classes): "multiclass task (\(classes.joined(separator: ", ")))"
    case .regression: "regression task"
    }
  }
}
