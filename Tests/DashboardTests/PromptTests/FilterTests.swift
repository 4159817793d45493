import Readings
import Testing

@testable import Dashboard

@Suite("Filter")
struct FilterTests {
  @Test(
    "Words have to be met",
    arguments: [
      ("", true), ("age", true), ("AGE", true), ("ag apac", true), ("age emea", false), ("!age", false),
      ("!income", true), ("age !apac", false), ("red", true), ("RED", true), ("yellow", false), ("yellow red", true),
      ("!red", false), ("!yellow", true), ("region=apac", true), ("=apac", true), ("region=emea", false),
      ("!region=apac", false), ("age red region=apac", true), ("!", true), ("  age   red  ", true), ("ok", false),
    ])
  func row(text: String, isShown: Bool) {
    #expect(Filter(text).allows(["age", "region=apac"], level: .red) == isShown)
  }

  @Test("Levels go by their names and by the words on the screen", arguments: Level.allCases)
  func levels(level: Level) {
    #expect(Filter(level.rawValue).allows(["x"], level: level))
    #expect(Filter(level.rawValue).levels == [level] && Filter(level.word).levels == [level])
  }

  @Test("A word for a level says nothing of a row without one")
  func withoutLevel() {
    #expect(Filter("red age").allows(["age"], level: nil) && !Filter("red age").allows(["income"], level: nil))
  }

  @Test("Wide and accented letters are found, whatever their case")
  func letters() {
    #expect(Filter("ÄLTER").allows(["älter"], level: nil) && Filter("入").allows(["収入"], level: nil))
    #expect(!Filter("収").allows(["入"], level: nil) && !Filter("longer").allows(["long"], level: nil))
  }

  private static func typed(_ text: String, _ keys: [Key] = [], in state: DashboardState? = nil) -> DashboardState {
    var state = state ?? UpdateTests.loaded()
    let typed = [.character("/")] + text.unicodeScalars.map { Key.character($0) } + keys
    for key in typed { _ = state.update(.key(key)) }
    return state
  }

  private static func screen(_ state: DashboardState, width: Int = 120, height: Int = 36) -> String {
    var state = state
    _ = state.update(.resize(width: width, height: height))
    return render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
  }

  @Test(
    "The heat-map narrows while the filter is typed",
    arguments: [
      ("a", ["loan_amount", "age", "utilisation", "channel", "@label"], 12), ("loan", ["loan_amount"], 12),
      ("red", ["income"], 12), ("employment red", [], 12),
      ("!@ !_ !in", ["age", "utilisation", "channel", "employment"], 12),
      ("region=apac", nil, 4), ("apac", nil, 4), ("income region=", ["income"], 7), ("!region=", nil, 6),
      ("region=nowhere", nil, 1), ("income sex=", ["income"], 3),
    ] as [(String, [String]?, Int)])
  func heatMap(text: String, features: [String]?, segments: Int) {
    let state = Self.typed(text)
    if let features { #expect(Set(state.featureOrder) == Set(features), "\(state.featureOrder)") }
    #expect(state.segmentOrder.count == segments && state.segmentOrder.first == "all")
    #expect(state.selectedFeature == (state.featureOrder.isEmpty ? nil : state.featureOrder[state.featureIndex]))
    #expect(state.selectedSegment == state.segmentOrder[state.segmentIndex])
  }

  @Test("Enter keeps the filter, and no words are none")
  func keep() {
    let kept = Self.typed("loan", [.enter])
    #expect(kept.prompt == nil && kept.filter == Filter("loan") && kept.featureOrder == ["loan_amount"])
    #expect(Self.typed("", [.enter], in: kept).filter == Filter("loan"))
    #expect(Self.typed("", [.control("u"), .enter], in: kept).filter.isEmpty)
    #expect(Self.typed("   ", [.enter]).filter.isEmpty)
  }

  @Test("Escape restores what was before, the selection too")
  func restore() {
    var state = UpdateTests.loaded()
    for key in [Key.down, .down, .right, .right] { _ = state.update(.key(key)) }
    let (feature, segment) = (state.selectedFeature, state.selectedSegment)
    let narrowed = Self.typed("channel sex=f", in: state)
    #expect(narrowed.selectedFeature == "channel" && narrowed.selectedSegment != segment)
    let restored = Self.typed("channel sex=f", [.escape], in: state)
    #expect(restored.filter.isEmpty && restored.selectedFeature == feature && restored.selectedSegment == segment)
    #expect(restored.featureOrder == state.featureOrder && restored.segmentOrder == state.segmentOrder)
  }

  @Test("Escape leaves the zoom, then drops the filter, then goes back")
  func escape() {
    var state = Self.typed("income", [.enter])
    for key in [Key.enter, .character("z"), .escape] { _ = state.update(.key(key)) }
    #expect(!state.isZoomed && !state.filter.isEmpty && state.screen == .feature)
    _ = state.update(.key(.escape))
    #expect(state.filter.isEmpty && state.screen == .feature)
    _ = state.update(.key(.escape))
    #expect(state.screen == .overview)
  }

  @Test("The title says what is left, and an empty list why it is empty", arguments: [(40, 10), (80, 24), (120, 36)])
  func titles(size: (width: Int, height: Int)) {
    let some = Self.screen(Self.typed("loan", [.enter]), width: size.width, height: size.height)
    let isNarrow = size.width < 60
    #expect(some.contains(isNarrow ? "1/11 /l" : "/loan  1 of 11"))
    let none = Self.screen(Self.typed("nope", [.enter]), width: size.width, height: size.height)
    #expect(none.contains(isNarrow ? "0/11 /n" : "/nope  0 of 11") && none.contains("nothing matches /nope; esc drops"))
  }

  @Test("A filter that leaves nothing is survived, and dropping it brings everything back")
  func nothing() {
    var state = Self.typed("nope", [.enter])
    #expect(state.featureOrder.isEmpty && state.selectedFeature == nil)
    for binding in KeyMap.standard.bindings where binding.action != .quit && binding.action != .back {
      var copy = state
      for key in binding.keys { _ = copy.update(.key(key)) }
      _ = Self.screen(copy)
    }
    _ = state.update(.key(.escape))
    #expect(state.featureOrder.count == 11 && state.selectedFeature == state.featureOrder.first)
  }

  @Test("The figures of a cell are narrowed by name and level")
  func cellFigures() {
    var state = UpdateTests.loaded()
    _ = state.update(.key(.character("c")))
    let all = state.figureOrder.count
    let auc = Self.typed("auc !est", [.enter], in: state)
    #expect(auc.figureOrder.allSatisfy { $0.metric.rawValue.contains("auc") } && auc.figureOrder.count < all)
    #expect(Self.screen(auc).contains("of \(all)"))
    let red = Self.typed("red", [.enter], in: state)
    #expect(red.figureOrder.allSatisfy { red.snapshot?.readings[$0]?.level == .red })
    #expect(Self.typed("region=apac", in: state).figureOrder.count == all)
  }

  @Test("Opening what the filter hides drops the filter")
  func openHidden() {
    var state = Self.typed("age", [.enter])
    for key in [Key.character("o"), .enter] { _ = state.update(.key(key)) }
    #expect(state.selectedFeature == state.currentAlert?.key.feature || state.currentAlert == nil)
  }

  @Test("Tab completes the last word of the filter")
  func completion() {
    let state = Self.typed("red inc", [.tab])
    #expect(state.prompt == .filter(LineEditor("red income")) && state.filter == Filter("red income"))
    #expect(Self.typed("!regi", [.tab, .tab]).filter == Filter("!region=emea"))
  }

  @Test("The lists can be walked while the filter is typed")
  func walking() {
    #expect(Self.typed("a", [.down]).featureIndex == 1)
  }
}
