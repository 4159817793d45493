import Alerting
import Notation
import Readings
import Windows

/// Makes the immutable picture of a pipeline that front ends show.
struct SnapshotBuilder {
  let pipeline: Pipeline
  /// What an agent has on record of the same alerts, for a dashboard that acts on nothing itself.
  var record: AgentRecord?
  /// For what people decided; `nil` is the pipeline's own clock.
  var now: Instant?

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
      alerts: pipeline.alerts.statuses(
        people: record?.people ?? pipeline.people, now: (record == nil ? nil : now) ?? pipeline.clock
      ) { identity, episode in
        let done = record?.deliveries(of: identity) ?? []
        return done.isEmpty ? pipeline.series.deliveries(of: identity, episode: episode) : done
      }.map { status in
        var status = status
        status.id = AlertIdentity(rule: status.rule, model: configuration.model, key: status.key).shortID
        return status
      },
      log: Array(log.suffix(EngineLog.limit)), ingest: pipeline.ingestStatus,
      onsets: pipeline.series.onsets,
      causes: pipeline.explanations.causes(pipeline.series, windows), verdicts: labels.verdicts,
      details: labels.details,
      comparisons: labels.comparisons, runbooks: pipeline.runbooks)
  }
}
