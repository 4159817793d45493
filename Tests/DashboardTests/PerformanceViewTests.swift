import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("The view of performance")
struct PerformanceViewTests {
  private static let incident = PerformanceSample.snapshot(SampleSnapshot(situation: .incident))

  private static func state(_ snapshot: Snapshot? = nil) -> DashboardState {
    PerformanceSample.state(snapshot ?? incident)
  }

  private static func text(_ state: DashboardState, _ width: Int = 120, _ height: Int = 36) -> String {
    var state = state
    _ = state.update(.resize(width: width, height: height))
    return render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
  }

  private static func metrics(_ state: DashboardState) -> [Metric] {
    (state.rows[.performanceFigures] ?? []).compactMap { row in
      if case .series(let key) = row { key.metric } else { nil }
    }
  }

  @Test("Every figure of performance and calibration has its place")
  func catalogue() {
    let all = Metric.allCases.filter { $0.family == .performance || $0.family == .calibration }
    #expect(Set(DashboardState.labelledMetrics) == Set(all) && DashboardState.labelledMetrics.count == all.count)
  }

  @Test("What is past a threshold comes first, and the cursor begins there")
  func order() {
    let state = Self.state()
    let levels = (state.rows[.performanceFigures] ?? []).compactMap { row -> Level? in
      if case .series(let key) = row { state.snapshot?.readings[key]?.level } else { nil }
    }
    #expect(levels.first == .red && state.performanceKey?.metric == .accuracy)
    let bad = levels.prefix { $0 == .red || $0 == .yellow }
    #expect(!levels.dropFirst(bad.count).contains { $0 == .red || $0 == .yellow })
  }

  @Test("Other orders are by the catalogue and by name")
  func otherOrders() {
    var state = Self.state()
    state.sort = .configured
    _ = state.update(.key(.down))
    #expect(Self.metrics(state).first == .rocAUC)
    state.sort = .name
    _ = state.update(.key(.down))
    #expect(Self.metrics(state).first == .averagePrecision)
  }

  @Test("The cursor chooses what the chart shows, and stays on its figure when the order changes")
  func cursor() throws {
    var state = Self.state()
    for _ in 0..<2 { _ = state.update(.key(.down)) }
    let chosen = try #require(state.performanceKey)
    #expect(Self.text(state).contains("Over time \(chosen.title)  all"))
    state.sort = .name
    _ = state.update(.snapshot(Self.incident))
    #expect(state.performanceKey == chosen)
  }

  @Test("The filter narrows the list by name and by level; words about segments have been followed already")
  func filter() {
    var state = Self.state()
    state.filter = Filter("region=apac red")
    _ = state.update(.snapshot(Self.incident))
    #expect(Self.metrics(state) == [.accuracy])
    state.filter = Filter("prec")
    _ = state.update(.snapshot(Self.incident))
    #expect(Set(Self.metrics(state)) == [.averagePrecision, .precision])
    state.filter = Filter("no such figure")
    _ = state.update(.snapshot(Self.incident))
    #expect(Self.metrics(state).isEmpty && state.performanceKey == nil)
    #expect(Self.text(state).contains("nothing matches /no such figure"))
  }

  @Test("Without labels the estimated figures stand in, and the panes say what is missing")
  func unlabelled() {
    let state = Self.state(PerformanceSample.unlabelled())
    #expect(Self.metrics(state).allSatisfy { $0.family == .estimation } && !Self.metrics(state).isEmpty)
    let text = Self.text(state, 200, 60)
    #expect(text.contains("no labels have come in yet") && text.contains("no labels yet"))
  }

  @Test("A realised figure has its estimated counterpart beside it, with its own past")
  func estimates() throws {
    let state = Self.state()
    let subject = state.performanceSubject(SeriesKey(metric: .rocAUC, window: "1h"))
    #expect(subject.estimate?.points.isEmpty == false && subject.hasReference)
    #expect(state.estimateKey(of: SeriesKey(metric: .brier, window: "1h")) == nil)
    let line = try #require(Self.text(state, 200, 60).split(separator: "\n").first { $0.contains(" AUC  ") })
    #expect(line.contains(".854") && line.contains(".900") && line.contains("71% so far"))
  }

  @Test("The provisional part begins with the first point from which on none is final")
  func provisional() {
    var subject = ChartSubject(key: SeriesKey(metric: .f1, window: "1h"))
    func point(_ isFinal: Bool) -> History.Point {
      History.Point(time: Instant(seconds: 0), value: 1, level: .green, isFinal: isFinal)
    }
    #expect(subject.firstProvisional == nil)
    subject.history = History(points: [point(true), point(false), point(true), point(false), point(false)])
    #expect(subject.firstProvisional == 3)
    subject.history = History(points: [point(false), point(true)])
    #expect(subject.firstProvisional == nil)
  }

  @Test("A version that appeared later is marked where it did")
  func arrivals() {
    let state = Self.state()
    let key = SeriesKey(metric: .rocAUC, window: "1h")
    let points = state.subject(key).points
    let arrivals = state.arrivals(in: points, of: key)
    #expect(
      arrivals.map(\.version) == ["v2"] && arrivals.first.map { points[$0.index].time < state.snapshot!.time } == true)
    #expect(state.arrivals(in: points, of: SeriesKey(metric: .rocAUC, version: "v2", window: "1h")).isEmpty)
    #expect(state.arrivals(in: [], of: key).isEmpty)
  }

  @Test("Rows can be clicked")
  func clicks() {
    var renderer = Renderer(Self.state(), capabilities: Capabilities(isUnicode: true, color: .monochrome))
    renderer.marksHits = true
    renderer.drawAll()
    let rows = renderer.hits.compactMap { hit -> Int? in
      if case .row(.performanceFigures, let index) = hit.target { index } else { nil }
    }
    #expect(rows == Array(rows.indices) && rows.count == 14)
  }

  @Test("A bin is off when its interval is, by the thresholds of the calibration error")
  func reliability() throws {
    var snapshot = Self.incident
    let key = VerdictKey(segment: "all", version: "*", window: "1h")
    func bin(_ mean: Double, _ rate: Double, _ half: Double) -> CellDetail.ReliabilityBin {
      CellDetail.ReliabilityBin(meanScore: mean, positiveRate: rate, low: rate - half, high: rate + half, n: 100)
    }
    snapshot.details[key] = CellDetail(reliability: [bin(0.3, 0.1, 0.19), bin(0.6, 0.5, 0.02), bin(0.9, 0.7, 0.02)])
    var state = Self.state(snapshot)
    for key in [Key.character("3"), .character("z")] { _ = state.update(.key(key)) }
    let plot = Self.text(state).split(separator: "\n").dropFirst(3)
    #expect(
      plot.contains { $0.contains("●") } && plot.contains { $0.contains("◆") } && plot.contains { $0.contains("▲") })
    #expect(plot.filter { $0.contains("▲") }.count == 1)
  }

  @Test("Label progress speaks of ages without an end, and of none at all", arguments: [40, 80, 120])
  func labels(width: Int) {
    var snapshot = Self.incident
    snapshot.ingest.labelProgress = [
      LabelProgress(from: .zero, to: .hours(6), predictions: 0, labelled: 0),
      LabelProgress(from: .hours(6), to: nil, predictions: .max, labelled: .max),
    ]
    var state = Self.state(snapshot)
    _ = state.update(.key(.character("4")))
    let text = Self.text(state, width)
    #expect(text.contains("<6h") && text.contains(">6h") && text.contains("100%"))
  }

  @Test("Every size can be drawn", arguments: [0, 39, 40, 79, 80, 99, 100, 149, 150, 300])
  func sizes(width: Int) {
    let snapshots = [Self.incident, PerformanceSample.regression(), PerformanceSample.unlabelled()]
    for pane in 1...5 {
      var state = Self.state(snapshots[pane % 3])
      _ = state.update(.key(.character(Unicode.Scalar(UInt8(48 + pane)))))
      for height in [9, 10, 14, 23, 47, 100] {
        _ = state.update(.resize(width: width, height: height))
        let canvas = render(state, capabilities: Capabilities(isUnicode: pane % 2 == 0, color: .ansi16))
        #expect(canvas.isWhole, "\(width)x\(height) pane \(pane)")
      }
    }
  }
}
