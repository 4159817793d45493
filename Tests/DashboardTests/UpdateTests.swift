import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Update")
struct UpdateTests {
  private static let incident = SampleSnapshot(situation: .incident).build()

  static func loaded(_ sample: SampleSnapshot? = nil) -> DashboardState {
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.snapshot(sample?.build() ?? incident))
    return state
  }

  struct KeyCase: Sendable, CustomTestStringConvertible {
    var name: String
    var keys: [Key]
    var expected: @Sendable (DashboardState) -> Bool
    var testDescription: String { name }
  }

  static let keyCases: [KeyCase] = [
    KeyCase(name: "worst feature first, selected", keys: []) {
      $0.featureOrder.first == "income" && $0.selectedFeature == "income"
    },
    KeyCase(name: "j moves down", keys: [.character("j")]) { $0.selectedFeature == "@score" },
    KeyCase(name: "k stops at the top", keys: [.character("k")]) { $0.selectedFeature == "income" },
    KeyCase(name: "l moves to the next segment", keys: [.right]) { $0.selectedSegment == "region=apac" },
    KeyCase(name: "h stops at the left", keys: [.left]) { $0.selectedSegment == "all" },
    KeyCase(name: "G goes to the last row", keys: [.character("G")]) { $0.selectedFeature == $0.featureOrder.last },
    KeyCase(name: "number keys focus", keys: [.character("4")]) { $0.focus == .alerts },
    KeyCase(name: "a number without a pane does nothing", keys: [.enter, .character("5")]) { $0.focus == .histogram },
    KeyCase(name: "o opens the selected alert at its runbook", keys: [.character("o")]) {
      $0.screen == .alert && $0.focus == .runbook && $0.currentAlert?.rule == "FeatureDrift"
    },
    KeyCase(name: "enter leads from an alert to its series", keys: [.character("o"), .enter]) {
      $0.screen == .feature && $0.selectedFeature == "income" && $0.selectedSegment == "region=apac"
    },
    KeyCase(name: "escape leads back from an alert", keys: [.character("o"), .escape]) { $0.screen == .overview },
    KeyCase(name: "tab cycles", keys: [.tab]) { $0.focus == .trend },
    KeyCase(name: "shift-tab cycles back", keys: [.backTab]) { $0.focus == .models },
    KeyCase(name: "z zooms", keys: [.character("z")]) { $0.isZoomed },
    KeyCase(name: "escape leaves the zoom", keys: [.character("z"), .escape]) { !$0.isZoomed },
    KeyCase(name: "m cycles the metric", keys: [.character("m")]) { $0.metric == .ks },
    KeyCase(name: "m comes round", keys: Array(repeating: .character("m"), count: 10)) { $0.metric == .psi },
    KeyCase(name: "w cycles the window", keys: [.character("w")]) { $0.window == "24h" },
    KeyCase(name: "v cycles the version", keys: [.character("v"), .character("v")]) { $0.version == "v2" },
    KeyCase(name: "v comes back to all", keys: Array(repeating: .character("v"), count: 3)) { $0.version == "*" },
    KeyCase(name: "s keeps the selection", keys: [.character("j"), .character("s")]) {
      $0.sort == .configured && $0.selectedFeature == "@score" && $0.featureOrder.first == "age"
    },
    KeyCase(name: "enter opens the feature", keys: [.enter]) { $0.screen == .feature && $0.visits.count == 2 },
    KeyCase(name: "escape goes back", keys: [.enter, .escape]) { $0.screen == .overview },
    KeyCase(name: "escape on the first view stays", keys: [.escape]) { $0.screen == .overview && $0.visits.count == 1 },
    KeyCase(name: "] is the next feature", keys: [.enter, .character("]")]) { $0.selectedFeature == "@score" },
    KeyCase(name: "} is the next segment", keys: [.enter, .character("}")]) { $0.selectedSegment == "region=apac" },
    KeyCase(name: "? opens the help", keys: [.character("?")]) { $0.isHelpOpen },
    KeyCase(
      name: "a key that does not scroll closes the help and does no more", keys: "?m".unicodeScalars.map(Key.character)
    ) {
      !$0.isHelpOpen && $0.metric == .psi
    },
    KeyCase(name: "enter on an alert opens its series", keys: [.character("4"), .enter]) {
      $0.screen == .feature && $0.selectedFeature == "income" && $0.selectedSegment == "region=apac"
    },
    KeyCase(
      name: "enter on an alert without a feature opens its cell", keys: [.character("4"), .down, .down, .down, .enter]
    ) { $0.screen == .cell && $0.selectedSegment == "all" && $0.currentFigure?.key.metric == .ece },
    KeyCase(
      name: "enter on a fairness alert selects its attribute",
      keys: [.right, .character("4"), .down, .down, .down, .down, .enter]
    ) {
      $0.selectedSegment == "all" && $0.currentFigure?.key.feature == "sex"
        && $0.comparisons.first?.key.feature == "sex"
    },
    KeyCase(name: "enter on a model filters by version", keys: [.character("1"), .down, .enter]) { $0.version == "v1" },
    KeyCase(name: "enter on a trend opens its worst feature", keys: [.character("3"), .down, .enter]) {
      $0.screen == .feature && $0.metric == .ks && $0.selectedFeature == "income"
    },
    KeyCase(name: "enter on a trend without features opens its cell", keys: [.character("3"), .down, .down, .enter]) {
      $0.screen == .cell && $0.currentFigure?.key.metric == .rocAUC
    },
    KeyCase(name: "c opens the selected cell", keys: [.right, .character("c")]) {
      $0.screen == .cell && $0.selectedSegment == "region=apac" && $0.currentFigure?.key.metric == .accuracy
    },
    KeyCase(name: "the cell's figures scroll to their end", keys: [.character("c"), .character("G")]) {
      $0.figureIndex == $0.figureOrder.count - 1 && $0.currentFigure?.key.metric.family == .drift
    },
    KeyCase(
      name: "a figure stays selected in the next segment", keys: [.character("c"), .down, .down, .character("}")]
    ) {
      $0.selectedSegment == "region=apac" && $0.currentFigure?.key.metric == .recall
    },
    KeyCase(name: "enter on drift in a cell opens its feature", keys: [.character("c"), .character("G"), .enter]) {
      $0.screen == .feature && $0.selectedFeature == "@score"
    },
    KeyCase(name: "enter on performance leads to what was expected", keys: [.character("c"), .enter]) {
      $0.screen == .cell && $0.focus == .expectation
    },
    KeyCase(name: "escape leaves the cell", keys: [.character("c"), .escape]) { $0.screen == .overview },
    KeyCase(name: "the way back does not go round", keys: [.enter, .character("c"), .character("G"), .enter, .escape]) {
      $0.screen == .overview && $0.visits.count == 1
    },
    KeyCase(
      name: "groups scroll no further than to their end", keys: [.character("c"), .character("4"), .character("G")]
    ) { (1..<$0.lineCount(of: .groups, width: 36)).contains($0.visit.offsets[.groups] ?? 0) },
    KeyCase(name: "a bin can be selected", keys: [.enter, .right, .right]) { $0.selectedBin == 1 },
    KeyCase(name: "the history has a cursor", keys: [.enter, .character("3"), .left]) { ($0.historyCursor ?? 0) > 0 },
    KeyCase(name: "the log scrolls back", keys: [.character("5"), .up, .up]) { $0.logOffset == 2 },
    KeyCase(name: "a opens the alerts, and there a asks", keys: [.character("a"), .character("a")]) {
      $0.screen == .alerts && $0.dialog != nil
    },
    KeyCase(name: "p, f, V, i and L open views, and escape leads back", keys: "pfViL".unicodeScalars.map(Key.character))
    {
      $0.visits.map(\.screen) == [.overview, .performance, .fairness, .versions, .ingest, .log]
    },
    KeyCase(name: "T cycles the theme", keys: [.character("T")]) { $0.theme == .light },
    KeyCase(name: "M gives the mouse back to the terminal", keys: [.character("M")]) { !$0.isMouseOn },
    KeyCase(name: "b chooses what a version is compared with", keys: [.character("V"), .character("b")]) {
      $0.chosenComparison == "v1"
    },
    KeyCase(name: "s sorts the alerts where they are on show", keys: [.character("4"), .character("s")]) {
      $0.alertSort != .severity && $0.sort == .worst
    },
    KeyCase(name: "/ takes the keys", keys: [.character("/"), .character("q")]) { $0.filter == Filter("q") },
    KeyCase(name: ": takes the keys", keys: [.character(":"), .character("z")]) {
      $0.prompt == .command(LineEditor("z")) && !$0.isZoomed
    },
    KeyCase(name: "x asks for the file", keys: [.character("x")]) {
      $0.prompt == .command(LineEditor("export \($0.exportName).txt"))
    },
    KeyCase(name: "an unknown key does nothing", keys: [.function(9)]) { $0.screen == .overview && $0.notice == nil },
  ]

  @Test("Keys change the state", arguments: keyCases)
  func keys(_ example: KeyCase) {
    var state = Self.loaded()
    for key in example.keys { _ = state.update(.key(key)) }
    #expect(example.expected(state))
  }

  @Test(
    "Effects leave the state machine",
    arguments: [
      (Snapshot.Mode.live, Key.character("q"), [DashboardEffect.quit]), (.live, .control("l"), [.redraw]),
      (.replay(speed: 600, isPaused: false), .character(" "), [.setReplayPaused(true)]),
      (.replay(speed: 600, isPaused: true), .character(" "), [.setReplayPaused(false)]),
      (.replay(speed: 600, isPaused: false), .character("+"), [.setReplaySpeed(1200)]),
      (.replay(speed: 600, isPaused: false), .character("-"), [.setReplaySpeed(300)]),
      (.replay(speed: 28_800, isPaused: false), .character("+"), [.setReplaySpeed(nil)]),
      (.replay(speed: nil, isPaused: false), .character("+"), []),
      (.replay(speed: nil, isPaused: false), .character("-"), [.setReplaySpeed(28_800)]),
      (.replay(speed: 1, isPaused: false), .character("-"), [.setReplaySpeed(1)]),
      (.live, .character("+"), []), (.live, .character(" "), []), (.ended, .character("q"), [.quit]),
    ] as [(Snapshot.Mode, Key, [DashboardEffect])])
  func effects(mode: Snapshot.Mode, key: Key, expected: [DashboardEffect]) {
    var state = Self.loaded(SampleSnapshot(situation: .healthy, mode: mode))
    let effects = state.update(.key(key))
    #expect(effects == expected)
  }

  @Test("A runbook that is longer than its pane scrolls to its end and no further")
  func runbook() {
    var state = Self.loaded()
    _ = state.update(.resize(width: 100, height: 14))
    for key in [Key.character("o"), .character("G")] { _ = state.update(.key(key)) }
    let canvas = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome))
    #expect(canvas.text.contains("A default moves one bin."))
    let end = state.visit.offsets[.runbook]
    #expect(end ?? 0 > 0)
    _ = state.update(.key(.down))
    #expect(state.visit.offsets[.runbook] == end)
  }

  @Test("Quitting works while the help is open")
  func quitFromHelp() {
    var state = Self.loaded()
    _ = state.update(.key(.character("?")))
    let effects = state.update(.key(.character("q")))
    #expect(effects == [.quit])
  }

  @Test("Frozen, the picture stays; thawed, it catches up")
  func freeze() {
    var state = Self.loaded(SampleSnapshot(situation: .healthy, mode: .live))
    let before = state.snapshot?.time
    _ = state.update(.key(.character(" ")))
    let later = SampleSnapshot(situation: .healthy, step: 420, mode: .live)
    _ = state.update(.snapshot(later.build()))
    #expect(state.isFrozen && state.snapshot?.time == before)
    _ = state.update(.key(.character(" ")))
    #expect(!state.isFrozen && state.snapshot?.time == later.time)
  }

  @Test("Before the first picture there is nothing to freeze: the first one is shown")
  func freezeTooEarly() {
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.key(.character(" ")))
    #expect(!state.isFrozen && state.notice != nil)
    _ = state.update(.snapshot(SampleSnapshot(situation: .healthy, mode: .live).build()))
    #expect(state.snapshot != nil)
  }

  @Test("Lists are derived when what they depend on changes, and not with the clock")
  func derivation() {
    var state = Self.loaded()
    state.featureOrder = ["marker"]
    state.rows = [.alerts: []]
    _ = state.update(.tick(Instant(seconds: 1_800_000_000)))
    _ = state.update(.link(.attached(to: "agent")))
    _ = state.update(.answer(Answer("done")))
    #expect(state.featureOrder == ["marker"] && state.rows == [.alerts: []] && state.notice == Notice("done"))
    _ = state.update(.key(.character("m")))
    #expect(state.featureOrder.count == 11 && state.rows[.alerts]?.isEmpty == false)
  }

  @Test("A refusal that comes in the middle of other keys stays for three seconds, and waits behind a prompt")
  func lateRefusal() {
    var state = Self.loaded()
    let time = Instant(seconds: 1_800_000_000)
    func press(_ keys: [Key]) { for key in keys { _ = state.update(.key(key)) } }
    press([.character(":")])
    _ = state.update(.answer(Answer("not among the approvers", isRefusal: true)))
    for second in 0..<5 { _ = state.update(.tick(time + TimeSpan(seconds: Int64(second)))) }
    press([.character("x"), .escape, .down])
    #expect(state.notice?.text == "not among the approvers")
    for second in 5..<8 { _ = state.update(.tick(time + TimeSpan(seconds: Int64(second)))) }
    #expect(state.notice != nil)
    press([.down])
    #expect(state.notice == nil)
    _ = state.update(.answer(Answer("done")))
    press([.down])
    #expect(state.notice == nil)
  }

  @Test("Frozen, the filter still works on the picture that is shown")
  func filterWhileFrozen() {
    var state = Self.loaded(SampleSnapshot(situation: .healthy, mode: .live))
    for key in [Key.character(" "), .character("/"), .character("l"), .character("o"), .enter] {
      _ = state.update(.key(key))
    }
    #expect(state.isFrozen && Set(state.featureOrder) == ["loan_amount", "employment"])
  }

  @Test("The selection stays on its feature and segment when the order changes")
  func stickySelection() {
    var state = Self.loaded(SampleSnapshot(situation: .healthy))
    _ = state.update(.key(.character("j")))
    _ = state.update(.key(.right))
    let (feature, segment) = (state.selectedFeature, state.selectedSegment)
    var changed = SampleSnapshot(situation: .incident)
    changed.features.insert(("aaa_new", .numeric), at: 0)
    changed.segments.insert("region=aaa", at: 1)
    _ = state.update(.snapshot(changed.build()))
    #expect(state.selectedFeature == feature && state.selectedSegment == segment)
  }

  @Test("A selection that disappears moves to what stands in its place")
  func vanishingSelection() {
    var state = Self.loaded(SampleSnapshot(situation: .healthy))
    _ = state.update(.key(.character("G")))
    for _ in 0..<20 { _ = state.update(.key(.right)) }
    var fewer = SampleSnapshot(situation: .healthy)
    fewer.features = [("age", .numeric)]
    fewer.segments = ["all"]
    _ = state.update(.snapshot(fewer.build()))
    #expect(state.selectedFeature == "age" && state.selectedSegment == "all")
  }

  @Test("A figure that disappears leaves the selection on what takes its place")
  func vanishingFigure() {
    var state = Self.loaded()
    for key in [Key.character("c"), .character("G")] { _ = state.update(.key(key)) }
    var fewer = SampleSnapshot(situation: .incident).build()
    fewer.readings = fewer.readings.filter { $0.key.metric.family == .service }
    _ = state.update(.snapshot(fewer))
    #expect(state.currentFigure?.key == state.figureOrder.last)
    fewer.readings = [:]
    _ = state.update(.snapshot(fewer))
    #expect(state.figureOrder.isEmpty && state.currentFigure == nil)
  }

  @Test("Every series of the cell that has a reading is listed once, family by family")
  func cellOrder() {
    var state = Self.loaded()
    _ = state.update(.key(.character("c")))
    let expected = state.snapshot?.readings.keys.filter { key in
      key.version == "*" && key.window == "1h" && key.segment == "all"
        && (!key.metric.isPerFeature || key.feature?.hasPrefix("@") == true)
    }
    #expect(Set(state.figureOrder) == Set(expected ?? []))
    #expect(state.figureOrder.count == expected?.count)
    let families = state.figureOrder.map(\.metric.family)
    let runs = families.indices.filter { $0 == 0 || families[$0] != families[$0 - 1] }.map { families[$0] }
    #expect(runs == DashboardState.cellFamilies)
  }

  @Test("Keys before the first snapshot do no harm")
  func beforeAnything() {
    var state = DashboardState(width: 80, height: 24)
    for binding in KeyMap.standard.bindings where binding.action != .quit {
      for key in binding.keys { _ = state.update(.key(key)) }
    }
    #expect(state.snapshot == nil && state.selectedFeature == nil)
  }
}
