import Readings

/// A figure against one condition of a rule.
struct Standing: Equatable {
  /// Past the bound at which the level begins.
  var isPast: Bool
  /// Back past the bound at which it ends. Between the two bounds neither holds.
  var isClear: Bool
}

/// A reading through the eyes of a rule.
enum Observation: Equatable {
  /// `nil` where the rule has no such condition.
  case graded(yellow: Standing?, red: Standing?)
  case insufficient
  case noData
  case error

  init(_ reading: Reading?, rule: Rule, confidence: Gradient.Confidence) {
    guard let reading, reading.level != .nodata else {
      self = .noData
      return
    }
    guard reading.level != .error else {
      self = .error
      return
    }
    guard reading.level.isGraded, let value = reading.value, value.isFinite, reading.n >= rule.minSamples ?? 0 else {
      self = .insufficient
      return
    }
    let evidence = Evidence(
      value: value, low: reading.low, high: reading.high, kind: reading.evidence, confidence: confidence)
    let baseline = reading.limits?.baseline
    func standing(_ condition: Rule.Condition, byLevel: Bool, isPastHigher: Bool) -> Standing {
      let isPast = isPastHigher || (condition.at.map { evidence.isPast($0, baseline: baseline) } ?? byLevel)
      guard !isPast, let isClear = condition.clear?.isCleared(by: value, baseline: baseline) else {
        return Standing(isPast: isPast, isClear: !isPast)
      }
      return Standing(isPast: false, isClear: isClear)
    }
    let red = rule.red.map { standing($0, byLevel: reading.level == .red, isPastHigher: false) }
    let yellow = rule.yellow.map {
      standing($0, byLevel: reading.level == .yellow || reading.level == .red, isPastHigher: red?.isPast ?? false)
    }
    self = .graded(yellow: yellow, red: red)
  }
}

extension Rule {
  /// The bound at which a level begins for a reading, as a plain number; of a band the edge on the value's side.
  func limit(_ level: Level, for reading: Reading) -> Double? {
    if let at = condition(level)?.at {
      return at.limit(baseline: reading.limits?.baseline, near: reading.value)
    }
    return reading.limits?.limit(level == .red ? .red : .yellow, near: reading.value)
  }
}
