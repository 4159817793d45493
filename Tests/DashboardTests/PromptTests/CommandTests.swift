import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Command line")
struct CommandTests {
  private static func type(_ text: String) -> [Key] { text.unicodeScalars.map { .character($0) } }

  /// What becomes of a state when a command line is typed and run.
  private static func ran(
    _ lines: String..., in state: DashboardState? = nil
  ) -> (state: DashboardState, effects: [DashboardEffect]) {
    var state = state ?? UpdateTests.loaded()
    var effects: [DashboardEffect] = []
    for line in lines {
      for key in [.character(":")] + type(line) + [.enter] { effects += state.update(.key(key)) }
    }
    return (state, effects)
  }

  struct LineCase: Sendable, CustomTestStringConvertible {
    var line: String
    var expected: @Sendable (DashboardState) -> Bool
    var testDescription: String { line }
  }

  static let lineCases: [LineCase] = [
    LineCase(line: "") { $0.notice == nil && $0.prompt == nil && $0.commandHistory.isEmpty },
    LineCase(line: "performance") { $0.screen == .performance },
    LineCase(line: "perf") { $0.screen == .performance },
    LineCase(line: "  fairn ") { $0.screen == .fairness },
    LineCase(line: ":versions") { $0.screen == .versions },
    LineCase(line: "alerts") { $0.screen == .alerts },
    LineCase(line: "INGEST") { $0.screen == .ingest },
    LineCase(line: "log") { $0.screen == .log },
    LineCase(line: "cell") { $0.screen == .cell },
    LineCase(line: "alert") { $0.screen == .alert },
    LineCase(line: "feature") { $0.screen == .feature && $0.selectedFeature == "income" },
    LineCase(line: "feature tenure_months") { $0.screen == .feature && $0.selectedFeature == "tenure_months" },
    LineCase(line: "feature Ten") { $0.selectedFeature == "tenure_months" },
    LineCase(line: "feat amount") { $0.selectedFeature == "loan_amount" },
    LineCase(line: "segment region=emea") { $0.selectedSegment == "region=emea" && $0.screen == .overview },
    LineCase(line: "segment latam") { $0.selectedSegment == "region=latam" },
    LineCase(line: "window 24h") { $0.window == "24h" },
    LineCase(line: "version v2") { $0.version == "v2" },
    LineCase(line: "against v1") { $0.chosenComparison == "v1" },
    LineCase(line: "metric ks") { $0.metric == .ks },
    LineCase(line: "metric null") { $0.metric == .nullRate },
    LineCase(line: "sort name") { $0.sort == .name && $0.featureOrder == $0.featureOrder.sorted() },
    LineCase(line: "filter income red") { $0.filter == Filter("income red") && $0.featureOrder == ["income"] },
    LineCase(line: "filter") { $0.filter.isEmpty },
    LineCase(line: "theme light") { $0.theme == .light },
    LineCase(line: "as Kim Lee") { $0.person == "Kim Lee" },
    LineCase(line: "help") { $0.isHelpOpen },
    LineCase(line: "ack on it") { $0.dialog != nil },
    LineCase(line: "silence 2h deploy") { $0.dialog != nil },
    LineCase(line: "note seen before") { $0.dialog != nil },
    // What makes no sense changes nothing and is refused.
    LineCase(line: "featrue income") { Self.isRefused($0, "nearest: feature") },
    LineCase(line: "xyzzy") { Self.isRefused($0, "no command") },
    LineCase(line: "ver") { Self.isRefused($0, "version, versions") },
    LineCase(line: "feature incme") { Self.isRefused($0, "nearest: income") && $0.screen == .overview },
    LineCase(line: "segment region=a") { $0.selectedSegment == "all" && Self.isRefused($0, "could be") },
    LineCase(line: "window 2h") { Self.isRefused($0, "no window \"2h\"; nearest: 1h") && $0.window == "1h" },
    LineCase(line: "window week") { Self.isRefused($0, "there is 1h, 24h") },
    LineCase(line: "theme neon") { Self.isRefused($0, "no theme") && $0.theme == .dark },
    LineCase(line: "metric") { Self.isRefused($0, "metric NAME") },
    LineCase(line: "mouse maybe") { Self.isRefused($0, "mouse on, or mouse off") && $0.isMouseOn },
    LineCase(line: "silence deploy") { Self.isRefused($0, "silence 2h \"deploy\"") && $0.dialog == nil },
    LineCase(line: "speed fast") { Self.isRefused($0, "speed 600") },
  ]

  private static func isRefused(_ state: DashboardState, _ text: String) -> Bool {
    state.notice?.isRefusal == true && state.notice?.text.contains(text) == true
  }

  @Test("Lines do what they say", arguments: lineCases)
  func lines(_ example: LineCase) {
    let state = Self.ran(example.line).state
    #expect(example.expected(state), "\(state.notice?.text ?? "no notice")")
    #expect(state.prompt == nil)
  }

  @Test(
    "Commands ask those outside",
    arguments: [
      ("quit", [DashboardEffect.quit]), ("q", [.quit]), ("mouse off", [.setMouse(false)]),
      ("mouse on", [.setMouse(true)]),
      ("speed 60", [.setReplaySpeed(60)]), ("speed max", [.setReplaySpeed(nil)]), ("speed 2.5", [.setReplaySpeed(2.5)]),
      ("speed -1", []), ("speed nan", []), ("speed 1e99", []), ("freeze", [.setReplayPaused(true)]), ("overview", []),
    ] as [(String, [DashboardEffect])])
  func effects(line: String, expected: [DashboardEffect]) {
    let effects = Self.ran(line).effects
    #expect(effects == expected)
  }

  @Test("The view is written where the line says, spaces in the path and all")
  func export() {
    let effects = Self.ran("export my view.json").effects
    guard case .export(let file) = effects.first else {
      Issue.record("nothing is written")
      return
    }
    #expect(effects.count == 1 && file.path == "my view.json")
  }

  @Test("The order of alerts is chosen where alerts are on show")
  func alertOrder() {
    let state = Self.ran("alerts", "sort newest").state
    #expect(state.alertSort == .newest && state.sort == .worst)
  }

  @Test("A feature that the filter hides is shown all the same")
  func hidden() {
    let state = Self.ran("filter age", "feature income").state
    #expect(state.selectedFeature == "income" && state.filter.isEmpty)
    #expect(Self.ran("filter sex=", "segment region=na").state.selectedSegment == "region=na")
  }

  @Test("Lines before the first snapshot do no harm", arguments: CommandSet.all.map(\.name))
  func beforeAnything(name: String) {
    var state = DashboardState(width: 80, height: 24)
    for line in [name, "\(name) x", "\(name) 2h x"] { state = Self.ran(line, in: state).state }
    #expect(state.selectedFeature == nil || name == "feature")
  }

  @Test("Each command has a name, a usage and an explanation of its own; all names and aliases are taken")
  func commands() {
    #expect(Set(CommandSet.all.map(\.name)).count == CommandSet.all.count)
    for command in CommandSet.all {
      #expect(!command.help.isEmpty && command.help.count <= 46, "\(command.name)")
      #expect((try? CommandSet.command(named: command.name).get())?.name == command.name)
      #expect(command.usage.hasPrefix(command.name))
    }
    for screen in Screen.allCases { #expect((try? CommandSet.command(named: screen.rawValue).get()) != nil) }
  }

  @Test("No beginning of a command means something else than the list says")
  func prefixes() {
    for command in CommandSet.all {
      for length in 1..<command.name.count {
        let start = String(command.name.prefix(length))
        let candidates = CommandSet.all.filter { $0.name.hasPrefix(start) }
        guard case .success(let found) = CommandSet.command(named: start) else {
          #expect(candidates.count > 1, "\(start)")
          continue
        }
        #expect(candidates.count == 1 || found.name == start || start == "q" || start == "perf", "\(start)")
      }
    }
  }

  // MARK: Completion

  @Test(
    "Tab completes commands and their arguments",
    arguments: [
      ("perf", [.tab], "performance"), ("f", [.tab], "feature"), ("f", [.tab, .tab], "filter"),
      ("f", [.tab, .tab, .backTab], "feature"), ("f", [.backTab], "freeze"),
      ("f", [.tab, .tab, .tab, .tab, .tab], "f"),
      ("feature inc", [.tab], "feature income"), ("feature in", [.tab, .tab], "feature inquiries_6m"),
      ("feature amount", [.tab], "feature loan_amount"), ("segment", [.character(" "), .tab], "segment all"),
      ("segment apac", [.tab, .tab], "segment region=apac,product=card"), ("window ", [.tab, .tab], "window 24h"),
      ("version v", [.tab], "version v1"), ("metric k", [.tab], "metric ks"), ("sort c", [.tab], "sort configured"),
      ("theme col", [.tab], "theme colour-blind"), ("mouse o", [.tab, .tab], "mouse off"),
      ("speed m", [.tab], "speed max"),
      ("filter red inc", [.tab], "filter red income"), ("filter ye", [.tab], "filter yellow"), ("xyz", [.tab], "xyz"),
      ("xyz abc", [.tab], "xyz abc"), ("note all", [.tab], "note all"),
      ("feature inc", [.tab, .character("x")], "feature incomex"), ("fea", [.home, .tab], "featurefea"),
    ] as [(String, [Key], String)])
  func completion(text: String, keys: [Key], expected: String) {
    var state = UpdateTests.loaded()
    for key in [.character(":")] + Self.type(text) + keys { _ = state.update(.key(key)) }
    #expect(state.prompt?.line.text == expected)
  }

  @Test("Whatever completes a command is understood by it", arguments: CommandSet.all.map(\.name))
  func completionsWork(name: String) throws {
    let state = UpdateTests.loaded()
    let command = try CommandSet.command(named: name).get()
    for value in state.values(for: command.act) where command.act != .decide(.silence) {
      #expect(Self.ran("\(name) \(value)", in: state).state.notice?.isRefusal != true, "\(name) \(value)")
    }
  }

  @Test("The candidates stand in one row, the chosen one reversed and in sight", arguments: [40, 80, 120])
  func candidates(width: Int) {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: width, height: 24))
    for key in [.character(":")] + Self.type("metric ") { _ = state.update(.key(key)) }
    for metric in state.measuredMetrics {
      _ = state.update(.key(.tab))
      let canvas = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome))
      let marked = (0..<width).filter { canvas[$0, 22].style.isReversed }.map { Character(canvas[$0, 22].base) }
      #expect(String(marked) == metric.rawValue)
    }
  }

  // MARK: History

  @Test("Up and down walk the lines that were run, and come back to what was being typed")
  func history() {
    var state = Self.ran("log", "overview", "overview", "window 24h").state
    #expect(state.commandHistory == ["log", "overview", "window 24h"])
    func press(_ keys: [Key]) -> String? {
      for key in keys { _ = state.update(.key(key)) }
      return state.prompt?.line.text
    }
    #expect(press([.character(":"), .character("x"), .up]) == "window 24h")
    #expect(press([.up]) == "overview" && press([.up]) == "log" && press([.up]) == "log")
    #expect(press([.down]) == "overview" && press([.down, .down]) == "x" && press([.down]) == "x")
  }

  @Test("The history has an end, and keeps refused lines so that they can be mended")
  func historyLimit() {
    var state = UpdateTests.loaded()
    for number in 0..<130 { state = Self.ran("nonsense \(number)", in: state).state }
    #expect(state.commandHistory.count == 100 && state.commandHistory.last == "nonsense 129")
  }

  @Test("Escape, or backspace in an empty line, leaves without doing anything", arguments: [Key.escape, .backspace])
  func leave(key: Key) {
    var state = UpdateTests.loaded()
    for key in [.character(":")] + (key == .escape ? Self.type("quit") : []) + [key] {
      let effects = state.update(.key(key))
      #expect(effects.isEmpty)
    }
    #expect(state.prompt == nil && state.commandHistory.isEmpty)
  }
}
