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
  let explanations = Explanations()
  var alerts: AlertBook
  var dispatcher: Dispatcher
  var people = PeopleBook()
  private(set) var totals = PipelineTotals()
  /// The newest lines that were set aside.
  private(set) var examples = BadLineExamples()
  /// How alerts came to where they stand.
  var trail = AlertTrail()
  /// Counts evaluations: in between neither windows nor alerts change by themselves.
  private(set) var evaluations = 0
  /// The end of the newest pane that was closed.
  private(set) var time: Instant?
  /// The start of the first one.
  private(set) var firstTime: Instant?

  let output: any PipelineOutput
  private let range: EventRange
  private let grading: GradingContext
  private(set) var health: HealthMeter?
  /// Series that have left green, by number.
  private var hasLeftGreen: [Bool] = []
  /// Dimensions of which it has been told that values are folded; `nil` is the version.
  private var foldedDimensions: Set<String?> = []
  /// Combinations of values when that was last looked at.
  private var knownStrata = 0
  /// By the number of the series.
  private var gradients: [SeriesGradient] = []
  var revisions: LabelRevisions
  /// The text of the runbooks that rules name, by their place; those that cannot be read are left out.
  let runbooks: [String: String]
  /// The engine's clock at an evaluation: the wall's for an agent, event time in a replay.
  private let now: (Instant) -> Instant
  /// The wall's clock, where lines are read as they are written; `nil` in a replay.
  let wallClock: (() -> Instant)?

  init(
    configuration: WatchConfiguration, baseline: Baseline, policy: DeliveryPlanner.Policy, range: EventRange = .all,
    historyLimit: Int, historyBudget: Int = .max, now: @escaping (_ evaluation: Instant) -> Instant,
    wallClock: (() -> Instant)? = nil, output: any PipelineOutput
  ) {
    self.wallClock = wallClock
    self.configuration = configuration
    self.output = output
    self.range = range
    self.now = now
    windows = RollingWindows(
      plan: configuration.windowPlan, cells: configuration.cellPlan,
      dimensionNames: configuration.schema.dimensions.map(\.name), baseline: baseline,
      joinsLabels: configuration.labelSchema != nil && !configuration.inputs.labels.isEmpty,
      maxPending: configuration.labels.maxPending)
    grading = GradingContext(
      minSamples: configuration.cellPlan.minSamples, minCoverage: configuration.cellPlan.minCoverage)
    revisions = LabelRevisions(minCoverage: configuration.cellPlan.minCoverage)
    alerts = AlertBook(
      model: configuration.model, rules: configuration.rules, confidence: configuration.gradient.confidence)
    dispatcher = Dispatcher(
      actions: configuration.actions, inhibitions: configuration.inhibitions, policy: policy,
      maxAge: configuration.windowPlan.actionMaxAge)
    series = SeriesBoard(historyLimit: historyLimit, historyBudget: historyBudget)
    runbooks = Runbooks.texts(of: configuration.rules)
    health = configuration.health.map {
      HealthMeter(
        weights: $0, windows: configuration.windowPlan.windows.map(\.name), gradient: configuration.gradient,
        context: grading)
    }
  }

  /// Takes over what a checkpoint kept.
  func restore(
    revisions: LabelRevisions, totals: PipelineTotals, alerts: AlertBook, dispatcher: Dispatcher, people: PeopleBook
  ) {
    self.revisions = revisions
    self.totals = totals
    self.alerts = alerts
    self.dispatcher = dispatcher
    self.people = people
    time = windows.time
  }

  // MARK: - Lines in

  /// Counts a portion of a source.
  func take(_ portion: Portion, from source: LogSource) {
    source.totals.lines += portion.lines
    totals.lines += portion.lines
    for letter in portion.rejected { reject(letter, of: source) }
    let limit = latestTime(in: portion, of: source)
    let before = windows.counts
    let outcome: AddOutcome
    switch portion.content {
    case .predictions(let batch, let encoded):
      totals.invalidValues += batch.invalidValues
      windows.addRejected(
        at: portion.rejected.lazy.map { $0.offset - portion.block.start }, among: batch, from: &source.clock,
        within: range.microseconds, notAfter: limit)
      outcome = windows.add(batch, encoded, from: &source.clock, within: range.microseconds, notAfter: limit)
    case .labels(let batch):
      outcome = windows.add(batch, from: &source.clock, notAfter: limit)
    }
    totals.outOfRange += outcome.outOfRange
    source.totals.count(windows.counts, since: before)
    for letter in portion.letters(fromTheFuture: outcome.future, path: source.file.path) { reject(letter, of: source) }
    diagnose(portion, ahead: outcome.future, of: source)
    source.file.consumed(portion.block)
  }

  /// The latest time, in microseconds, that a line can have if its clock is right: that of its reading, where that is
  /// known, or of the file's last change, and a little on top. A file whose very first line is from later than its date
  /// was copied without it, and is believed.
  private func latestTime(in portion: Portion, of source: LogSource) -> Int64 {
    let ahead = configuration.windowPlan.ahead.microseconds
    let written = max(portion.writtenBy, wallClock?().microseconds ?? .min)
    let (sum, overflow) = written.addingReportingOverflow(ahead)
    let limit = overflow ? .max : sum
    if wallClock != nil { return limit }
    if source.isDated == nil, let first = portion.firstTime { source.isDated = first <= limit }
    return source.isDated == false ? .max : limit
  }

  private func reject(_ letter: DeadLetter, of source: LogSource) {
    totals.countBad(letter.defect.reason)
    source.totals.countBad(letter.defect.reason)
    examples.note(letter)
    output.deadLetter(letter)
  }

  /// A file's first lines tell whether it is what it is taken for.
  private func diagnose(_ portion: Portion, ahead: [Int], of source: LogSource) {
    if source.totals.lines == portion.lines {
      source.diagnosis = FileDiagnosis(
        path: source.file.path, kind: source.kind, schema: configuration.schema, labels: configuration.labelSchema)
    }
    guard source.diagnosis != nil else { return }
    let example = ahead.first.map { (count: ahead.count, example: portion.time(ofRow: $0)) }
    let finding = source.diagnosis?.note(
      lines: portion.lines, rejected: portion.rejected, header: portion.block.header, ahead: example)
    settle(source, finding)
  }

  /// Nothing more comes from a source, or nothing has come for a while.
  func noteEnd(of source: LogSource) {
    if source.kind == .predictions { windows.settleRejected(of: &source.clock) }
    settle(source, source.diagnosis?.conclude())
  }

  private func settle(_ source: LogSource, _ finding: FileDiagnosis.Finding?) {
    if let finding { output.finding(finding, at: now(time ?? .distantPast)) }
    if source.diagnosis?.isSettled == true { source.diagnosis = nil }
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
    evaluations += 1
    let keys = windows.seriesKeys
    for key in keys[gradients.count...] { gradients.append(SeriesGradient(configuration.gradient, key: key)) }
    let measured = evaluation.series.span
    for index in measured.indices { take(measured[index]) }
    revisions.forget(before: evaluation.time - longestMemory)
    guard !isOver || time != evaluation.time else { return }
    time = evaluation.time
    if firstTime == nil { firstTime = evaluation.time - configuration.windowPlan.pane }
    totals.panesClosed += 1
    noteFolding(at: evaluation.time)
    takeHealth()
    step(
      alerts.evaluate(series.newest, now: evaluation.time, people: people, clock: now(evaluation.time)),
      at: evaluation.time)
  }

  private func noteFolding(at moment: Instant) {
    let count = windows.registry.partsOfStratum.count
    guard count != knownStrata else { return }
    knownStrata = count
    for values in windows.registry.foldedValues where foldedDimensions.insert(values.dimension).inserted {
      output.folded(values, at: moment)
    }
  }

  private func takeHealth() {
    let readings = health?.readings(of: series.newest) { [windows] reading in
      reading.labels == nil || reading.windowEnd == windows.currentLabelEnd(window: reading.key.window)
    }
    guard let readings else { return }
    for reading in readings {
      guard let number = windows.healthSeries(window: reading.key.window) else { continue }
      output.reading(reading, series: number)
      series.take(reading, number: number, isCurrent: true)
    }
  }

  private func step(_ transitions: [AlertTransition], at moment: Instant) {
    let clock = now(moment)
    evaluations += 1
    for transition in transitions {
      trail.note(transition)
      output.transition(transition)
    }
    note(people.take(transitions, now: clock))
    note(dispatcher.take(transitions, alerts: alerts, people: people, now: clock), clock: clock)
    advanceClock(to: clock)
  }

  /// Tells the alerts that there has been nothing to read until `moment`, for those whose rules mind.
  func noteSilence(until moment: Instant) {
    guard let time, moment > time else { return }
    step(alerts.evaluateSilence(now: moment, people: people, clock: now(moment)), at: moment)
  }

  private var longestMemory: TimeSpan {
    let longest = configuration.windowPlan.windows.map(\.paneCount).max() ?? 1
    return configuration.windowPlan.labelHorizon + configuration.windowPlan.pane * Int64(longest + 1)
  }

  private func take(_ measured: MeasuredSeries) {
    let state = measured.labels.map { LabelState(coverage: $0.coverage, revision: 0, isFinal: $0.isFinal) }
    let measurement = measured.measurement
    let (level, limits, grade) = gradients[measured.number].grade(measurement, labels: state, context: grading)
    var reading = Reading(
      key: measured.key, windowStart: measured.windowStart, windowEnd: measured.windowEnd,
      value: level.isGraded ? measurement.value : nil, n: measurement.n, low: level.isGraded ? measurement.low : nil,
      high: level.isGraded ? measurement.high : nil, floor: measurement.floor, evidence: measurement.evidence,
      level: level, limits: limits, grade: grade, labels: state, usesOverallBaseline: measurement.usesOverallBaseline,
      pValue: level.isGraded ? measurement.pValue : nil)
    if let labels = measured.labels {
      let revised = revisions.decide(
        measured.key, windowEnd: measured.windowEnd, coverage: labels.coverage, isFinal: labels.isFinal, level: level)
      if let revised {
        reading.labels = revised
        output.reading(reading, series: measured.number)
      } else if measured.isCurrent {
        reading.labels?.revision = revisions.revision(of: measured.key, windowEnd: measured.windowEnd)
      }
    } else {
      output.reading(reading, series: measured.number)
    }
    if series.take(reading, number: measured.number, isCurrent: measured.isCurrent) {
      noteDeparture(of: reading, number: measured.number)
    }
  }

  /// Works out since when a series has been changed: for those who look each time that it leaves green, for others the
  /// first time.
  private func noteDeparture(of reading: Reading, number: Int) {
    if number >= hasLeftGreen.count { hasLeftGreen += repeatElement(false, count: number + 1 - hasLeftGreen.count) }
    let isFirst = !hasLeftGreen[number] && output.wantsOnsets
    hasLeftGreen[number] = true
    guard isFirst || series.keepsPast else { return }
    let onset = windows.onset(of: reading.key, windowEnd: reading.windowEnd)
    series.note(onset, number: number)
    if isFirst, let onset { output.onset(onset, of: reading.key) }
  }
}
