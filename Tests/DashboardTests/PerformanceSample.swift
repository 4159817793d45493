import Notation
import Readings

@testable import Dashboard

/// The sample with the past of its figures from labels: intervals, and labels that are late.
enum PerformanceSample {
  static func snapshot(_ sample: SampleSnapshot) -> Snapshot {
    var snapshot = sample.build()
    for segment in sample.segments.prefix(2) {
      for metric in DashboardState.labelledMetrics + DashboardState.estimatedPairs.map(\.estimated) {
        let key = SeriesKey(metric: metric, segment: segment, window: "1h")
        guard snapshot.readings[key] != nil else { continue }
        snapshot.histories[key] = history(key, sample)
      }
    }
    return snapshot
  }

  /// A state in the view of performance.
  static func state(_ snapshot: Snapshot) -> DashboardState {
    var state = DashboardState(width: 120, height: 36, options: DashboardOptions(screen: .performance))
    _ = state.update(.snapshot(snapshot))
    _ = state.update(.tick(snapshot.time + .minutes(4)))
    return state
  }

  static func regression() -> Snapshot {
    var snapshot = snapshot(SampleSnapshot(situation: .incident))
    snapshot.readings = snapshot.readings.filter { $0.key.metric.family != .estimation }
    let pairs: [(Metric, Metric, Double, Double)] = [
      (.accuracy, .mae, 41.2, 33.5), (.precision, .rmse, 66.8, 52.1), (.recall, .bias, -12.6, 0.4),
      (.f1, .r2, 0.871, 0.912),
    ]
    let replaced = snapshot.readings.filter { key, _ in
      key.metric.family == .performance || key.metric.family == .calibration
    }
    for (key, reading) in replaced {
      snapshot.readings[key] = nil
      guard let (_, metric, value, baseline) = pairs.first(where: { $0.0 == key.metric }) else { continue }
      var new = key
      new.metric = metric
      let span = abs(value) * 0.06
      var limits = Limits(yellow: baseline * 1.15, red: baseline * 1.3, direction: metric.direction, baseline: baseline)
      if metric == .r2 { limits = Limits(yellow: 0.88, red: 0.86, direction: .lowerIsWorse, baseline: baseline) }
      if metric == .bias { limits = Limits(yellow: 8, red: 20, direction: .eitherWay) }
      snapshot.readings[new] = Reading(
        key: new, windowStart: reading.windowStart, windowEnd: reading.windowEnd, value: value, n: 9114,
        low: value - span, high: value + span, level: metric == .mae || metric == .bias ? .yellow : .green,
        limits: limits, grade: limits.grade(of: value), labels: reading.labels)
      var history = History()
      for (index, point) in (snapshot.histories[key]?.points ?? []).enumerated() {
        let share = Double(index) / 288
        history.points.append(
          History.Point(
            time: point.time, value: baseline + (value - baseline) * share, level: share > 0.8 ? .yellow : .green,
            low: baseline + (value - baseline) * share - span, high: baseline + (value - baseline) * share + span,
            isFinal: point.isFinal))
      }
      snapshot.histories[new] = history
    }
    snapshot.details = [:]
    snapshot.verdicts = [:]
    for segment in snapshot.segments {
      let labels = ["≤ -80", "-80–-40", "-40–-20", "-20–0", "0–20", "20–40", "40–80", "> 80"]
      let reference = [0.04, 0.1, 0.14, 0.22, 0.22, 0.14, 0.1, 0.04]
      let current = [0.09, 0.15, 0.17, 0.21, 0.17, 0.11, 0.07, 0.03]
      snapshot.histograms[HistogramKey(feature: ModelColumn.residual, segment: segment, window: "1h")] = Histogram(
        bins: labels.indices.map {
          Histogram.Bin(label: labels[$0], reference: reference[$0], current: current[$0], contribution: 0.01)
        }, referenceCount: 120_000, currentCount: 9114, referenceNulls: 0, currentNulls: 0,
        referenceMoments: Histogram.Moments(mean: 0.4, standardDeviation: 52, median: 0.1),
        currentMoments: Histogram.Moments(mean: -12.6, standardDeviation: 65.6, median: -10.2))
    }
    return snapshot
  }

  /// Before the first label.
  static func unlabelled() -> Snapshot {
    var snapshot = snapshot(SampleSnapshot(situation: .healthy, mode: .live))
    snapshot.readings = snapshot.readings.filter { !$0.key.needsLabels }
    snapshot.details = [:]
    snapshot.verdicts = [:]
    snapshot.ingest.labels = 0
    snapshot.ingest.joined = 0
    snapshot.ingest.labelProgress = []
    return snapshot
  }

  private static func history(_ key: SeriesKey, _ sample: SampleSnapshot) -> History {
    var history = History()
    let limits = SampleSnapshot.limits(key.metric)
    for step in max(0, sample.step - 287)...sample.step {
      let value = SampleSnapshot.value(
        key.metric, nil, key.segment, step: step, seed: 0, situation: sample.situation)
      let level = SampleSnapshot.level(value, limits)
      let at = SampleSnapshot.start + SampleSnapshot.pane * Int64(step)
      let isEstimate = key.metric.family == .estimation
      let isFinal = isEstimate || step < sample.step - 48
      let half = abs(value) * (isFinal ? 0.012 : 0.012 + 0.0004 * Double(step - sample.step + 48))
      history.points.append(
        History.Point(
          time: at, value: value, level: level, low: isEstimate ? nil : value - half,
          high: isEstimate ? nil : value + half, isFinal: isFinal))
      if level == .yellow || level == .red, history.firstYellow == nil { history.firstYellow = at }
      if level == .red, history.firstRed == nil { history.firstRed = at }
    }
    return history
  }
}
