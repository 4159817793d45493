import Notation
import Readings

/// What each metric counts for in the health score.
package struct HealthWeights: Equatable, Sendable {
  package struct Entry: Equatable, Sendable {
    package var metric: Metric
    /// The name of a business figure, for ``Metric/kpi``.
    package var kpi: String?
    /// Above 0; only the proportions of the weights count.
    package var weight: Double

    package init(_ metric: Metric, kpi: String? = nil, weight: Double) {
      self.metric = metric
      self.kpi = kpi
      self.weight = weight
    }
  }

  /// In configured order; no two are about the same figure.
  package var entries: [Entry]

  package init(_ entries: [Entry]) {
    self.entries = entries
  }
}

/// One figure for several objectives: the weighted mean of how far each metric is from red, of all traffic and all
/// versions together, over one window.
///
/// A metric's score is 1 at grade 0 (the baseline), 0.5 at yellow and 0 at red and beyond, linear between (see
/// ``Reading/grade``). One with several series (features, attributes) counts by its worst. Metrics without a graded
/// reading are left out and the others' weights shared out anew.
package struct HealthScore: Equatable, Sendable {
  /// What one metric contributes.
  package struct Part: Equatable, Sendable {
    /// The series that stands worst.
    package var key: SeriesKey
    /// 0…1.
    package var score: Double
    /// The share that the metric has in the health score; all of them add up to 1.
    package var weight: Double
  }

  /// 0…1; `nil` without a single part.
  package var value: Double?
  /// The fewest rows that a part rests on; without parts, the fewest of the readings that could not be graded.
  package var n: Int
  /// In the order of the weights.
  package var parts: [Part]
  package var windowStart: Instant
  package var windowEnd: Instant
}

/// Computes the health score of a model, window by window, from the newest readings.
///
/// Which readings count is found out once a series; from then on an evaluation costs a comparison of references a
/// reading. Used by one thread at a time.
package struct HealthMeter: Sendable {
  package let weights: HealthWeights
  /// Those of the newest call, in the order of the windows; `nil` for one of which nothing was read yet.
  package private(set) var scores: [HealthScore?]

  private let context: GradingContext
  /// The health series of each window, and how it is graded.
  private let series: [(key: SeriesKey, gradient: SeriesGradient)]
  private let windows: [String: Int]
  /// The series of the newest call's readings, in their order, each with the slot it counts for: window by window, one
  /// for each weight; −1 for none.
  private var places: [(key: SeriesKey, slot: Int)] = []

  /// - Parameters:
  ///   - windows: their names, in the order in which readings are to come.
  ///   - gradient: whose band of `health` and exceptions the score itself is graded by.
  package init(weights: HealthWeights, windows: [String], gradient: Gradient, context: GradingContext) {
    self.weights = weights
    self.context = context
    self.windows = Dictionary(windows.enumerated().map { ($1, $0) }) { first, _ in first }
    series = windows.map { window in
      let key = SeriesKey(metric: .health, window: window)
      return (key, SeriesGradient(gradient, key: key))
    }
    scores = Array(repeating: nil, count: windows.count)
  }

  /// A reading of ``Metric/health`` for each window of which there are readings that count.
  ///
  /// Those without a graded figure among them are `insufficient` or `nodata`. The period is that of the newest part.
  ///
  /// - Parameters:
  ///   - newest: the newest reading of each series that has one; cheapest if the order hardly ever changes.
  ///   - isCurrent: whether a reading still stands for its series: one of labels does not once its window's time is up.
  package mutating func readings(
    of newest: [Reading], where isCurrent: (Reading) -> Bool = { _ in true }
  ) -> [Reading] {
    let count = weights.entries.count
    var worst = [Int](repeating: -1, count: series.count * count)
    for place in newest.indices {
      let slot = slot(of: newest[place].key, at: place)
      guard slot >= 0, isCurrent(newest[place]) else { continue }
      if worst[slot] < 0 || Self.isWorse(newest[place], than: newest[worst[slot]]) { worst[slot] = place }
    }
    var readings: [Reading] = []
    for index in series.indices {
      let score = score(of: worst[index * count..<(index + 1) * count], in: newest)
      scores[index] = score
      if let score { readings.append(reading(of: score, index)) }
    }
    return readings
  }

  private mutating func slot(of key: SeriesKey, at place: Int) -> Int {
    if place < places.count, places[place].key == key { return places[place].slot }
    let found = slot(of: key)
    if place < places.count { places[place] = (key, found) } else { places.append((key, found)) }
    return found
  }

  private func slot(of key: SeriesKey) -> Int {
    guard key.segment == "all", key.version == "*", let window = windows[key.window],
      let entry = weights.entries.firstIndex(where: {
        $0.metric == key.metric && ($0.metric != .kpi || $0.kpi == key.feature)
      })
    else { return -1 }
    return window * weights.entries.count + entry
  }

  /// Graded figures come before others; of equal ones the first in order, so that it does not matter in which order they
  /// were handed in.
  private static func isWorse(_ a: Reading, than b: Reading) -> Bool {
    let (first, second) = (a.grade ?? -1, b.grade ?? -1)
    return first != second ? first > second : a.key < b.key
  }

  /// - Parameter worst: places in `newest`, one for each weight; −1 for none.
  private func score(of worst: ArraySlice<Int>, in newest: [Reading]) -> HealthScore? {
    let found = zip(weights.entries, worst).filter { $1 >= 0 }.map { (weight: $0.weight, reading: newest[$1]) }
    let graded = found.filter { $0.reading.grade != nil }
    let basis = graded.isEmpty ? found : graded
    guard let n = basis.map(\.reading.n).min(),
      let last = basis.map(\.reading).max(by: { $0.windowEnd < $1.windowEnd })
    else { return nil }
    let total = graded.reduce(0) { $0 + $1.weight }
    let parts = graded.compactMap { weight, reading in
      reading.grade.map { grade in
        HealthScore.Part(key: reading.key, score: max(0, min(1, 1 - grade / 2)), weight: weight / total)
      }
    }
    return HealthScore(
      value: parts.isEmpty ? nil : parts.reduce(0) { $0 + $1.score * $1.weight }, n: n, parts: parts,
      windowStart: last.windowStart, windowEnd: last.windowEnd)
  }

  private func reading(of score: HealthScore, _ index: Int) -> Reading {
    let measurement = Measurement(value: score.value, n: score.n, evidence: .value)
    let (level, limits, grade) = series[index].gradient.grade(measurement, labels: nil, context: context)
    return Reading(
      key: series[index].key, windowStart: score.windowStart, windowEnd: score.windowEnd,
      value: level.isGraded ? score.value : nil, n: score.n, level: level, limits: limits, grade: grade)
  }
}
