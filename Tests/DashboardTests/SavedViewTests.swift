import Readings
import Testing

@testable import Dashboard

@Suite("The view survives a restart")
struct SavedViewTests {
  private static func changed() -> DashboardState {
    var state = UpdateTests.loaded()
    let lines = [
      "window 24h", "version v2", "against v1", "metric ks", "sort name", "theme light", "mouse off", "as Kim Lee",
      "segment region=emea", "feature loan_amount", "performance", "alerts", "sort newest", "performance",
    ]
    for line in lines {
      for key in [.character(":")] + line.unicodeScalars.map({ Key.character($0) }) + [.enter] {
        _ = state.update(.key(key))
      }
    }
    for key in "2z/a !channel\r".unicodeScalars { _ = state.update(.key(key == "\r" ? .enter : .character(key))) }
    return state
  }

  private static func restored(
    _ text: String, options: DashboardOptions = DashboardOptions(), except: Set<SavedView.Key> = []
  ) -> DashboardState {
    var state = DashboardState(width: 120, height: 36, options: options)
    state.restore(SavedView(text: text), except: except)
    _ = state.update(.snapshot(UpdateTests.loaded().snapshot ?? SampleSnapshot(situation: .healthy).build()))
    return state
  }

  @Test("Everything that is kept comes back, and is kept again as it was")
  func roundTrip() {
    let before = Self.changed()
    let after = Self.restored(before.savedView.text)
    #expect(after.visits.map(\.screen) == before.visits.map(\.screen) && after.screen == .performance)
    #expect(after.focus == before.focus && after.isZoomed && after.visits.count == 3)
    #expect(after.window == "24h" && after.version == "v2" && after.chosenComparison == "v1")
    #expect(after.metric == .ks && after.sort == .name && after.alertSort == .newest)
    #expect(after.filter == Filter("a !channel") && after.theme == .light && !after.isMouseOn)
    #expect(after.selectedFeature == "loan_amount" && after.selectedSegment == "region=emea")
    #expect(after.commandHistory == before.commandHistory)
    // Who decides is no part of the view: the next one at this account may be somebody else.
    #expect(before.person == "Kim Lee" && after.person.isEmpty)
    #expect(after.savedView == before.savedView)
  }

  @Test("The way back is restored, too")
  func way() {
    var state = Self.restored(Self.changed().savedView.text)
    for key in [Key.escape, .escape, .escape] { _ = state.update(.key(key)) }
    #expect(state.screen == .feature)
    _ = state.update(.key(.escape))
    #expect(state.screen == .overview && state.visits.count == 1)
  }

  @Test("A view that nobody changed is restored as itself")
  func untouched() {
    let state = UpdateTests.loaded()
    #expect(Self.restored(state.savedView.text).savedView == state.savedView)
    let empty = DashboardState(width: 80, height: 24)
    var other = empty
    other.restore(empty.savedView)
    #expect(other.savedView == empty.savedView)
  }

  @Test(
    "What makes no sense is passed over",
    arguments: [
      "", "\n\n", "leeway-view 2\nmetric ks\n", "metric ks\n", "leeway-view 1\nmetric",
      "leeway-view 1\nmetric nonsense",
      "leeway-view 1\nmetric accuracy\nsort up\ntheme neon\nmouse 7\nunknown key\nview nowhere\nview alert runbook\n",
      "leeway-view 1\nfeature gone\nsegment gone\nwindow 9h\nversion v9\nagainst \nfilter \n",
      "leeway-view 1\nview overview nonsense zoomed-in\nview\nview  \n", "leeway-view 1\r\nmetric ks\r\n",
      "leeway-view 1\n\u{0}\u{1B}[2J\u{FFFD}\n",
    ])
  func garbage(text: String) {
    let state = Self.restored(text)
    let fresh = UpdateTests.loaded()
    #expect(state.visits == fresh.visits && state.metric == fresh.metric && state.sort == fresh.sort)
    #expect(state.window == fresh.window && state.version == fresh.version && state.theme == fresh.theme)
    #expect(state.selectedFeature == fresh.selectedFeature && state.selectedSegment == fresh.selectedSegment)
    #expect(state.isMouseOn && state.filter.isEmpty)
  }

  @Test("Hostile texts are harmless")
  func hostile() {
    let controls = Self.restored("leeway-view 1\nfilter \u{1B}[31mEve\u{7}\u{202E}\ncommand a\u{9B}b\n")
    #expect(controls.filter.text == "[31mEve" && controls.commandHistory == ["ab"])
    let huge = "leeway-view 1\nmetric ks\n" + String(repeating: "command \u{301}x日\n", count: 800_000)
    let state = Self.restored(huge)
    #expect(state.metric == .ks && state.commandHistory.count <= 100)
    let endless = Self.restored("leeway-view 1\nfilter " + String(repeating: "x", count: 10_000_000))
    #expect(endless.filter.text.utf8.count <= LineEditor.capacity)
    let round = Self.restored(
      "leeway-view 1\n" + String(repeating: "view feature\nview cell\nview overview\nview cell\n", count: 50))
    #expect(round.visits.map(\.screen) == [.overview, .cell])
  }

  @Test("What the user asks for at the start wins")
  func options() {
    let text = Self.changed().savedView.text
    let view = Self.restored(text, options: DashboardOptions(screen: .ingest))
    #expect(view.screen == .ingest && view.visits.count == 2 && view.metric == .ks)
    let overview = Self.restored(text, except: [.view])
    #expect(overview.screen == .overview && overview.visits.count == 1 && overview.window == "24h")
    let theme = Self.restored(text, options: DashboardOptions(theme: .contrast), except: [.theme])
    #expect(theme.theme == .contrast && !theme.isMouseOn)
  }

  @Test("Every key of the format is written and read")
  func keys() {
    let lines = Self.changed().savedView.text.split(separator: "\n").dropFirst()
    #expect(Set(lines.map { String($0.prefix { $0 != " " }) }) == Set(SavedView.Key.allCases.map(\.rawValue)))
  }
}
