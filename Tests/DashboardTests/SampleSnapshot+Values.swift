import Notation
import Readings

/// The numbers of the sample: functions of their arguments alone.
extension SampleSnapshot {
  /// The metrics whose past the trends draw for every version and window.
  static let drawn: Set<Metric> = [
    .psi, .ks, .nullRate, .rocAUC, .f1, .f1Macro, .demographicParityDifference, .latencyP99, .throughput,
    .labelCoverage, .kpi,
  ]

  static func limits(_ metric: Metric, _ feature: String? = nil) -> Limits? {
    switch metric {
    case .psi, .ks, .js: Limits(yellow: 0.1, red: 0.2, direction: .higherIsWorse)
    case .meanShift: Limits(yellow: 0.25, red: 0.5, direction: .eitherWay)
    case .nullRate, .unseenRate: Limits(yellow: 0.015, red: 0.055, direction: .higherIsWorse, baseline: 0.005)
    case .positiveRate: Limits(yellow: 0.264, red: 0.276, direction: .eitherWay, baseline: 0.24, center: 0.24)
    case .accuracy: Limits(yellow: 0.838, red: 0.82, direction: .lowerIsWorse, baseline: 0.864)
    case .rocAUC: Limits(yellow: 0.872, red: 0.832, direction: .lowerIsWorse, baseline: 0.902)
    case .f1, .f1Macro: Limits(yellow: 0.62, red: 0.58, direction: .lowerIsWorse, baseline: 0.66)
    case .estimatedAccuracy: Limits(yellow: 0.838, red: 0.82, direction: .lowerIsWorse, baseline: 0.864)
    case .cost: Limits(yellow: 1300, red: 1400, direction: .higherIsWorse, baseline: 1180)
    case .ece: Limits(yellow: 0.05, red: 0.1, direction: .higherIsWorse)
    case .calibrationBias: Limits(yellow: 0.02, red: 0.05, direction: .eitherWay)
    case .demographicParityDifference: Limits(yellow: 0.03, red: 0.05, direction: .higherIsWorse)
    case .demographicParityRatio: Limits(yellow: 0.85, red: 0.8, direction: .lowerIsWorse)
    case .latencyP99: Limits(yellow: 180, red: 250, direction: .higherIsWorse, baseline: 120)
    case .errorRate: Limits(yellow: 0.008, red: 0.012, direction: .higherIsWorse)
    case .labelLagP95: Limits(yellow: 86_400, red: 172_800, direction: .higherIsWorse)
    case .kpi:
      feature == "approved_value"
        ? Limits(yellow: 49_000, red: 52_000, direction: .eitherWay, baseline: 46_000, center: 46_000) : nil
    case .health: Limits(yellow: 0.5, red: 0.25, direction: .lowerIsWorse)
    default: nil
    }
  }

  static func level(_ value: Double, _ limits: Limits?) -> Level {
    guard let limits, let yellow = limits.yellow, let red = limits.red else { return .green }
    switch limits.direction {
    case .higherIsWorse: return value > red ? .red : value > yellow ? .yellow : .green
    case .lowerIsWorse: return value < red ? .red : value < yellow ? .yellow : .green
    case .eitherWay:
      let distance = abs(value - limits.center)
      return distance > red - limits.center ? .red : distance > yellow - limits.center ? .yellow : .green
    }
  }

  static func pValue(_ metric: Metric, _ level: Level, _ value: Double) -> Double? {
    switch metric {
    case .psi, .ks, .js, .chi2: level == .green ? 0.04 + value.truncatingRemainder(dividingBy: 0.8) : 0.000_04
    default: nil
    }
  }

  /// Noise that is a function of its arguments.
  private static func noise(_ a: Int, _ b: Int) -> Double {
    var z = UInt64(truncatingIfNeeded: a &* 1_000_003 &+ b) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }

  static func value(
    _ metric: Metric, _ feature: String?, _ segment: String, step: Int, seed: Int, situation: Situation
  ) -> Double {
    let jitter = noise(step / 3 + seed * 17, metric.catalogueIndex) * 0.6 + noise(step + seed, 7) * 0.4
    let ramp = situation == .incident ? max(0, min(1, Double(step - 270) / 110)) : 0
    let isHit = segment.hasPrefix("region=apac") || segment == "all"
    let share = segment == "all" ? 0.45 : 1.0
    switch metric.family {
    case .drift:
      return drift(
        metric, feature, segment, jitter: jitter, shift: isHit ? ramp * share : 0, ramp: ramp, seed: seed)
    case .performance, .calibration, .estimation:
      return performance(metric, jitter: jitter, ramp: ramp, fall: isHit ? ramp : 0)
    case .fairness:
      switch metric {
      case .demographicParityDifference: return 0.012 + 0.034 * ramp + 0.006 * jitter
      case .demographicParityRatio: return 0.94 - 0.12 * ramp - 0.01 * jitter
      default: return 0.02 + 0.01 * jitter + Double(metric.catalogueIndex % 3) * 0.004
      }
    case .service: return service(metric, jitter: jitter, step: step, situation: situation)
    case .labels:
      switch metric {
      case .labelCoverage: return max(0.3, min(1, 1 - Double(max(0, step - 380)) * 0.03))
      case .labelLagP50: return 15_120 + 600 * jitter
      default: return 109_000 + 3600 * jitter
      }
    case .business: return feature == "approved_value" ? 46_200 - 5400 * ramp + 700 * jitter : 0.24 + 0.01 * jitter
    case .health: return 0.93 - 0.5 * ramp + 0.02 * jitter
    }
  }

  private static func drift(
    _ metric: Metric, _ feature: String?, _ segment: String, jitter: Double, shift: Double, ramp: Double, seed: Int
  ) -> Double {
    switch metric {
    case .nullRate: return 0.004 + 0.004 * jitter + (feature == "employment" ? 0.03 * shift : 0)
    case .outOfRangeRate, .unseenRate: return 0.001 * jitter
    case .positiveRate: return 0.232 + 0.01 * jitter + 0.03 * ramp
    case .meanShift: return 0.04 * (jitter - 0.5) - (feature == "income" ? 0.66 * shift : 0)
    default:
      var value = 0.012 + 0.03 * jitter + 0.004 * Double(seed % 7)
      if feature == "income" { value += 0.31 * shift }
      if feature == "@score" { value += 0.15 * shift }
      if feature == "channel", segment == "region=emea" { value += 0.1 * ramp }
      if feature == "@prediction" || feature == "@label" { value *= 0.4 }
      switch metric {
      case .ks: return value * 0.62
      case .js: return value * 0.55
      case .wasserstein: return value * 0.9
      case .chi2: return 4 + value * 4200
      default: return value
      }
    }
  }

  private static func performance(_ metric: Metric, jitter: Double, ramp: Double, fall: Double) -> Double {
    switch metric {
    case .accuracy: 0.86 - 0.05 * ramp + 0.01 * jitter
    case .precision, .precisionMacro, .precisionWeighted: 0.7 - 0.02 * ramp + 0.01 * jitter
    case .recall, .recallMacro, .recallWeighted: 0.63 - 0.02 * ramp + 0.01 * jitter
    case .f1, .f1Macro, .f1Weighted, .fbeta: 0.665 - 0.06 * fall + 0.008 * jitter
    case .rocAUC, .rocAUCOneVersusRest: 0.9 - 0.05 * fall + 0.006 * jitter
    case .averagePrecision: 0.71 - 0.04 * fall + 0.006 * jitter
    case .logLoss: 0.29 + 0.05 * ramp + 0.01 * jitter
    case .brier: 0.084 + 0.01 * jitter
    case .cost: 1182 + 170 * ramp + 20 * jitter
    case .ece: 0.018 + 0.055 * fall + 0.008 * jitter
    case .mce: 0.06 + 0.09 * fall + 0.02 * jitter
    case .calibrationBias: 0.004 - 0.034 * fall + 0.004 * jitter
    case .specificity, .estimatedSpecificity: 0.93 - 0.01 * ramp + 0.004 * jitter
    case .estimatedPrecision: 0.702 + 0.006 * jitter
    case .estimatedRecall: 0.631 + 0.006 * jitter
    case .estimatedF1: 0.664 + 0.006 * jitter
    case .estimatedROCAUC: 0.899 + 0.004 * jitter
    default: 0.861 + 0.004 * jitter
    }
  }

  private static func service(_ metric: Metric, jitter: Double, step: Int, situation: Situation) -> Double {
    switch metric {
    case .latencyP50: 38 + 6 * jitter
    case .latencyP95: 84 + 12 * jitter
    case .latencyP99: 118 + 20 * jitter + (situation == .incident && (310...340).contains(step) ? 150 : 0)
    case .errorRate: 0.002 + 0.002 * jitter
    case .throughput: 160 + 40 * noise(step / 12, 3) + 8 * jitter
    case .freshness: 2 + 40 * jitter
    case .lateRate: 0.0003 + 0.0002 * jitter
    case .overrideRate: 0.028 + 0.004 * jitter
    default: 0.000_02 * jitter
    }
  }
}
