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

  @Test("Random sizes and events keep frames whole and selections valid", arguments: 0..<12)
  func randomWalk(seed: Int) throws {
    var walk = Walk(seed: UInt64(seed))
    for step in 0..<80 {
      let event = walk.nextEvent(Self.snapshots)
      let before = walk.state
      let effects = walk.state.update(event)
      let state = walk.state
      let place = "seed \(seed) step \(step) at \(state.width)x\(state.height) in \(state.screen.rawValue)"
      expectDeliberate(effects, before: before, event, place)
      expectValidSelection(state, place)
      // A frame costs most; every other event is enough.
      guard step % 2 == 0 else { continue }
      let isUnicode = Bool.random(using: &walk.generator)
      let canvas = render(state, capabilities: Capabilities(isUnicode: isUnicode, color: .ansi16))
      let hasSize = canvas.width == state.width && canvas.height == state.height
      let (isWhole, isASCII) = (canvas.isWhole, isUnicode || canvas.cells.allSatisfy { $0.base.isASCII })
      #expect(hasSize && isWhole && isASCII, "\(place)")
      expectIntactFrames(state, canvas, place)
    }
  }

  @Test("Who fills in everything gets to decide, whatever happens around it", arguments: 0..<6)
  func diligentWalk(seed: Int) throws {
    var walk = Walk(seed: UInt64(seed) + 1000)
    walk.isDiligent = true
    _ = walk.state.update(.resize(width: 80, height: 24))
    _ = walk.state.update(.snapshot(Self.snapshots[0]))
    var decided = 0
    for step in 0..<600 {
      let event = walk.nextEvent([Self.snapshots[0]])
      let before = walk.state
      let effects = walk.state.update(event)
      expectDeliberate(effects, before: before, event, "seed \(seed) step \(step)")
      decided += effects.count { if case .decide = $0 { true } else { false } }
    }
    #expect(decided > 0, "seed \(seed)")
  }

  /// A decision comes from a question that was answered in full, and from its button.
  private func expectDeliberate(
    _ effects: [DashboardEffect], before: DashboardState, _ event: DashboardEvent, _ place: String
  ) {
    for case .decide(let request) in effects {
      guard let dialog = before.dialog else {
        Issue.record("\(place): a decision without a question")
        continue
      }
      let check = DialogCheck(dialog, in: before)
      let isByKey = if case .key(.enter) = event { dialog.focus == .act } else { false }
      let isByMouse = if case .mouse = event { dialog.focus == .act || !dialog.kind.needsConfirmation } else { false }
      let (isReady, isAsAsked) = (check.isReady, request == dialog.request)
      #expect(isReady && isAsAsked && (isByKey || isByMouse), "\(place)")
      #expect(!request.by.isEmpty && !request.reason.isEmpty, "\(place)")
      let isConfirmed = dialog.confirmation.text == check.confirmation
      if dialog.kind.needsConfirmation { #expect(isConfirmed, "\(place)") }
    }
  }

  /// The border of each pane is as it was drawn: nothing ran over it from within or from next to it.
  private func expectIntactFrames(_ state: DashboardState, _ canvas: Canvas, _ place: String) {
    guard !state.isHelpOpen, state.dialog == nil, let snapshot = state.snapshot, !snapshot.readings.isEmpty,
      canvas.width >= 40,
      canvas.height >= 10
    else { return }
    let glyphs = Glyphs(isUnicode: canvas.isUnicode)
    let body = Rectangle(x: 0, y: 1, width: canvas.width, height: canvas.height - 3)
    for placed in arrange(state.visit, in: body) {
      let area = placed.area
      guard area.width >= 2, area.height >= 2 else { continue }
      let hasCorners =
        canvas[area.x, area.y].base == glyphs.topLeft
        && canvas[area.maxX - 1, area.maxY - 1].base == glyphs.bottomRight
      #expect(hasCorners, "\(place) \(placed.pane)")
      let hasSides = (area.y + 1..<area.maxY - 1).allSatisfy {
        canvas[area.x, $0].base == glyphs.vertical && canvas[area.maxX - 1, $0].base == glyphs.vertical
      }
      let hasBottom = (area.x + 1..<area.maxX - 1).allSatisfy { canvas[$0, area.maxY - 1].base == glyphs.horizontal }
      #expect(hasSides && hasBottom, "\(place) \(placed.pane)")
    }
  }

  private func expectValidSelection(_ state: DashboardState, _ place: String) {
    guard let snapshot = state.snapshot else { return }
    let isPlaced = !state.visits.isEmpty && state.screen.panes.contains(state.focus)
    #expect(isPlaced, "\(place)")
    if let feature = state.selectedFeature {
      let isThere = state.featureOrder.indices.contains(state.featureIndex)
      #expect(isThere, "\(place)")
      if isThere { #expect(state.featureOrder[state.featureIndex] == feature, "\(place)") }
    } else {
      let isEmpty = state.featureOrder.isEmpty
      #expect(isEmpty, "\(place)")
    }
    if let segment = state.selectedSegment {
      let isThere = state.segmentOrder.indices.contains(state.segmentIndex)
      #expect(isThere, "\(place)")
      if isThere { #expect(state.segmentOrder[state.segmentIndex] == segment, "\(place)") }
    } else {
      let isEmpty = state.segmentOrder.isEmpty
      #expect(isEmpty, "\(place)")
    }
    for pane in state.screen.panes {
      guard let list = state.rows[pane] else { continue }
      let selection = state.selection(in: pane)
      let isValid =
        list.isEmpty
        ? selection.id == nil : list.indices.contains(selection.index) && list[selection.index] == selection.id
      #expect(isValid, "\(place) \(pane)")
    }
    if state.screen == .cell {
      let (hasFigure, isEmpty) = (state.selectedFigure != nil, state.figureOrder.isEmpty)
      #expect(hasFigure != isEmpty, "\(place)")
      if let figure = state.selectedFigure {
        let isShown = state.figureOrder[state.figureIndex] == figure && snapshot.readings[figure] != nil
        let isInCell = figure.segment == state.selectedSegment && figure.window == state.window
        #expect(isShown && isInCell, "\(place)")
      }
    }
    let areScrolled = state.visit.offsets.values.allSatisfy { $0 >= 0 }
    #expect(areScrolled, "\(place)")
    if let list = state.rows[.alerts] {
      let hasAlert = state.currentAlert != nil
      #expect(hasAlert == !list.isEmpty, "\(place)")
    }
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
