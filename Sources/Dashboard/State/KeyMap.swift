/// Which key does what in which view. The footer and the help are generated from it.
package struct KeyMap: Sendable {
  package enum Group: String, CaseIterable, Sendable {
    case move = "Move"
    case show = "Show"
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

  package static let standard = KeyMap([
    Binding([.character("?"), .function(1)], .help, .general, label: "help", help: "this help"),
    Binding(
      [.escape, .backspace], .back, .general, label: "back", help: "back to the view before",
      in: [.feature, .cell, .alert]),
    Binding([.escape, .backspace], .back, .general, help: "leave the zoom", in: [.overview]),
    Binding([.enter], .open, .show, label: "open", help: "open what is selected", in: [.overview, .cell, .alert]),
    Binding(
      [.character("c")], .openCell, .show, label: "cell", help: "all figures of the cell", in: [.overview, .feature]),
    Binding(
      [.character("o")], .openAlert, .show, label: "alert", help: "the selected alert and its runbook",
      in: [.overview]),
    Binding([.tab], .nextPane, .move, label: "pane", help: "next pane"),
    Binding([.backTab], .previousPane, .move, help: "previous pane"),
    Binding([.character("z")], .zoom, .show, label: "zoom", help: "zoom the pane, and back"),
    Binding(
      [.character("m")], .nextMetric, .show, label: "metric", help: "next drift metric", in: [.overview, .feature]),
    Binding(
      [.character("w")], .nextWindow, .show, label: "window", help: "next window", in: [.overview, .feature, .cell]),
    Binding(
      [.character("s")], .nextSort, .show, label: "sort", help: "next order of features", in: [.overview, .feature]),
    Binding(
      [.character("v")], .nextVersion, .show, label: "version", help: "next model version",
      in: [.overview, .feature, .cell]),
    Binding([.character("[")], .previousFeature, .move, label: "[ ] feature", help: "previous feature", in: [.feature]),
    Binding([.character("]")], .nextFeature, .move, help: "next feature", in: [.feature]),
    Binding(
      [.character("{")], .previousSegment, .move, label: "{ } segment", help: "previous segment",
      in: [.feature, .cell]),
    Binding([.character("}")], .nextSegment, .move, help: "next segment", in: [.feature, .cell]),
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
    Binding([.control("l")], .redraw, .general, help: "draw everything again"),
    Binding([.character("q")], .quit, .general, label: "quit", help: "quit"),
  ])
}
