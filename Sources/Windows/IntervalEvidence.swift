import Readings
import Statistics

/// Whether a figure with an interval has moved from its baseline by more than chance explains.
///
/// The 95 % interval, each side drawn out to the error probability of the test as a normal one would be, has to leave
/// the baseline out. Without an interval or a baseline there is nothing to hold against chance.
struct IntervalEvidence {
  private let widening: Double

  /// - Parameter alpha: error probability of one test, already shared out.
  init(alpha: Double) {
    widening =
      NormalDistribution.quantile(1 - alpha / 2) / NormalDistribution.quantile(0.5 + PerformanceFigures.confidence / 2)
  }

  func evidence(value: Double?, interval: ConfidenceInterval?, baseline: Double?) -> Measurement.Evidence {
    guard let value, let interval, let baseline else { return .interval(isBeyondChance: true) }
    let low = value - (value - interval.low) * widening
    let high = value + (interval.high - value) * widening
    return .interval(isBeyondChance: baseline < low || baseline > high)
  }
}
