import Configuration
import Windows

/// Whether a baseline profile fits the configuration that is to use it.
enum BaselineCheck {
  static func check(_ file: BaselineFile, against configuration: WatchConfiguration) throws(EngineError) {
    func mismatch(_ what: String) -> EngineError {
      EngineError(
        .configuration,
        "\(configuration.baseline): \(what); run 'leeway baseline' again after changing features or the score")
    }
    let columns = file.baseline.columns
    let configured = configuration.schema.features
    let missing = configured.filter { feature in !columns.features.contains { $0.name == feature.name } }
    guard missing.isEmpty else {
      throw mismatch("has no profile of \(missing.map(\.name).joined(separator: ", "))")
    }
    guard columns.features.map(\.name) == configured.map(\.name) else {
      throw mismatch("was made for the features \(columns.features.map(\.name).joined(separator: ", "))")
    }
    for (column, feature) in zip(columns.features, configured) {
      let isNumeric = if case .numeric = column.profile { true } else { false }
      guard isNumeric == (feature.kind == .numeric) else {
        throw mismatch("has '\(feature.name)' as \(isNumeric ? "numeric" : "categorical")")
      }
    }
    guard (columns.score != nil) == (configuration.schema.score != nil) else {
      throw mismatch(columns.score == nil ? "has no profile of the score" : "has a score that is not configured")
    }
  }
}
