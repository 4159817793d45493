/// Which key does what in which view. The footer and the help are generated from it.
package struct KeyMap: Sendable {
  package enum Group: String, CaseIterable, Sendable {
    case show = "Show"
    case views = "Views"
    case decide = "Decide"
    case move = "Move"
    case time = "Time"
    case general = "General"
  }

  package struct Binding: Sendable {
    package var keys: [Key]
    package var action: Action
    package var group: Group
    /// One or two words for the footer; `nil` keeps the binding out of it.
    package var label: String?
    /// What the help says.
    package var help: String
    /// Where the binding applies; `nil` for every view.
    package var screens: Set<Screen>?
    /// Only while a replay drives the clock.
    package var needsReplay: Bool

    package init(
      _ keys: [Key], _ action: Action, _ group: Group, label: String? = nil, help: String,
      in screens: Set<Screen>? = nil, needsReplay: Bool = false
    ) {
      self.keys = keys
      self.action = action
      self.group = group
      self.label = label
      self.help = help
      self.screens = screens
      self.needsReplay = needsReplay
    }

    package func applies(to screen: Screen) -> Bool { screens?.contains(screen) ?? true }
  }

  /// In the order of footer and help.
  package private(set) var bindings: [Binding]

  package init(_ bindings: [Binding]) {
    self.bindings = bindings
  }

  /// The first binding of a key that applies to a view.
  package func action(for key: Key, in screen: Screen) -> Action? {
    bindings.first { $0.keys.contains(key) && $0.applies(to: screen) }?.action
  }

  package func bindings(in screen: Screen) -> [Binding] {
    bindings.filter { $0.applies(to: screen) }
  }

  private static let cells: Set<Screen> = [.overview, .feature, .cell, .performance, .versions]
  private static let aboutAlerts: Set<Screen> = [.alerts, .alert]

  package static let standard = KeyMap([
    Binding([.character("?"), .function(1)], .help, .general, label: "help", help: "this help"),
    Binding(
      [.escape, .backspace], .back, .general, label: "back", help: "back to the view before",
      in: Set(Screen.allCases).subtracting([.overview])),
    Binding([.escape, .backspace], .back, .general, help: "leave zoom, drop filter", in: [.overview]),
    Binding(
      [.enter], .open, .show, label: "open", help: "open what is selected",
      in: Set(Screen.allCases).subtracting([.feature, .ingest, .log])),
    Binding(
      [.character("a")], .decide(.acknowledge), .decide, label: "ack", help: "acknowledge: it is yours",
      in: aboutAlerts),
    Binding(
      [.character("S")], .decide(.silence), .decide, label: "silence", help: "send nothing for a while",
      in: aboutAlerts),
    Binding([.character("n")], .decide(.note), .decide, label: "note", help: "put a remark on record", in: aboutAlerts),
    Binding(
      [.character("A")], .decide(.approve), .decide, label: "approve", help: "approve what waits",
      in: aboutAlerts),
    Binding(
      [.character("R")], .decide(.reject), .decide, label: "reject", help: "reject what waits",
      in: aboutAlerts),
    Binding([.character("/")], .filter, .show, label: "filter", help: "narrow down the lists"),
    Binding(
      [.character("a")], .show(.alerts), .views, label: "alerts", help: "alerts, and what to do",
      in: Set(Screen.allCases).subtracting(aboutAlerts)),
    Binding(
      [.character("p")], .show(.performance), .views, label: "perf", help: "performance over time"),
    Binding([.character("f")], .show(.fairness), .views, label: "fair", help: "fairness of the groups"),
    Binding(
      [.character("c")], .openCell, .views, label: "cell", help: "all figures of the cell",
      in: [.overview, .feature, .performance]),
    Binding(
      [.character("o")], .openAlert, .views, label: "runbook", help: "the alert and its runbook",
      in: [.overview, .alerts]),
    Binding([.character("V")], .show(.versions), .views, label: "versions", help: "two versions side by side"),
    Binding([.character("i")], .show(.ingest), .views, label: "ingest", help: "files, labels, deliveries"),
    Binding([.character("L")], .show(.log), .views, help: "the log"),
    Binding([.tab], .nextPane, .move, label: "pane", help: "next pane"),
    Binding([.backTab], .previousPane, .move, help: "previous pane"),
    Binding([.character("z")], .zoom, .show, label: "zoom", help: "zoom the pane, and back"),
    Binding(
      [.character("m")], .nextMetric, .show, label: "metric", help: "next drift metric", in: [.overview, .feature]),
    Binding(
      [.character("w")], .nextWindow, .show, label: "window", help: "next window",
      in: Set(Screen.allCases).subtracting([.alert, .alerts, .ingest, .log])),
    Binding(
      [.character("s")], .nextSort, .show, label: "sort", help: "next order",
      in: [.overview, .feature, .performance, .alerts]),
    Binding(
      [.character("v")], .nextVersion, .show, label: "version", help: "next model version",
      in: cells.union([.fairness])),
    Binding(
      [.character("b")], .nextComparedVersion, .show, label: "against", help: "next version against it",
      in: [.versions]),
    Binding([.character("[")], .previousFeature, .move, label: "feature", help: "previous feature", in: [.feature]),
    Binding([.character("]")], .nextFeature, .move, help: "next feature", in: [.feature]),
    Binding(
      [.character("{")], .previousSegment, .move, label: "segment", help: "previous segment",
      in: [.feature, .cell, .performance]),
    Binding([.character("}")], .nextSegment, .move, help: "next segment", in: [.feature, .cell, .performance]),
    Binding([.character("[")], .previousFeature, .move, help: "previous feature", in: [.overview]),
    Binding([.character("]")], .nextFeature, .move, help: "next feature", in: [.overview]),
    Binding([.character("{")], .previousSegment, .move, help: "previous segment", in: [.overview]),
    Binding([.character("}")], .nextSegment, .move, help: "next segment", in: [.overview]),
    Binding([.character(" ")], .freeze, .time, label: "freeze", help: "freeze, or pause replay"),
    Binding(
      [.character("+"), .character("=")], .faster, .time, label: "speed", help: "replay faster", needsReplay: true),
    Binding([.character("-")], .slower, .time, help: "replay slower", needsReplay: true),
    Binding([.up, .character("k")], .move(.up), .move, help: "up"),
    Binding([.down, .character("j")], .move(.down), .move, help: "down"),
    Binding([.left, .character("h")], .move(.left), .move, help: "left"),
    Binding([.right, .character("l")], .move(.right), .move, help: "right"),
    Binding([.pageUp, .control("b")], .move(.pageUp), .move, help: "a page up"),
    Binding([.pageDown, .control("f")], .move(.pageDown), .move, help: "a page down"),
    Binding([.home, .character("g")], .move(.first), .move, help: "to the first row"),
    Binding([.end, .character("G")], .move(.last), .move, help: "to the last row"),
    Binding([.character("1")], .focusPane(1), .move, help: "first pane, 2 the second, …"),
    Binding([.character("2")], .focusPane(2), .move, help: ""),
    Binding([.character("3")], .focusPane(3), .move, help: ""),
    Binding([.character("4")], .focusPane(4), .move, help: ""),
    Binding([.character("5")], .focusPane(5), .move, help: ""),
    Binding([.character(":")], .commandLine, .general, label: "command", help: "command, tab completes it"),
    Binding([.character("y")], .copy, .general, help: "copy the selection"),
    Binding([.character("x")], .export, .general, help: "export the view to a file"),
    Binding([.character("T")], .nextTheme, .general, help: "next theme"),
    Binding([.character("M")], .toggleMouse, .general, help: "mouse off, and on again"),
    Binding([.control("l")], .redraw, .general, help: "draw everything again"),
    Binding([.character("q")], .quit, .general, label: "quit", help: "quit"),
  ])
}
