import Foundation
import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Copy and export")
struct ExportTests {
  private static let snapshots = [SampleSnapshot.Situation.incident, .healthy].map {
    SampleSnapshot(situation: $0).build()
  }

  @Test("The selected cell as a line")
  func cell() throws {
    var state = UpdateTests.loaded()
    _ = state.update(.key(.right))
    let text = try #require(state.selectionText())
    #expect(text.hasPrefix("psi income region=apac 1h 0.3"))
    #expect(text.contains(" n=5996 red ") && text.hasSuffix(" credit-risk 2026-03-02T09:20:00Z"))
    #expect(state.update(.key(.character("y"))) == [.copy(text)])
  }

  @Test("The selected alert as a line")
  func alert() throws {
    var state = UpdateTests.loaded()
    _ = state.update(.key(.character("4")))
    let text = try #require(state.selectionText())
    #expect(text.hasPrefix("FeatureDrift firing red psi income region=apac 1h 0.334 limit=0.2 n=4812 since 2026-03-02"))
  }

  @Test("Every pane of every view gives one line, or says that nothing is selected", arguments: Screen.allCases)
  func panes(screen: Screen) {
    for snapshot in Self.snapshots {
      var state = DashboardState(width: 120, height: 36)
      _ = state.update(.snapshot(snapshot))
      state.enter(screen)
      for _ in screen.panes {
        _ = state.update(.key(.tab))
        if let text = state.selectionText() {
          #expect(!text.isEmpty && !text.contains("\n") && !text.contains("\u{1B}"))
        }
      }
    }
  }

  @Test("A bad line comes with its file and offset")
  func badLine() {
    var state = UpdateTests.loaded()
    state.enter(.ingest)
    state.visit.focus = .badLines
    #expect(state.selectionText()?.hasPrefix("logs/predictions-2026-03-02.jsonl:71204118: not JSON: {") == true)
  }

  @Test("The name of the file", arguments: [("credit-risk", "credit-risk"), ("../a b/ü:*", "a-b-ü"), ("", "")])
  func name(model: String, expected: String) {
    var state = UpdateTests.loaded()
    state.snapshot?.model = model
    let middle = expected.isEmpty ? "" : expected + "-"
    #expect(state.exportName == "leeway-\(middle)overview-20260302T0920")
  }

  @Test("JSON of every view reads back, with figures in full", arguments: Screen.allCases)
  func json(screen: Screen) throws {
    var state = UpdateTests.loaded()
    _ = state.update(.key(.character("c")))
    if screen != .cell { state.enter(screen) }
    _ = state.update(.tick(SampleSnapshot(situation: .incident).time))
    let file = state.export(to: "view.JSON")
    #expect(
      file.path == "view.JSON" && file.contents.hasPrefix(#"{"model":"credit-risk","time":"2026-03-02T09:20:00Z""#))
    let object = try JSONSerialization.jsonObject(with: Data(file.contents.utf8)) as? [String: Any]
    #expect(object?["view"] as? String == screen.rawValue)
    switch screen {
    case .overview:
      #expect((object?["figures"] as? [Any])?.isEmpty == false && (object?["alerts"] as? [Any])?.count == 7)
    case .feature, .cell: #expect((object?["figures"] as? [Any])?.isEmpty == false)
    case .alert: #expect((object?["alerts"] as? [Any])?.count == 1)
    case .alerts: #expect((object?["alerts"] as? [Any])?.isEmpty == false)
    case .ingest: #expect((object?["files"] as? [Any])?.count == 4 && (object?["bad_lines"] as? [Any])?.count == 3)
    case .log: #expect((object?["log"] as? [Any])?.isEmpty == false)
    case .performance, .fairness, .versions: #expect(object?["figures"] != nil)
    }
  }

  @Test("Figures that are not numbers become null")
  func strange() throws {
    var state = UpdateTests.loaded()
    for key in state.snapshot?.readings.keys.map({ $0 }) ?? [] { state.snapshot?.readings[key]?.value = .nan }
    let contents = state.export(to: "x.json").contents
    _ = try JSONSerialization.jsonObject(with: Data(contents.utf8))
    #expect(contents.contains("\"value\":null"))
  }

  @Test("Text is the screen without keys, cursor and questions")
  func text() {
    var state = UpdateTests.loaded()
    _ = state.update(.key(.character("z")))
    let contents = state.export(to: "view.txt").contents
    #expect(contents.hasPrefix("model credit-risk  time 2026-03-02T09:20:00Z\n leeway ▸ credit-risk"))
    #expect(contents.contains("2 Drift") && !contents.contains("1 Models") && !contents.contains("q quit"))
  }

  @Test("One screen as text can be any view", arguments: Screen.allCases)
  func once(screen: Screen) {
    let text = renderOnce(
      snapshot: Self.snapshots[0], width: 100, height: 30, unicode: true, screen: screen)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 31)
    if screen != .overview, screen != .cell, screen != .feature { #expect(text.contains("▸ \(screen.title)")) }
  }

  @Test("One screen as text says that its figures are old")
  func onceOfOldLogs() {
    var snapshot = Self.snapshots[0]
    snapshot.mode = .live
    let header = { [snapshot] (now: Instant?) in
      renderOnce(snapshot: snapshot, width: 120, height: 30, unicode: true, now: now).prefix { $0 != "\n" }
    }
    #expect(header(snapshot.time + .days(3)).contains("STALE 3d"))
    #expect(!header(snapshot.time).contains("STALE") && !header(nil).contains("STALE"))
  }
}
