import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Ingest view")
struct IngestViewTests {
  private static let snapshot = SampleSnapshot(situation: .incident).build()

  @Test("Failed files come first, then those with more to read, and closed ones last")
  func order() {
    let state = AlertsGoldenTests.state(Self.snapshot, keys: [.character("i")])
    #expect(
      state.rows[.sources] == [
        .name("predictions logs/predictions-2026-03-03.jsonl"), .name("labels logs/labels-2026-03-02.jsonl"),
        .name("predictions logs/predictions-2026-03-02.jsonl"),
        .name("predictions logs/predictions-2026-03-01.jsonl.gz"),
      ])
    #expect(state.currentSource?.path == "logs/predictions-2026-03-03.jsonl")
  }

  @Test("The cursor stays on its file when that comes to its end")
  func identity() {
    var state = AlertsGoldenTests.state(Self.snapshot, keys: [.character("i"), .down])
    #expect(state.currentSource?.kind == .labels)
    var next = Self.snapshot
    next.ingest.sources[2].state = .ended
    _ = state.update(.snapshot(next))
    #expect(state.currentSource?.kind == .labels && state.selection(in: .sources).index == 3)
  }

  @Test(
    "The filter narrows files by path, kind, state and level",
    arguments: [("labels", 1), ("red", 1), ("gz", 1), ("following", 1), ("jsonl", 4), ("x!", 0)])
  func filter(text: String, count: Int) {
    var state = AlertsGoldenTests.state(Self.snapshot, keys: [.character("i")])
    state.filter = Filter(text)
    state.refreshRows()
    #expect(state.rows[.sources]?.count == count)
  }

  @Test("Before the first figure the view says what it waits for")
  func nothing() {
    var snapshot = Self.snapshot
    snapshot.readings = [:]
    snapshot.ingest = IngestStatus()
    let state = AlertsGoldenTests.state(snapshot, keys: [.character("i")])
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    #expect(text.contains("waiting for a file") && text.contains("no line so far"))
  }

  @Test(
    "A path is cut in its middle, the end longer than the beginning",
    arguments: [
      ("logs/predictions.jsonl", 30, "logs/predictions.jsonl"), ("logs/predictions.jsonl", 15, "logs…ions.jsonl"),
      ("ログ/予測/二〇二六年.jsonl", 16, "ログ/…六年.jsonl"), ("logs/predictions.jsonl", 6, "logs/…"), ("x", 0, ""),
    ])
  func middle(path: String, width: Int, expected: String) {
    let text = path.cutInMiddle(width, glyphs: Glyphs(isUnicode: true))
    #expect(columns(of: text) <= width)
    #expect(text == expected)
  }

  @Test("Control characters are shown as they are written")
  func controls() {
    #expect("a\tb\u{1b}[0m\u{9b}\n日".showingControls == "a\\tb\\u{1b}[0m\\u{9b}\\n日")
  }
}

@Suite("Wrapped runs")
struct WrappedRunsTests {
  private let renderer = Renderer(
    DashboardState(width: 80, height: 24), capabilities: Capabilities(isUnicode: true, color: .monochrome))

  @Test(
    "Runs are broken at spaces, and longer words where the line ends",
    arguments: [
      ("one two three", 7, 0, ["one two", "three"]), ("one two three", 7, 2, ["one two", "  three"]),
      ("abcdefghij", 4, 0, ["abcd", "efgh", "ij"]), ("  ab cd", 5, 2, ["  ab", "  cd"]), ("", 5, 0, [""]),
      ("  abcdefgh", 6, 2, ["  abcd", "  efgh"]), ("日本語日本", 5, 0, ["日本", "語日", "本"]), ("a  b", 10, 0, ["a  b"]),
    ])
  func wraps(text: String, width: Int, indent: Int, expected: [String]) {
    let lines = renderer.wrapped([(text, .plain)], width: width, indent: indent).map { $0.map(\.text).joined() }
    #expect(lines == expected)
  }

  @Test("No line is wider than asked, and no letter is lost")
  func random() {
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 1...UInt64.max, using: &random)
    var generator = SeededGenerator(seed: seed)
    let letters = Array("abc    de日本語🚀e\u{301}x")
    for _ in 0..<400 {
      let runs = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        let text = String(
          (0..<Int.random(in: 0...30, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "x" })
        return (text: text, style: Style.plain)
      }
      let width = Int.random(in: 4...20, using: &generator)
      let lines = renderer.wrapped(runs, width: width, indent: Int.random(in: 0...3, using: &generator))
        .map { $0.map(\.text).joined() }
      #expect(lines.allSatisfy { columns(of: $0) <= width }, "seed \(seed)")
      let (kept, given) = (lines.joined(), runs.map(\.text).joined())
      #expect(kept.filter { $0 != " " } == given.filter { $0 != " " }, "seed \(seed)")
    }
  }
}
