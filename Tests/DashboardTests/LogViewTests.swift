import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Log view")
struct LogViewTests {
  private static func lines(_ range: Range<Int>) -> [LogLine] {
    range.map {
      LogLine(
        time: SampleSnapshot.start + TimeSpan(seconds: Int64($0)),
        severity: $0 % 10 == 0 ? .error : $0 % 5 == 0 ? .warning : .info, message: "line \($0)")
    }
  }

  private static func snapshot(_ range: Range<Int>) -> Snapshot {
    var snapshot = SampleSnapshot(situation: .healthy, mode: .live).build()
    snapshot.log = lines(range)
    return snapshot
  }

  @Test("At the end it stays at the end")
  func follows() {
    var state = AlertsGoldenTests.state(Self.snapshot(0..<100), keys: [.character("L")])
    #expect(state.followsLog && state.currentLogLine?.message == "line 99")
    _ = state.update(.snapshot(Self.snapshot(20..<130)))
    #expect(state.followsLog && state.currentLogLine?.message == "line 129")
    _ = state.update(.key(.escape))
    _ = state.update(.snapshot(Self.snapshot(20..<150)))
    _ = state.update(.key(.character("L")))
    #expect(state.currentLogLine?.message == "line 149")
  }

  @Test("Scrolled back it keeps its place while lines come and old ones go")
  func keepsPlace() {
    var state = AlertsGoldenTests.state(Self.snapshot(0..<100), keys: [.character("L"), .pageUp, .up])
    let line = state.currentLogLine
    #expect(!state.followsLog && line?.message == "line 86")
    let before = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    for end in [101, 117, 180] {
      _ = state.update(.snapshot(Self.snapshot(max(0, end - 110)..<end)))
      #expect(state.currentLogLine == line && state.logOffset == end - 87)
    }
    let after = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    let marker = Glyphs(isUnicode: true).marker
    func row(_ text: String) -> String? {
      text.split(separator: "\n").first { $0.contains("\(marker)00:") }.map(String.init)
    }
    #expect(row(before) != nil && row(before) == row(after))
    _ = state.update(.snapshot(Self.snapshot(200..<300)))
    #expect(state.currentLogLine?.message == "line 216", "its line is gone: what stands there")
    _ = state.update(.key(.character("G")))
    #expect(state.followsLog && state.currentLogLine?.message == "line 299")
  }

  @Test("The same line over and over is counted")
  func equalLines() {
    var snapshot = Self.snapshot(0..<1)
    let line = Self.lines(0..<1)[0]
    snapshot.log = Array(repeating: line, count: 50)
    var state = AlertsGoldenTests.state(snapshot, keys: [.character("L"), .up, .up])
    snapshot.log += Array(repeating: line, count: 3)
    _ = state.update(.snapshot(snapshot))
    #expect(state.logOffset == 5)
    snapshot.log = []
    _ = state.update(.snapshot(snapshot))
    #expect(state.currentLogLine == nil)
    _ = state.update(.snapshot(Self.snapshot(0..<20)))
    #expect(state.currentLogLine != nil)
  }

  @Test(
    "The filter narrows by text and by severity",
    arguments: [("line 7", 11), ("error", 10), ("red", 10), ("yellow", 10), ("warn", 10), ("zebra", 0)])
  func filter(text: String, count: Int) {
    var state = AlertsGoldenTests.state(Self.snapshot(0..<100), keys: [.character("L")])
    state.filter = Filter(text.split(separator: " ").first == "line" ? "\(text)" : text)
    state.refreshRows()
    let expected = text == "line 7" ? Self.lines(0..<100).count { $0.message.contains("7") } : count
    #expect(state.rows[.log]?.count == expected)
  }
}

extension DashboardState {
  /// Rows below the cursor of the log.
  var logOffset: Int { max(0, (rows[.log]?.count ?? 0) - 1 - selection(in: .log).index) }
}
