import Alerting
import Notation
import Readings
import Windows

/// Makes the immutable picture of a pipeline that front ends show.
struct SnapshotBuilder {
  let pipeline: Pipeline

  func snapshot(mode: Snapshot.Mode, log: [LogLine]) -> Snapshot {
    let configuration = pipeline.configuration
    let windows = pipeline.windows
    let shape = windows.shape
    let labels = windows.labelFindings()
    var features = configuration.schema.features.map { feature in
      FeatureProfile(name: feature.name, kind: feature.kind == .numeric ? .numeric : .categorical)
    }
    features += windows.modelColumns
    return Snapshot(
      model: configuration.model, mode: mode, time: pipeline.time ?? .distantPast,
      pane: configuration.windowPlan.pane, windows: configuration.windowPlan.windows.map(\.name),
      versions: shape.versions, features: features, segments: shape.segments,
      attributes: configuration.cellPlan.fairness.map { attribute in
        attribute.map { configuration.schema.dimensions[$0].name }.joined(separator: ",")
      },
      readings: pipeline.series.current, histories: pipeline.series.histories,
      histograms: windows.histograms(),
      alerts: pipeline.alerts.statuses { pipeline.series.deliveries(of: $0, episode: $1) },
      log: Array(log.suffix(EngineLog.limit)), ingest: pipeline.ingestStatus,
      onsets: pipeline.series.onsets,
      causes: pipeline.explanations.causes(pipeline.series, windows), verdicts: labels.verdicts,
      details: labels.details,
      comparisons: labels.comparisons)
  }
}
