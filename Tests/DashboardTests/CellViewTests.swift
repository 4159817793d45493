import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("The view of a cell")
struct CellViewTests {
  private static func text(_ keys: [Key], width: Int = 200, height: Int = 60, _ sample: SampleSnapshot? = nil) -> String
  {
    var state = UpdateTests.loaded(sample)
    _ = state.update(.resize(width: width, height: height))
    for key in keys { _ = state.update(.key(key)) }
    return render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
  }

  private static func line(_ start: String, in text: String) -> String {
    text.split(separator: "\n").map(String.init).first { $0.dropFirst(2).hasPrefix(start) } ?? ""
  }

  @Test("A baseline that is not the cell's own is marked")
  func overallBaseline() {
    let next = Array(repeating: Key.character("}"), count: 10)
    let own = Self.line("accuracy", in: Self.text([.character("c")]))
    let overall = Self.line("accuracy", in: Self.text([.character("c")] + next))
    #expect(own.contains(".864 ") && !own.contains(".864 all"))
    #expect(overall.contains(".864 all"))
  }

  @Test("Provisional and final figures are told apart")
  func labels() {
    let text = Self.text([.character("c")])
    #expect(Self.line("accuracy", in: text).contains("71% so far"))
    #expect(Self.line("Brier", in: text).contains("71% final"))
    #expect(!Self.line("errors", in: text).contains("%  so far"))
  }

  @Test("What has left green says since when, and between which moments")
  func since() {
    let text = Self.text([.character("c")])
    #expect(Self.line("accuracy", in: text).contains("~04:00 03:20–04:15"))
    #expect(!Self.line("precision", in: text).contains("~"))
    // The onset of the longer window is a day ago.
    #expect(Self.line("accuracy", in: Self.text([.character("c"), .character("w")])).contains("~03-01"))
  }

  @Test("The verdict comes with its reason, and realised figures stand beside the estimated ones")
  func verdict() {
    let text = Self.text([.character("c"), .character("2"), .character("z")])
    #expect(text.contains("concept shift") && text.contains("so the relation of inputs and outcome has changed"))
    let line = Self.line("AUC", in: text)
    #expect(line.contains(".854") && line.contains(".900"))
  }

  @Test("A group with too few rows is named")
  func leftOut() {
    let text = Self.text([.character("c"), .character("4"), .character("z")])
    #expect(
      text.split(separator: "\n").contains { $0.contains(" x ") && $0.contains("n 17") && $0.contains("left out") })
  }

  @Test("With room for them, figures carry the names of the configuration", arguments: [(120, false), (200, true)])
  func names(width: Int, isLong: Bool) {
    let text = Self.text([.character("c"), .character("z")], width: width)
    #expect(text.contains("estimated_roc_auc") == isLong && text.contains("est AUC") != isLong)
    let end = Self.text([.character("c"), .character("z"), .character("G")], width: width)
    #expect(end.contains(" approved_value ") && end.contains("out_of_range_rate @score"))
  }

  @Test(
    "Every figure of the cell comes into sight while scrolling through", arguments: [(80, 24), (40, 10), (120, 36)])
  func everything(size: (width: Int, height: Int)) throws {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: size.width, height: size.height))
    _ = state.update(.key(.character("c")))
    _ = state.update(.key(.character("z")))
    for row in state.figureOrder.indices {
      let key = try #require(state.currentFigure?.key)
      #expect(state.figureIndex == row)
      let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
      #expect(text.contains("▸" + key.title), "\(key.text)")
      _ = state.update(.key(.down))
    }
  }
}
