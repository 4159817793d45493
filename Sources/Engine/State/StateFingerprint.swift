import Configuration
import Crypto
import Foundation
import Windows

/// What stored counts depend on: with any of it changed they would mean something else.
enum StateFingerprint {
  static func of(_ configuration: WatchConfiguration, baseline: BaselineFile) -> String {
    let plan = configuration.windowPlan
    var text = "layout \(baseline.baseline.layout.trafficWidth) \(baseline.baseline.layout.labelWidth)\n"
    for source in baseline.sources { text += "reference \(source.sha256)\n" }
    for feature in configuration.schema.features { text += "feature \(feature.name) \(feature.kind.rawValue)\n" }
    for dimension in configuration.schema.dimensions { text += "dimension \(dimension.name)\n" }
    text += "segments \(configuration.cellPlan.segments) fairness \(configuration.cellPlan.fairness)\n"
    text += "positive \(configuration.schema.positive)\n"
    text += "pane \(plan.pane.text) windows \(plan.windows.map(\.name))\n"
    return SHA256.hash(data: Data(text.utf8)).map { String($0, radix: 16) }.joined(separator: ".")
  }

  /// The state was made with something else.
  static func mismatch(_ path: String) -> EngineError {
    EngineError(
      .configuration,
      "\(path): made with another baseline, or other features, segments, positive class or windows; its counts do "
        + "not fit. Give another directory with --state, or remove this one to begin anew")
  }
}
