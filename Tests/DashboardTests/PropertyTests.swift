import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Any state can be drawn")
struct PropertyTests {
  private static let snapshots: [Snapshot] = {
    var long = SampleSnapshot(situation: .incident)
    long.useLongNames()
    var few = SampleSnapshot(situation: .healthy, step: 2)
    few.features = [("age", .numeric)]
    few.segments = ["all"]
    few.versions = []
    var partly = SampleSnapshot(situation: .incident).build()
    partly.readings = partly.readings.filter { $0.key.segment.hasPrefix("region") }
    partly.histories = [:]
    partly.histograms = [:]
    var strange = SampleSnapshot(situation: .incident).build()
    for (key, reading) in strange.readings {
      strange.readings[key]?.value = reading.n % 2 == 0 ? .nan : -.infinity
      strange.readings[key]?.grade = .infinity
      strange.readings[key]?.level = .error
    }
    strange.ingest.progress = .nan
    strange.ingest.rate = .infinity
    strange.log = [LogLine(time: .distantPast, severity: .error, message: "\u{1B}[2J\nbad \u{7}")]
    strange.pane = .zero
    var multiclass = SampleSnapshot(situation: .incident)
    multiclass.task = .multiclass
    let extreme = extremes(of: SampleSnapshot(situation: .incident).build())
    let empty = Snapshot(
      model: "", mode: .live, time: .distantPast, pane: .minutes(5), windows: [], versions: [], features: [],
      segments: [], attributes: [], readings: [:], histories: [:], histograms: [:], alerts: [], log: [],
      ingest: IngestStatus())
    return [
      SampleSnapshot(situation: .incident).build(), SampleSnapshot(situation: .healthy, mode: .live).build(),
      long.build(), few.build(), partly, strange, multiclass.build(), extreme, empty,
    ]
  }()

  /// The largest and oddest values that a snapshot can hold.
  private static func extremes(of sample: Snapshot) -> Snapshot {
    var snapshot = sample
    let values = [1e300, -1e300, .greatestFiniteMagnitude, 0, .nan, .infinity, .leastNonzeroMagnitude]
    for (key, reading) in snapshot.readings {
      let value = values[(reading.n + key.metric.catalogueIndex) % values.count]
      snapshot.readings[key]?.value = value
      snapshot.readings[key]?.n = reading.n % 2 == 0 ? .max : .min
      snapshot.readings[key]?.low = -value
      snapshot.readings[key]?.high = value
      snapshot.readings[key]?.pValue = value
      if let limits = reading.limits {
        snapshot.readings[key]?.limits = Limits(
          yellow: value, red: -value, direction: limits.direction, baseline: value, center: value)
      }
      for index in snapshot.histories[key]?.points.indices ?? 0..<0 {
        snapshot.histories[key]?.points[index].value = values[index % values.count]
      }
    }
    for key in snapshot.onsets.keys {
      snapshot.onsets[key] = Onset(time: .distantPast, earliest: .distantPast, latest: .distantPast)
    }
    for key in snapshot.verdicts.keys {
      snapshot.verdicts[key]?.z = .nan
      snapshot.verdicts[key]?.n = .min
      snapshot.verdicts[key]?.reason = String(repeating: "長い理由\u{7} ", count: 60)
    }
    for key in snapshot.details.keys {
      for index in snapshot.details[key]?.reliability.indices ?? 0..<0 {
        snapshot.details[key]?.reliability[index].positiveRate = values[index % values.count]
        snapshot.details[key]?.reliability[index].meanScore = values[(index + 1) % values.count]
        snapshot.details[key]?.reliability[index].n = .max
      }
    }
    for key in snapshot.causes.keys {
      snapshot.causes[key]?.segments = values.map { RootCause.Contribution(name: "\u{1B}区=特", share: $0, value: $0) }
    }
    return snapshot
  }

  @Test("Random sizes and events keep frames whole and selections valid", arguments: 0..<16)
  func randomWalk(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var state = DashboardState(width: 120, height: 36)
    let keys = KeyMap.standard.bindings.flatMap(\.keys)
    for step in 0..<60 {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0:
        _ = state.update(
          .resize(width: Int.random(in: 0...220, using: &generator), height: Int.random(in: 0...70, using: &generator)))
      case 1: _ = state.update(.snapshot(try #require(Self.snapshots.randomElement(using: &generator))))
      case 2: _ = state.update(.tick(Instant(seconds: Int64.random(in: 0...2_000_000_000, using: &generator))))
      default: _ = state.update(.key(try #require(keys.randomElement(using: &generator))))
      }
      let isUnicode = Bool.random(using: &generator)
      let canvas = render(state, capabilities: Capabilities(isUnicode: isUnicode, color: .ansi16))
      let place = "seed \(seed) step \(step) at \(state.width)x\(state.height)"
      #expect(canvas.width == state.width && canvas.height == state.height, "\(place)")
      #expect(canvas.isWhole, "\(place)")
      if !isUnicode { #expect(canvas.cells.allSatisfy { $0.base.isASCII }, "\(place)") }
      expectIntactFrames(state, canvas, place)
      expectValidSelection(state, place)
    }
  }

  /// The border of each pane is as it was drawn: nothing ran over it from within or from next to it.
  private func expectIntactFrames(_ state: DashboardState, _ canvas: Canvas, _ place: String) {
    guard !state.isHelpOpen, let snapshot = state.snapshot, !snapshot.readings.isEmpty, canvas.width >= 40,
      canvas.height >= 10
    else { return }
    let glyphs = Glyphs(isUnicode: canvas.isUnicode)
    let body = Rectangle(x: 0, y: 1, width: canvas.width, height: canvas.height - 3)
    for placed in arrange(state.visit, in: body) {
      let area = placed.area
      guard area.width >= 2, area.height >= 2 else { continue }
      #expect(canvas[area.x, area.y].base == glyphs.topLeft, "\(place) \(placed.pane)")
      #expect(canvas[area.maxX - 1, area.maxY - 1].base == glyphs.bottomRight, "\(place) \(placed.pane)")
      let hasSides = (area.y + 1..<area.maxY - 1).allSatisfy {
        canvas[area.x, $0].base == glyphs.vertical && canvas[area.maxX - 1, $0].base == glyphs.vertical
      }
      let hasBottom = (area.x + 1..<area.maxX - 1).allSatisfy { canvas[$0, area.maxY - 1].base == glyphs.horizontal }
      #expect(hasSides && hasBottom, "\(place) \(placed.pane)")
    }
  }

  private func expectValidSelection(_ state: DashboardState, _ place: String) {
    guard let snapshot = state.snapshot else { return }
    #expect(!state.visits.isEmpty, "\(place)")
    #expect(state.screen.panes.contains(state.focus), "\(place)")
    if let feature = state.selectedFeature {
      #expect(state.featureOrder.indices.contains(state.featureIndex), "\(place)")
      #expect(state.featureOrder[state.featureIndex] == feature, "\(place)")
    } else {
      #expect(snapshot.features.isEmpty, "\(place)")
    }
    if let segment = state.selectedSegment {
      #expect(snapshot.segments[state.segmentIndex] == segment, "\(place)")
    } else {
      #expect(snapshot.segments.isEmpty, "\(place)")
    }
    if state.screen == .cell {
      #expect((state.selectedFigure == nil) == state.figureOrder.isEmpty, "\(place)")
      if let figure = state.selectedFigure {
        #expect(state.figureOrder[state.figureIndex] == figure && snapshot.readings[figure] != nil, "\(place)")
        #expect(figure.segment == state.selectedSegment && figure.window == state.window, "\(place)")
      }
    }
    #expect(state.visit.offsets.values.allSatisfy { $0 >= 0 }, "\(place)")
    #expect((state.currentAlert == nil) == snapshot.alerts.isEmpty, "\(place)")
  }

  @Test("Panes fill their area and never overlap", arguments: Screen.allCases, [40, 79, 80, 99, 100, 120, 200, 300])
  func layout(screen: Screen, width: Int) {
    for height in [7, 19, 20, 21, 27, 33, 57, 97] {
      let area = Rectangle(x: 0, y: 1, width: width, height: height)
      for focus in screen.panes {
        var visit = ScreenVisit(screen)
        visit.focus = focus
        let placed = arrange(visit, in: area)
        #expect(placed.contains { $0.pane == focus }, "the focused pane is in sight")
        #expect(placed.reduce(0) { $0 + $1.area.width * $1.area.height } == width * height)
        for (index, one) in placed.enumerated() {
          #expect(one.area.intersection(area) == one.area)
          for other in placed[(index + 1)...] { #expect(one.area.intersection(other.area).isEmpty) }
        }
      }
    }
  }
}
