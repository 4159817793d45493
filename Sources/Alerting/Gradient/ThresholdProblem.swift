import Readings

/// A mistake in how thresholds stand to each other or to their metric.
package enum ThresholdProblem: Equatable, Sendable, CustomStringConvertible {
  /// The comparison points to the side on which the metric gets better, or to both.
  case wrongDirection(Threshold, Metric)
  /// Yellow and red look in different directions.
  case mixedDirections(yellow: Threshold, red: Threshold)
  /// A band around 0 of a metric whose middle is the baseline.
  case noCenter(Threshold, Metric)
  /// Of two bands one lies around 0, the other around the baseline.
  case mixedCenters(Threshold, Threshold)
  /// Red would be reached before yellow.
  case redBeforeYellow(yellow: Threshold, red: Threshold)
  /// The bound to come back past looks the same way as the bound it ends.
  case clearLooksForward(at: Threshold, clear: Threshold)
  /// What a band ends with is no band.
  case clearIsNoBand(at: Threshold, clear: Threshold)
  /// The bound to come back past lies beyond the bound it ends.
  case clearBeyond(at: Threshold, clear: Threshold)
  /// The rule has neither a yellow nor a red condition.
  case noCondition

  package var description: String {
    switch self {
    case .wrongDirection(let threshold, let metric):
      "\(metric.rawValue) is worse when \(metric.direction == .higherIsWorse ? "higher" : "lower"), "
        + "so \"\(threshold.text)\" should begin with \(metric.direction == .higherIsWorse ? ">" : "<")"
    case .mixedDirections(let yellow, let red):
      "yellow \"\(yellow.text)\" and red \"\(red.text)\" look in different directions"
    case .noCenter(let threshold, let metric):
      "\"\(threshold.text)\" lies around 0, but \(metric.rawValue) has its middle at the baseline"
    case .mixedCenters(let first, let second):
      "\"\(first.text)\" and \"\(second.text)\" have different middles"
    case .redBeforeYellow(let yellow, let red):
      "red \"\(red.text)\" would begin before yellow \"\(yellow.text)\""
    case .clearLooksForward(let at, let clear):
      "clear \"\(clear.text)\" has to look the other way than \"\(at.text)\""
    case .clearIsNoBand(let at, let clear):
      "clear \"\(clear.text)\" has to be a band, as \"\(at.text)\" is"
    case .clearBeyond(let at, let clear):
      "clear \"\(clear.text)\" lies on the wrong side of \"\(at.text)\": the level would end while it still holds"
    case .noCondition:
      "the rule has neither yellow nor red, so it can never fire"
    }
  }
}

extension GradientBand {
  /// What is wrong with the band, as far as it can be said with or without a baseline.
  package func problems(for metric: Metric, baseline: Double? = nil) -> [ThresholdProblem] {
    var problems = [yellow, red].compactMap(\.self).compactMap { $0.problem(for: metric) }
    if let yellow, let red {
      if yellow.comparison != red.comparison {
        problems.append(.mixedDirections(yellow: yellow, red: red))
      } else if yellow.comparison == .outside, yellow.isRelative != red.isRelative {
        problems.append(.mixedCenters(yellow, red))
      } else if let (first, second) = comparableLimits(yellow, red, baseline: baseline),
        yellow.liesFurtherOut(first, than: second)
      {
        problems.append(.redBeforeYellow(yellow: yellow, red: red))
      }
    }
    return problems
  }
}

extension Threshold {
  fileprivate func problem(for metric: Metric) -> ThresholdProblem? {
    if metric.direction != .eitherWay {
      return comparison.direction == metric.direction ? nil : .wrongDirection(self, metric)
    }
    return comparison == .outside && !isRelative && !metric.isCenteredOnZero ? .noCenter(self, metric) : nil
  }

  /// Whether of two limits of this comparison the first is passed later.
  fileprivate func liesFurtherOut(_ first: Double, than second: Double) -> Bool {
    comparison == .below ? first < second : first > second
  }
}

extension Gradient {
  /// What is wrong with the bands, in catalogue order, then with the exceptions, in their own; `exception` is the
  /// position in ``exceptions``, `nil` for a metric's own band.
  package func problems() -> [(metric: Metric, exception: Int?, problem: ThresholdProblem)] {
    var found: [(metric: Metric, exception: Int?, problem: ThresholdProblem)] = []
    for metric in Metric.allCases {
      for problem in bands[metric]?.problems(for: metric) ?? [] { found.append((metric, nil, problem)) }
    }
    for (index, exception) in exceptions.enumerated() {
      for problem in exception.band.problems(for: exception.metric) { found.append((exception.metric, index, problem)) }
    }
    return found
  }
}

extension Rule {
  /// What is wrong with the rule's conditions.
  ///
  /// - Parameter band: the gradient's band for the rule's metric, which stands in where a condition has no `at`.
  package func problems(band: GradientBand?) -> [ThresholdProblem] {
    guard yellow != nil || red != nil else { return [.noCondition] }
    let yellowAt = yellow.flatMap { $0.at ?? band?.yellow }
    let redAt = red.flatMap { $0.at ?? band?.red }
    // What is wrong in the gradient is reported there.
    let isOwn = yellow?.at != nil || red?.at != nil
    var problems = isOwn ? GradientBand(yellow: yellowAt, red: redAt).problems(for: metric) : []
    for (condition, at) in [(yellow, yellowAt), (red, redAt)] {
      guard let at, let clear = condition?.clear else { continue }
      if at.comparison == .outside, clear.comparison != .outside {
        problems.append(.clearIsNoBand(at: at, clear: clear))
      } else if at.comparison == .outside, at.isRelative != clear.isRelative {
        problems.append(.mixedCenters(at, clear))
      } else if at.comparison != .outside, at.comparison == clear.comparison || clear.comparison == .outside {
        problems.append(.clearLooksForward(at: at, clear: clear))
      } else if let (atLimit, clearLimit) = comparableLimits(at, clear, baseline: nil),
        at.liesFurtherOut(clearLimit, than: atLimit)
      {
        problems.append(.clearBeyond(at: at, clear: clear))
      }
    }
    return problems
  }
}

/// Two bounds as numbers on one scale; without a baseline only bounds of the same kind have one.
private func comparableLimits(_ a: Threshold, _ b: Threshold, baseline: Double?) -> (Double, Double)? {
  if let first = a.limit(baseline: baseline), let second = b.limit(baseline: baseline) { return (first, second) }
  switch (a.bound, b.bound) {
  case (.offset(let first), .offset(let second)), (.percent(let first), .percent(let second)): return (first, second)
  default: return nil
  }
}
