import Notation
import Records
import Testing

@testable import Windows

@Suite("Labels of every task through the rolling windows")
struct LabelPortionsTests {
  /// Predictions and labels of a task, whole.
  struct Logs {
    var predictions: RecordBatch
    var labels: LabelBatch

    init(_ kind: LabelFixture.Kind, seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      predictions = RecordBatch(
        numericCount: 0, categoricalCount: 0, classCount: kind == .multiclass ? 3 : 0, kpiCount: 1)
      predictions.table = CombinationTable(texts: [["v1", "north"], ["v1", "south"], ["v2", "north"]])
      labels = LabelBatch(kpiCount: kind == .binary || kind == .binaryWithOverrides ? 0 : 2)
      for number in 0..<900 {
        let served = LabelFixture.served(kind, using: &random)
        predictions.offsets.append(0)
        predictions.timestamps.append(Int64(number) * 1_000_000)
        predictions.ids.append(IdentifierHash("id \(number)"))
        predictions.combinations.append(UInt32(number % 3))
        predictions.served.append(served.served)
        predictions.scores.append(served.score)
        predictions.overrides.append(served.override)
        for (index, score) in served.classScores.enumerated() { predictions.classScores[index].append(score) }
        predictions.kpis[0].append(.nan)
        predictions.latencies.append(-1)
        predictions.failed.append(false)
      }
      for number in 0..<900 {
        // Some twice or more, some never.
        let truth = LabelFixture.truth(kind, using: &random)
        let subject = max(0, number - Int.random(in: 0...200, using: &random))
        labels.ids.append(IdentifierHash("id \(subject)"))
        labels.timestamps.append(number % 20 == 0 ? .min : Int64(number) * 1_000_000)
        labels.outcomes.append(truth.outcome)
        for (index, value) in truth.kpis.enumerated() { labels.kpis[index].append(value) }
      }
    }

    func predictions(_ rows: Range<Int>) -> RecordBatch {
      var part = RecordBatch(
        numericCount: 0, categoricalCount: 0, classCount: predictions.classScores.count, kpiCount: 1)
      part.table = predictions.table
      part.offsets = Array(predictions.offsets[rows])
      part.timestamps = Array(predictions.timestamps[rows])
      part.ids = Array(predictions.ids[rows])
      part.combinations = Array(predictions.combinations[rows])
      part.served = Array(predictions.served[rows])
      part.scores = Array(predictions.scores[rows])
      part.overrides = Array(predictions.overrides[rows])
      part.classScores = predictions.classScores.map { Array($0[rows]) }
      part.kpis = predictions.kpis.map { Array($0[rows]) }
      part.latencies = Array(predictions.latencies[rows])
      part.failed = Array(predictions.failed[rows])
      return part
    }

    func labels(_ rows: Range<Int>) -> LabelBatch {
      var part = LabelBatch(kpiCount: labels.kpis.count)
      part.ids = Array(labels.ids[rows])
      part.timestamps = Array(labels.timestamps[rows])
      part.outcomes = Array(labels.outcomes[rows])
      part.kpis = labels.kpis.map { Array($0[rows]) }
      return part
    }
  }

  static func windows(_ kind: LabelFixture.Kind) throws -> RollingWindows {
    let columns = LabelFixture.columns(kind)
    let layout = CellLayout(columns: columns)
    let all = Baseline.Cell(
      traffic: Array(repeating: 0, count: layout.trafficWidth), labels: Array(repeating: 0, count: layout.labelWidth))
    let baseline = try #require(Baseline(columns: columns, cells: ["all": all], minSamples: 5))
    return RollingWindows(
      plan: TrafficFixture.plan(), cells: TrafficFixture.cells, dimensionNames: ["region"], baseline: baseline,
      joinsLabels: true)
  }

  struct Place: Hashable {
    var pane: Int
    var part: Int
    var position: Int
  }

  /// Puts all labels into effect. The label counts that are not 0.
  static func counts(_ windows: RollingWindows) -> [Place: Int64] {
    for pane in 0...20 { windows.applyLabels(through: pane) }
    var counts: [Place: Int64] = [:]
    for pane in windows.labelPanes.held {
      windows.labelPanes.forEachPart(of: pane) { part, row in
        for position in 0..<windows.layout.labelWidth where row[position] != 0 {
          counts[Place(pane: pane, part: part, position: position)] = row[position]
        }
      }
    }
    return counts
  }

  static func add(_ batch: RecordBatch, to windows: RollingWindows, _ clock: inout SourceClock) {
    var encoded = EncodedTraffic()
    TrafficEncoder(layout: windows.layout).encode(batch, into: &encoded)
    windows.add(batch, encoded, from: &clock)
  }

  @Test(
    "Whatever the portions, and whichever log is ahead, every pane has the same counts",
    arguments: LabelFixture.Kind.allCases, [31, 32, 33] as [UInt64])
  func portions(kind: LabelFixture.Kind, seed: UInt64) throws {
    let logs = Logs(kind, seed: seed)
    let whole = try Self.windows(kind)
    var (clock, labelClock) = (SourceClock(), SourceClock())
    Self.add(logs.predictions, to: whole, &clock)
    whole.add(logs.labels, from: &labelClock)
    let expected = Self.counts(whole)
    #expect(Set(expected.keys.map(\.pane)) == Set(0..<15))
    #expect(whole.counts.joined > 300 && whole.counts.revisedLabels > 100)

    let parted = try Self.windows(kind)
    var random = SeededGenerator(seed: seed)
    (clock, labelClock) = (SourceClock(), SourceClock())
    var (row, label) = (0, 0)
    while row < 900 || label < 900 {
      let isPrediction = label == 900 || (row < 900 && Int.random(in: 0..<5, using: &random) < Int(seed % 4) + 1)
      let size = Int.random(in: 1...150, using: &random)
      if isPrediction {
        Self.add(logs.predictions(row..<min(900, row + size)), to: parted, &clock)
        row = min(900, row + size)
      } else {
        parted.add(logs.labels(label..<min(900, label + size)), from: &labelClock)
        label = min(900, label + size)
      }
    }
    #expect(Self.counts(parted) == expected, "seed \(seed)")
  }

  @Test("The class scores and the figures of the label log arrive where they belong")
  func arrives() throws {
    let windows = try Self.windows(.multiclass)
    let logs = Logs(.multiclass, seed: 34)
    var (clock, labelClock) = (SourceClock(), SourceClock())
    Self.add(logs.predictions, to: windows, &clock)
    windows.add(logs.labels, from: &labelClock)
    // What the last label of each prediction adds, in order of effect.
    var truths: [Int: Int] = [:]
    func subject(_ row: Int) -> Int { logs.predictions.ids.firstIndex(of: logs.labels.ids[row]) ?? 0 }
    func effect(_ row: Int) -> (pane: Int64, time: Int64) {
      let time = logs.labels.timestamps[row]
      return ((time == .min ? logs.predictions.timestamps[subject(row)] : time) / 60_000_000, time)
    }
    let order = logs.labels.timestamps.indices.sorted { effect($0) < effect($1) }
    for row in order { truths[subject(row)] = row }
    let counter = LabelCounter(layout: windows.layout)
    var expected = [Int64](repeating: 0, count: windows.layout.labelWidth)
    for (row, label) in truths {
      let labelled = LabelledPrediction(
        served: logs.predictions.served[row], score: .nan, override: logs.predictions.overrides[row],
        outcome: logs.labels.outcomes[label], lag: -1)
      let (scores, kpis) = (logs.predictions.classScores.map { $0[row] }, logs.labels.kpis.map { $0[label] })
      counter.count(labelled, classScores: scores.span, kpis: kpis.span, sign: 1) { expected[$0] += $1 }
    }
    var counts = [Int64](repeating: 0, count: windows.layout.labelWidth)
    for (place, value) in Self.counts(windows) where windows.registry.parts[place.part].cell == 0 {
      if !windows.layout.lag.contains(place.position) { counts[place.position] += value }
    }
    #expect(counts == expected)
    #expect(counts[CellLayout.scored] > 100)
  }
}
