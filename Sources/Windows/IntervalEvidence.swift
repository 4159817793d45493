import Readings
import Statistics

/// Whether a figure with an interval has moved from its baseline by more than chance explains.
///
/// The 95 % interval, each side drawn out to the error probability of the test as a normal one would be, has to leave
/// the baseline out. As the baseline is an estimate as well, the interval is drawn out further by `√(1 + n/m)` for n rows
/// of the window and m of the reference. Without an interval or a baseline there is nothing to hold against chance.
struct IntervalEvidence {
  private let widening: Double

  /// - Parameter alpha: error probability of one test, already shared out.
  init(alpha: Double) {
    widening =
      NormalDistribution.quantile(1 - alpha / 2) / NormalDistribution.quantile(0.5 + PerformanceFigures.confidence / 2)
  }

  /// - Parameter rowRatio: n/m; 0 where the baseline is known without error.
  func evidence(
    value: Double?, interval: ConfidenceInterval?, baseline: Double?, rowRatio: Double = 0
  ) -> Measurement.Evidence {
    guard let value, let interval, let baseline else { return .interval(isBeyondChance: true) }
    let widening = widening * (1 + max(rowRatio, 0)).squareRoot()
    let low = value - (value - interval.low) * widening
    let high = value + (interval.high - value) * widening
    return .interval(isBeyondChance: baseline < low || baseline > high)
  }
}
