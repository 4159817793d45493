import Alerting
import Configuration
import Notation
import Readings
import Windows

/// Makes the immutable picture of a pipeline that front ends show. What took time to make is kept until something has
/// come that changes it, so that a picture in between costs next to nothing.
final class SnapshotBuilder {
  private let pipeline: Pipeline
  private let sources: SourceSet
  private let log: EngineLog
  private let folder: String
  private let attributes: [String]
  private let features: [FeatureProfile]
  private var evaluation: EvaluationPicture?
  private var alerts: AlertPicture?

  /// What only an evaluation changes.
  private struct EvaluationPicture {
    var number: Int
    var shape: (versions: [String], segments: [String])
    var histograms: [HistogramKey: Histogram]
    var labels: RollingWindows.LabelFindings
    var labelProgress: [LabelProgress]
  }

  /// The alerts, and what they were made from.
  private struct AlertPicture: Equatable {
    struct Source: Equatable {
      var evaluation: Int
      var trail: Int
      var deliveries: Int
      /// How often the agent's store was read; `nil` without one.
      var record: Int?
      var people: PeopleBook
    }

    var source: Source
    /// What people decided looks the same from here to just before there.
    var span: Range<Instant>
    var statuses: [AlertStatus]
  }

  init(pipeline: Pipeline, sources: SourceSet, log: EngineLog) {
    self.pipeline = pipeline
    self.sources = sources
    self.log = log
    let configuration = pipeline.configuration
    folder = configuration.paths.directory
    attributes = configuration.cellPlan.fairness.map { attribute in
      attribute.map { configuration.schema.dimensions[$0].name }.joined(separator: ",")
    }
    features =
      configuration.schema.features.map { feature in
        FeatureProfile(name: feature.name, kind: feature.kind == .numeric ? .numeric : .categorical)
      } + pipeline.windows.modelColumns
  }

  /// - Parameters:
  ///   - record: what an agent has on record of the same alerts, for a dashboard that acts on nothing itself.
  ///   - now: for what people decided there; `nil` is the pipeline's own clock.
  ///   - actions: what waits for each action; `nil` is what is on record.
  func snapshot(
    mode: Snapshot.Mode, record: AgentRecord? = nil, now: Instant? = nil, actions: [ActionStatus]? = nil
  ) -> Snapshot {
    let configuration = pipeline.configuration
    let series = pipeline.series
    let picture = evaluationPicture()
    var ingest = pipeline.ingestStatus(name: shownName)
    ingest.sources = sources.statuses(name: shownName)
    ingest.labelProgress = picture.labelProgress
    ingest.actions = actions ?? record?.actions(configuration.actions.keys.sorted()) ?? []
    return Snapshot(
      model: configuration.model, mode: mode, time: pipeline.time ?? .distantPast,
      pane: configuration.windowPlan.pane, windows: configuration.windowPlan.windows.map(\.name),
      versions: picture.shape.versions, features: features, segments: picture.shape.segments, attributes: attributes,
      readings: series.current, histories: series.histories, histograms: picture.histograms,
      alerts: statuses(record, now: (record == nil ? nil : now) ?? pipeline.clock),
      log: Array(log.lines.suffix(EngineLog.limit)), ingest: ingest, onsets: series.onsets,
      causes: pipeline.explanations.causes(series, pipeline.windows), verdicts: picture.labels.verdicts,
      details: picture.labels.details, comparisons: picture.labels.comparisons, runbooks: pipeline.runbooks,
      lateness: configuration.windowPlan.lateness)
  }

  /// Relative to the configuration where it lies beneath.
  private func shownName(_ path: String) -> String {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return path.hasPrefix(prefix) && path.count > prefix.count ? String(path.dropFirst(prefix.count)) : path
  }

  private func evaluationPicture() -> EvaluationPicture {
    if let evaluation, evaluation.number == pipeline.evaluations { return evaluation }
    let windows = pipeline.windows
    let picture = EvaluationPicture(
      number: pipeline.evaluations, shape: windows.shape, histograms: windows.histograms(),
      labels: windows.labelFindings(), labelProgress: windows.labelProgress)
    evaluation = picture
    return picture
  }

  private func statuses(_ record: AgentRecord?, now: Instant) -> [AlertStatus] {
    let people = record?.people ?? pipeline.people
    var source = AlertPicture.Source(
      evaluation: pipeline.evaluations, trail: pipeline.trail.revision, deliveries: pipeline.series.deliveryRevision,
      record: record?.revision, people: people)
    if let alerts, alerts.source == source, alerts.span.contains(now) { return alerts.statuses }
    if let record {
      record.look(at: pipeline.alerts.shown.map(\.identity))
      source.record = record.revision
    }
    let model = pipeline.configuration.model
    var statuses = pipeline.alerts.statuses(
      people: people, trail: record?.trail ?? pipeline.trail, now: now
    ) { identity, episode in
      let done = record?.deliveries(of: identity) ?? []
      return done.isEmpty ? pipeline.series.deliveries(of: identity, episode: episode) : done
    }
    for index in statuses.indices {
      let identity = AlertIdentity(rule: statuses[index].rule, model: model, key: statuses[index].key)
      statuses[index].id = identity.shortID
      // What this engine saw itself goes further back than a record that has only just begun.
      if record != nil, statuses[index].steps.isEmpty { statuses[index].steps = pipeline.trail.steps(of: identity) }
    }
    alerts = AlertPicture(source: source, span: people.sameSpan(around: now), statuses: statuses)
    return statuses
  }
}

extension PeopleBook {
  /// The time around a moment in which no silence and no override begins or ends.
  fileprivate func sameSpan(around now: Instant) -> Range<Instant> {
    let bounds = silences.flatMap { [$0.from, $0.until] } + overrides.flatMap { [$0.from, $0.until] }
    let start = bounds.filter { $0 <= now }.max() ?? .distantPast
    let end = bounds.filter { $0 > now }.min() ?? .distantFuture
    return start..<max(start, end)
  }
}
