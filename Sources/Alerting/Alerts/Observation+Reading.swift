import Readings

extension Observation {
  /// A reading through the eyes of a rule about single series.
  ///
  /// - Parameters:
  ///   - reading: `nil` if the series has none any more.
  ///   - past: the same series' figure of as long ago as the rule's `against` says, if it has one.
  init(_ reading: Reading?, rule: Rule, confidence: Gradient.Confidence, past: SeasonalMemory.Figure? = nil) {
    let judge = Judge(rule: rule, confidence: confidence)
    red = rule.red.map { judge.finding(of: reading, $0, .red, past: past, isPastHigher: false) }
    let isRed = red?.ruling == .past
    yellow = rule.yellow.map { judge.finding(of: reading, $0, .yellow, past: past, isPastHigher: isRed) }
    restsOnLabels = reading?.labels != nil
  }
}

/// Holds figures against what a rule asks of them.
struct Judge {
  private let minSamples: Int
  private let isSeasonal: Bool
  let confidence: Gradient.Confidence

  init(rule: Rule, confidence: Gradient.Confidence) {
    minSamples = rule.minSamples ?? 0
    isSeasonal = rule.against != nil
    self.confidence = confidence
  }

  /// Why a reading cannot be judged; `nil` if it can.
  func obstacle(_ reading: Reading?) -> Ruling? {
    guard let reading, reading.level != .nodata else { return .noData }
    guard reading.level != .error else { return .error }
    guard reading.level.isGraded, let value = reading.value, value.isFinite, reading.n >= minSamples else {
      return .unknown
    }
    return nil
  }

  /// How a series stands to a plain condition.
  ///
  /// - Parameter isPastHigher: it is past the rule's higher level, and so past this one, whatever its bound.
  func finding(
    of reading: Reading?, _ condition: Rule.Condition, _ level: Level, past: SeasonalMemory.Figure?, isPastHigher: Bool
  ) -> Finding {
    let figures = AlertFigures(
      reading, threshold: reading.flatMap { limit(condition.at, level, of: $0, past: past) })
    guard let reading, obstacle(reading) == nil, let value = reading.value else {
      return Finding(ruling: obstacle(reading) ?? .unknown, figures: figures)
    }
    if isPastHigher { return Finding(ruling: .past, figures: figures) }
    if isSeasonal, condition.isRelative, past == nil { return Finding(ruling: .unknown, figures: figures) }
    if isPast(condition.at, level, of: reading, past: past) { return Finding(ruling: .past, figures: figures) }
    let isCleared = condition.clear?.isCleared(by: value, baseline: baseline(of: reading, past: past)) ?? true
    return Finding(ruling: isCleared ? .clear : .between, figures: figures)
  }

  /// Whether a graded reading is past a threshold, or at a level of the gradient where there is none.
  func isPast(_ threshold: Threshold?, _ level: Level, of reading: Reading, past: SeasonalMemory.Figure?) -> Bool {
    guard let threshold else { return reading.level.isGraded && reading.level.severity >= level.severity }
    guard let value = reading.value else { return false }
    let evidence = Evidence(
      value: value, low: reading.low, high: reading.high, kind: reading.evidence, confidence: confidence)
    if needsPast(threshold) {
      return past.map { evidence.isPast(threshold, of: $0) } ?? false
    }
    return evidence.isPast(threshold, baseline: reading.limits?.baseline)
  }

  /// The bound at which a level begins, as a plain number; of a band the edge on the value's side.
  func limit(_ threshold: Threshold?, _ level: Level, of reading: Reading, past: SeasonalMemory.Figure?) -> Double? {
    if let threshold { return threshold.limit(baseline: baseline(of: reading, past: past), near: reading.value) }
    return reading.limits?.limit(level == .red ? .red : .yellow, near: reading.value)
  }

  /// Whether a threshold is about what the series was some time ago.
  func needsPast(_ threshold: Threshold) -> Bool { isSeasonal && threshold.isRelative }

  /// What `baseline` stands for in the rule's thresholds.
  func baseline(of reading: Reading, past: SeasonalMemory.Figure?) -> Double? {
    !isSeasonal ? reading.limits?.baseline : past?.value
  }
}

extension AlertFigures {
  /// Those of a reading; without value and interval if it is not graded, and empty without a reading.
  init(_ reading: Reading?, threshold: Double? = nil, because: String? = nil) {
    guard let reading else {
      self.init(because: because)
      return
    }
    let isGraded = reading.level.isGraded
    self.init(
      value: isGraded ? reading.value : nil, n: reading.n, low: isGraded ? reading.low : nil,
      high: isGraded ? reading.high : nil, floor: isGraded ? reading.floor : nil, threshold: threshold,
      windowStart: reading.windowStart, windowEnd: reading.windowEnd, because: because)
  }
}

extension Evidence {
  /// Whether the figure is past a threshold that lies at a distance from an earlier figure of the same series.
  ///
  /// Both are uncertain. With m the distance from the value to the near end of its interval, and d the distance by which
  /// the bound would move were the earlier figure at the far end of its own, the value has to be more than √(m² + d²) past
  /// the bound: the margin of a difference of two independent figures. Whether the figure differs from the baseline
  /// does not matter here. A test that was made has to have been passed.
  func isPast(_ threshold: Threshold, of past: SeasonalMemory.Figure) -> Bool {
    guard let edges = threshold.edges(baseline: past.value), edges.isPassed(by: value) else { return false }
    switch kind {
    case .test(let isBeyondChance): return isBeyondChance
    case .value: return true
    case .interval:
      guard confidence == .interval else { return true }
      if let upper = edges.upper, value > upper {
        guard let low, let far = past.high.flatMap({ threshold.edges(baseline: $0)?.upper }) else { return false }
        return value - upper > ((value - low) * (value - low) + (far - upper) * (far - upper)).squareRoot()
      }
      guard let lower = edges.lower, let high, let far = past.low.flatMap({ threshold.edges(baseline: $0)?.lower })
      else { return false }
      return lower - value > ((high - value) * (high - value) + (lower - far) * (lower - far)).squareRoot()
    }
  }
}
