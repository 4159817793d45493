import Readings
import Statistics

/// One figure of two model versions, and which of them is better in it.
struct VersionComparison: Equatable, Sendable {
  enum Outcome: Equatable, Sendable {
    case firstIsBetter
    case secondIsBetter
    /// They differ, but the figure has neither a better side nor a reference.
    case differs
    /// The interval of the difference leaves no room for a verdict.
    case noDifferenceShown
    /// A figure has no interval.
    case unknown
  }

  /// Second less first.
  var difference: Double?
  /// Of the difference, 95 %.
  var interval: ConfidenceInterval?
  var outcome: Outcome

  /// Versions have rows of their own, so that their intervals are independent of each other.
  init(_ first: Reading, _ second: Reading) {
    difference = nil
    interval = nil
    outcome = .unknown
    guard let a = first.value, let b = second.value, (b - a).isFinite else { return }
    difference = b - a
    guard let one = first.estimate, let other = second.estimate,
      let interval = differenceInterval(other, minus: one)
    else { return }
    self.interval = interval
    outcome = .noDifferenceShown
    guard interval.low > 0 || interval.high < 0 else { return }
    switch first.key.metric.direction {
    case .higherIsWorse: outcome = interval.low > 0 ? .firstIsBetter : .secondIsBetter
    case .lowerIsWorse: outcome = interval.low > 0 ? .secondIsBetter : .firstIsBetter
    case .eitherWay:
      guard let center = first.reference, let otherCenter = second.reference else {
        outcome = .differs
        return
      }
      // The nearer one is better, if it is by more than chance.
      let distances = differenceInterval(other.distance(from: otherCenter), minus: one.distance(from: center))
      guard let distances, distances.low > 0 || distances.high < 0 else {
        outcome = .differs
        return
      }
      outcome = distances.low > 0 ? .firstIsBetter : .secondIsBetter
    }
  }
}

/// How often which version is better.
struct VersionTally: Equatable, Sendable {
  var better = 0
  var worse = 0
  var alike = 0
  var differing = 0
  var unknown = 0

  mutating func count(_ outcome: VersionComparison.Outcome) {
    switch outcome {
    case .secondIsBetter: better += 1
    case .firstIsBetter: worse += 1
    case .noDifferenceShown: alike += 1
    case .differs: differing += 1
    case .unknown: unknown += 1
    }
  }

  /// `v2 better in 3, worse in 1, no difference shown in 14`
  func text(_ second: String) -> String {
    var text = "\(second) better in \(better), worse in \(worse), no difference shown in \(alike)"
    if differing > 0 { text += ", other in \(differing)" }
    if unknown > 0 { text += ", no interval in \(unknown)" }
    return text
  }
}

extension Reading {
  /// The figure with its interval; `nil` without one.
  var estimate: IntervalEstimate? {
    guard let value, let low, let high, value.isFinite, low.isFinite, high.isFinite else { return nil }
    return IntervalEstimate(value: value, low: low, high: high)
  }

  /// The middle of a band with two sides: of what has no reference of its own only zero where that is the best there is.
  fileprivate var reference: Double? {
    if let limits { return limits.center }
    switch key.metric {
    case .meanShift, .bias, .calibrationBias: return 0
    default: return nil
    }
  }
}
