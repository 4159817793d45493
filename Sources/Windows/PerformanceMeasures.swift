import Readings
import Records
import Statistics

/// Performance and calibration of one cell from its joined labels.
struct PerformanceMeasures {
  let layout: CellLayout
  let plan: CellPlan
  /// The reference's own figures, in the same layout.
  let reference: PerformanceFigures
  let comparison: PerformanceComparison

  /// The figures that there are, in the order in which they are measured: those that need scores only where the
  /// reference has scores, the optional ones only where the plan asks for them.
  static func metrics(layout: CellLayout, plan: CellPlan) -> [Metric] {
    let overrides =
      layout.overrides == nil ? [] : OverrideMeasures.metrics(isRegression: layout.task == .regression)
    return metricsOfTask(layout: layout, plan: plan) + overrides
  }

  private static func metricsOfTask(layout: CellLayout, plan: CellPlan) -> [Metric] {
    switch layout.task {
    case .binary: BinaryMeasures.metrics(hasScore: layout.score != nil, plan: plan)
    case .multiclass: MulticlassMeasures.metrics(hasScores: !layout.classScores.isEmpty)
    case .regression: layout.regression == nil ? [] : RegressionMeasures.metrics
    }
  }

  /// Calls `emit` with each figure and its position in ``metrics(layout:plan:)``.
  ///
  /// - Parameter labels: the window's label counts.
  func measure(_ labels: Span<Int64>, _ emit: (Int, Measurement) -> Void) {
    var comparison = comparison
    comparison.rows = labels[CellLayout.labelled]
    let figures = PerformanceFigures(layout: layout, labels: labels)
    if let own = figures.overrides, let expected = reference.overrides {
      let first = Self.metricsOfTask(layout: layout, plan: plan).count
      OverrideMeasures(
        figures: own, reference: expected, isRegression: layout.task == .regression, comparison: comparison
      ).measure { emit(first + $0, $1) }
    }
    switch (figures.task, reference.task) {
    case (.binary(let figures), .binary(let reference)):
      BinaryMeasures(
        figures: figures, reference: reference, hasScore: layout.score != nil, plan: plan, comparison: comparison
      ).measure(emit)
    case (.multiclass(let figures), .multiclass(let reference)):
      MulticlassMeasures(
        figures: figures, reference: reference, hasScores: !layout.classScores.isEmpty, comparison: comparison
      ).measure(emit)
    case (.regression(let figures), .regression) where layout.regression.map({ labels[$0.beyond] > 0 }) == true:
      for position in RegressionMeasures.metrics.indices {
        emit(position, Measurement(value: .nan, n: Int(figures.count), evidence: .value))
      }
    case (.regression(let figures), .regression(let reference)):
      RegressionMeasures(figures: figures, reference: reference, comparison: comparison).measure(emit)
    default: break
    }
  }
}

extension PerformanceMeasures {
  init(layout: CellLayout, plan: CellPlan, reference: ReferenceCell, critical: CriticalValues) {
    self.init(
      layout: layout, plan: plan, reference: reference.performance,
      comparison: PerformanceComparison(
        usesOverallBaseline: reference.isOverall, critical: critical,
        referenceRows: reference.labels[CellLayout.labelled]))
  }
}

/// How a figure of performance becomes a measurement: its interval is held against the reference's own figure.
struct PerformanceComparison {
  let usesOverallBaseline: Bool
  let critical: CriticalValues
  /// Labelled rows of the reference.
  var referenceRows: Int64 = .max
  /// Labelled rows of the window.
  var rows: Int64 = 0

  private var rowRatio: Double { referenceRows > 0 ? Double(rows) / Double(referenceRows) : 0 }

  func measurement(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, baseline: Double?
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high,
      evidence: critical.evidence.evidence(
        value: value, interval: interval, baseline: baseline, rowRatio: rowRatio), baseline: baseline,
      usesOverallBaseline: usesOverallBaseline)
  }

  /// A share of rows, with Wilson's interval.
  func share(_ value: Double?, _ successes: Int64, of count: Int64, baseline: Double?) -> Measurement {
    measurement(
      value, n: count, wilsonInterval(successes: successes, of: count, confidence: PerformanceFigures.confidence),
      baseline: baseline)
  }

  /// A figure with a test of its own, whose interval's near end has to be past a threshold besides.
  func judged(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, isBeyondChance: Bool, baseline: Double?
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high,
      evidence: .interval(isBeyondChance: isBeyondChance), baseline: baseline, usesOverallBaseline: usesOverallBaseline)
  }

  /// A figure that is beyond chance if it is past its own noise floor.
  func tested(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, floor: Double, baseline: Double?
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high, floor: floor,
      evidence: .test(isBeyondChance: value.map { $0 > floor } ?? false), baseline: baseline,
      usesOverallBaseline: usesOverallBaseline)
  }
}
