import Configuration
import Crypto
import Foundation
import Records
import Windows

/// What stored counts depend on: with any of it changed they would mean something else.
enum StateFingerprint {
  static func of(_ configuration: WatchConfiguration, baseline: BaselineFile) -> String {
    let plan = configuration.windowPlan
    let layout = baseline.baseline.layout
    var text = "baseline \(BaselineFile.formatVersion) layout \(layout.trafficWidth) \(layout.labelWidth)\n"
    text += "task \(taskText(configuration.schema.task))\n"
    for source in baseline.sources { text += "reference \(source.sha256)\n" }
    for feature in configuration.schema.features {
      text += "feature \(feature.name) \(feature.kind.rawValue)"
      if let range = feature.range { text += " \(range.lowerBound) \(range.upperBound)" }
      text += "\n"
    }
    text += "score \(configuration.schema.score != nil)\n"
    for kpi in configuration.kpis { text += "kpi \(kpi.source.rawValue) \(kpi.name)\n" }
    for dimension in configuration.schema.dimensions { text += "dimension \(dimension.name)\n" }
    text += "segments \(configuration.cellPlan.segments) fairness \(configuration.cellPlan.fairness)\n"
    text += "pane \(plan.pane.text) windows \(plan.windows.map(\.name))\n"
    return SHA256.hash(data: Data(text.utf8)).map { String($0, radix: 16) }.joined(separator: ".")
  }

  private static func taskText(_ task: PredictionTask) -> String {
    switch task {
    case .binary(let positive): "binary \([positive])"
    case .multiclass(let classes): "multiclass \(classes)"
    case .regression: "regression"
    }
  }

  /// The state was made with something else.
  static func mismatch(_ path: String) -> EngineError {
    EngineError(
      .configuration,
      "\(path): made with another baseline, or another task, or other classes, features, ranges, segments, business "
        + "figures or windows; its counts do not fit. Give another directory with --state, or move this one away to begin anew"
    )
  }
}
