import Alerting
import Configuration
import Ingest
import Notation
import Readings
import Records
import Windows

/// The whole path from lines to deliveries for one model. Decides nothing itself: it hands what the sources give to the
/// windows, what they measure to the gradient, the readings to the alerts, and the transitions to the planner.
///
/// Used by one thread at a time.
final class Pipeline {
  let configuration: WatchConfiguration
  let windows: RollingWindows
  let series: SeriesBoard
  private(set) var alerts: AlertBook
  private(set) var ledger: DeliveryLedger
  private(set) var totals = PipelineTotals()
  /// The end of the newest pane that was closed.
  private(set) var time: Instant?
  /// The start of the first one.
  private(set) var firstTime: Instant?

  private let planner: DeliveryPlanner
  private let output: any PipelineOutput
  private let range: EventRange
  private let decoder: RecordDecoder
  private let labelDecoder: LabelDecoder?
  private let grading: GradingContext
  private(set) var revisions: LabelRevisions
  private var records: RecordBatch
  private var labels = LabelBatch()
  /// The engine's clock at an evaluation: the wall's for an agent, event time in a replay.
  private let now: (Instant) -> Instant

  init(
    configuration: WatchConfiguration, baseline: Baseline, policy: DeliveryPlanner.Policy, range: EventRange = .all,
    historyLimit: Int, now: @escaping (_ evaluation: Instant) -> Instant, output: any PipelineOutput
  ) {
    self.configuration = configuration
    self.output = output
    self.range = range
    self.now = now
    decoder = RecordDecoder(schema: configuration.schema, categories: baseline.layout.categories)
    labelDecoder =
      configuration.inputs.labels.isEmpty ? nil : configuration.labelSchema.map { LabelDecoder(schema: $0) }
    records = decoder.emptyBatch()
    windows = RollingWindows(
      plan: configuration.windowPlan, cells: configuration.cellPlan,
      dimensionNames: configuration.schema.dimensions.map(\.name), baseline: baseline,
      joinsLabels: labelDecoder != nil)
    grading = GradingContext(
      minSamples: configuration.cellPlan.minSamples, minCoverage: configuration.cellPlan.minCoverage)
    revisions = LabelRevisions(minCoverage: configuration.cellPlan.minCoverage)
    alerts = AlertBook(
      model: configuration.model, rules: configuration.rules, confidence: configuration.gradient.confidence)
    ledger = DeliveryLedger()
    planner = DeliveryPlanner(
      actions: configuration.actions, policy: policy, maxAge: configuration.windowPlan.actionMaxAge)
    series = SeriesBoard(historyLimit: historyLimit)
  }

  /// Takes over what a checkpoint kept.
  func restore(revisions: LabelRevisions, totals: PipelineTotals, alerts: [AlertInstance], ledger: DeliveryLedger) {
    self.revisions = revisions
    self.totals = totals
    self.alerts = AlertBook(
      model: configuration.model, rules: configuration.rules, confidence: configuration.gradient.confidence,
      instances: alerts)
    self.ledger = ledger
    time = windows.time
  }

  /// An exec that was planned did not run after all.
  func withdraw(_ delivery: Delivery) {
    ledger.withdraw(delivery)
  }

  // MARK: - Lines in

  /// Reads a portion of a source. An error leaves what was read before it counted.
  func read(_ source: LogSource, limit: Int, endOfInput: Bool) throws(IngestError) {
    let before = source.log.lines
    defer { totals.lines += source.log.lines - before }
    switch source.log.kind {
    case .predictions: try readPredictions(source, limit: limit, endOfInput: endOfInput)
    case .labels: try readLabels(source, limit: limit, endOfInput: endOfInput)
    }
  }

  private func readPredictions(_ source: LogSource, limit: Int, endOfInput: Bool) throws(IngestError) {
    defer {
      totals.invalidValues += records.invalidValues
      totals.outOfRange += windows.add(
        records, from: &source.clock, decodedBy: decoder, within: range.microseconds)
      records.removeAll()
    }
    source.isDrained = try source.log.read(
      into: &records, with: decoder, limit: limit, endOfInput: endOfInput, reject: reject)
  }

  private func readLabels(_ source: LogSource, limit: Int, endOfInput: Bool) throws(IngestError) {
    guard let labelDecoder else {
      source.isDrained = true
      return
    }
    defer {
      windows.add(labels, from: &source.clock)
      labels.removeAll()
    }
    source.isDrained = try source.log.read(
      into: &labels, with: labelDecoder, limit: limit, endOfInput: endOfInput, reject: reject)
  }

  private func reject(_ letter: DeadLetter) {
    totals.countBad(letter.defect.reason)
    output.deadLetter(letter)
  }

  // MARK: - Time forward

  /// The end of the last pane that has a part in the range.
  var rangeEnd: Instant {
    let pane = configuration.windowPlan.pane
    let end = range.to.floored(to: pane)
    return end < range.to ? end + pane : end
  }

  /// Closes what ends by the watermark and evaluates each step.
  func advance(to watermark: Instant) {
    windows.advance(to: min(watermark, rangeEnd)) { evaluate($0) }
  }

  /// The end of the input.
  func finish() {
    windows.finish { evaluate($0, isOver: true) }
  }

  private func evaluate(_ evaluation: Evaluation, isOver: Bool = false) {
    for measured in evaluation.series { take(measured) }
    revisions.forget(before: evaluation.time - longestMemory)
    guard !isOver || time != evaluation.time else { return }
    time = evaluation.time
    if firstTime == nil { firstTime = evaluation.time - configuration.windowPlan.pane }
    totals.panesClosed += 1
    step(alerts.evaluate(series.currentReadings, now: evaluation.time), at: evaluation.time)
  }

  private func step(_ transitions: [AlertTransition], at moment: Instant) {
    let clock = now(moment)
    for transition in transitions {
      output.transition(transition)
      guard let rule = alerts.rule(named: transition.identity.rule) else { continue }
      for delivery in planner.plan(transition, rule: rule, ledger: &ledger, now: clock) {
        series.note(delivery)
        output.delivery(delivery)
      }
    }
  }

  /// Tells the alerts that there has been nothing to read until `moment`, for those whose rules mind.
  func noteSilence(until moment: Instant) {
    guard let time, moment > time else { return }
    step(alerts.evaluateSilence(now: moment), at: moment)
  }

  private var longestMemory: TimeSpan {
    let longest = configuration.windowPlan.windows.map(\.paneCount).max() ?? 1
    return configuration.windowPlan.labelHorizon + configuration.windowPlan.pane * Int64(longest + 1)
  }

  private func take(_ measured: MeasuredSeries) {
    let key = measured.key
    var state: LabelState?
    if let labels = measured.labels {
      state = LabelState(
        coverage: labels.coverage, revision: revisions.revision(of: key, windowEnd: measured.windowEnd),
        isFinal: labels.isFinal)
    }
    let measurement = measured.measurement
    let (level, limits, grade) = configuration.gradient.grade(measurement, key: key, labels: state, context: grading)
    var reading = Reading(
      key: key, windowStart: measured.windowStart, windowEnd: measured.windowEnd,
      value: level.isGraded ? measurement.value : nil, n: measurement.n, low: level.isGraded ? measurement.low : nil,
      high: level.isGraded ? measurement.high : nil, floor: measurement.floor, evidence: measurement.evidence,
      level: level, limits: limits, grade: grade, labels: state, usesOverallBaseline: measurement.usesOverallBaseline)
    if let labels = measured.labels {
      let revised = revisions.decide(
        key, windowEnd: measured.windowEnd, coverage: labels.coverage, isFinal: labels.isFinal, level: level)
      if let revised {
        reading.labels = revised
        output.reading(reading)
      }
    } else {
      output.reading(reading)
    }
    series.take(reading, isCurrent: measured.isCurrent)
  }
}
