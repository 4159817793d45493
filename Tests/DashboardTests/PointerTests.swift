import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Pointer")
struct PointerTests {
  private static func click(
    _ text: String, _ kind: MouseEvent.Kind = .click, row: Int? = nil, in state: inout DashboardState
  ) throws -> [DashboardEffect] {
    let found = find(text, row: row, in: state)
    let place = try #require(found, "\(text) is on the screen")
    return state.update(.mouse(MouseEvent(kind, x: place.x, y: place.y)))
  }

  /// Where a text begins on the screen, the first of them or that of a row.
  private static func find(_ text: String, row: Int? = nil, in state: DashboardState) -> (x: Int, y: Int)? {
    let canvas = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome))
    let wanted = Array(text.unicodeScalars)
    for y in row.map({ $0..<$0 + 1 }) ?? 0..<canvas.height {
      for x in 0..<max(0, canvas.width - wanted.count) {
        if wanted.indices.allSatisfy({ canvas[x + $0, y].base == wanted[$0] }) { return (x, y) }
      }
    }
    return nil
  }

  @Test("A click on a pane gives it the focus")
  func focus() throws {
    var state = UpdateTests.loaded()
    #expect(try Self.click("Models", in: &state) == [] && state.focus == .models)
    #expect(try Self.click("5 Log", in: &state) == [] && state.focus == .log)
  }

  @Test("A click on a tab shows its pane")
  func tab() throws {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: 60, height: 20))
    _ = try Self.click("3 Trend", in: &state)
    #expect(state.focus == .trend)
    _ = try Self.click("1 Models", in: &state)
    #expect(state.focus == .models)
  }

  @Test("A click on a step of the way leads back to it")
  func crumbs() throws {
    var state = UpdateTests.loaded()
    state.enter(.performance)
    state.enter(.alert)
    _ = try Self.click("performance", row: 0, in: &state)
    #expect(state.screen == .performance && state.visits.count == 2)
    _ = try Self.click("leeway", row: 0, in: &state)
    #expect(state.screen == .overview && state.visits.count == 1)
  }

  @Test("A click on a key of the footer is that key")
  func footer() throws {
    var state = UpdateTests.loaded()
    let row = state.height - 1
    _ = try Self.click("? help", row: row, in: &state)
    #expect(state.isHelpOpen)
    _ = state.update(.mouse(MouseEvent(.click, x: 60, y: 15)))
    #expect(!state.isHelpOpen)
    #expect(try Self.click("q quit", row: row, in: &state) == [.quit])
  }

  @Test("The wheel moves in the pane below it")
  func wheel() throws {
    var state = UpdateTests.loaded()
    let log = Self.find("5 Log", in: state)
    let place = try #require(log)
    _ = state.update(.mouse(MouseEvent(.wheelUp, x: place.x, y: place.y + 1)))
    #expect(state.focus == .log)
    let heatMap = Self.find("2 Drift", in: state)
    let drift = try #require(heatMap)
    let feature = state.featureIndex
    _ = state.update(.mouse(MouseEvent(.wheelDown, x: drift.x, y: drift.y + 3)))
    #expect(state.focus == .heatMap && state.featureIndex == feature + 3)
  }

  @Test("The wheel scrolls the help")
  func wheelInHelp() {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: 80, height: 24))
    _ = state.update(.key(.character("?")))
    _ = state.update(.mouse(MouseEvent(.wheelDown, x: 10, y: 10)))
    #expect(state.isHelpOpen && state.helpOffset == 3)
  }

  @Test("Without the mouse nothing happens")
  func off() throws {
    var state = UpdateTests.loaded()
    #expect(state.update(.key(.character("M"))) == [.setMouse(false)])
    _ = try Self.click("Models", in: &state)
    #expect(state.focus == .heatMap)
  }

  @Test("Buttons of a question can be clicked, but production is not changed by one click")
  func buttons() throws {
    var state = DecisionDialogTests.state(person: "bob")
    state.openDialog(.approve, reason: "why")
    #expect(try Self.click("( Approve )", in: &state) == [] && state.dialog?.focus == .confirmation)
    state.dialog?.confirmation = LineEditor("credit-risk")
    #expect(try Self.click("[ Approve ]", in: &state) == [] && state.dialog?.focus == .act)
    #expect(try Self.click("[ Approve ]", in: &state).count == 1 && state.dialog == nil)
    state.openDialog(.note, reason: "why")
    #expect(try Self.click("[ Put on record ]", in: &state).count == 1 && state.dialog == nil)
    state.openDialog(.note, reason: "why")
    #expect(try Self.click("[ Cancel ]", in: &state) == [] && state.dialog == nil)
  }

  @Test("What a question covers cannot be clicked")
  func modal() throws {
    var state = DecisionDialogTests.state(person: "bob")
    state.openDialog(.note)
    for (x, y) in [(3, 0), (3, 35), (1, 1), (60, 17)] {
      _ = state.update(.mouse(MouseEvent(.doubleClick, x: x, y: y)))
      #expect(state.dialog != nil && state.screen == .alerts)
    }
  }

  @Test("A click on a cell of the heat-map selects it, a double click opens its feature")
  func heatCell() throws {
    var state = UpdateTests.loaded()
    let column = Self.find("emea", in: state)
    let row = Self.find("channel", in: state)
    let place = (x: try #require(column).x + 1, y: try #require(row).y)
    _ = state.update(.mouse(MouseEvent(.click, x: place.x, y: place.y)))
    #expect(state.selectedFeature == "channel" && state.selectedSegment == "region=emea" && state.screen == .overview)
    _ = state.update(.mouse(MouseEvent(.doubleClick, x: place.x, y: place.y)))
    #expect(state.screen == .feature && state.selectedFeature == "channel")
  }

  @Test("A click on a row of a list selects it")
  func row() throws {
    var state = UpdateTests.loaded()
    state.enter(.alerts)
    _ = state.update(.tick(SampleSnapshot(situation: .incident).time))
    _ = try Self.click("ECE", in: &state)
    #expect(state.currentAlert?.rule == "Calibration" && state.focus == .alerts)
  }

  @Test("Clicks beyond the screen are nothing", arguments: [(-1, 0), (0, -1), (120, 3), (3, 36), (Int.max, Int.max)])
  func beyond(x: Int, y: Int) {
    var state = UpdateTests.loaded()
    for kind in [MouseEvent.Kind.click, .doubleClick, .wheelUp, .wheelDown] {
      #expect(state.update(.mouse(MouseEvent(kind, x: x, y: y))) == [])
    }
    #expect(state.screen == .overview && state.focus == .heatMap)
  }
}
