extension Action {
  /// The action's name in a configuration; stable across versions.
  package var name: String { Self.nameOf[self] ?? "" }

  /// Reads ``name``; `nil` for anything else.
  package init?(name: String) {
    guard let action = Self.named.first(where: { $0.name == name })?.action else { return nil }
    self = action
  }

  /// Every action that a key can have, with its name.
  package static let named: [(name: String, action: Action)] =
    [
      ("help", .help), ("quit", .quit), ("back", .back), ("open", .open), ("redraw", .redraw),
      ("move-up", .move(.up)), ("move-down", .move(.down)), ("move-left", .move(.left)), ("move-right", .move(.right)),
      ("page-up", .move(.pageUp)), ("page-down", .move(.pageDown)), ("first-row", .move(.first)),
      ("last-row", .move(.last)), ("next-pane", .nextPane), ("previous-pane", .previousPane), ("zoom", .zoom),
      ("next-metric", .nextMetric), ("next-window", .nextWindow), ("next-sort", .nextSort),
      ("next-version", .nextVersion), ("next-comparison", .nextComparedVersion),
      ("previous-feature", .previousFeature), ("next-feature", .nextFeature),
      ("previous-segment", .previousSegment), ("next-segment", .nextSegment), ("show-cell", .openCell),
      ("show-alert", .openAlert), ("freeze", .freeze), ("faster", .faster), ("slower", .slower), ("filter", .filter),
      ("command-line", .commandLine), ("copy", .copy), ("export", .export), ("next-theme", .nextTheme),
      ("toggle-mouse", .toggleMouse),
    ]
    + DecisionKind.allCases.map { ($0.rawValue, .decide($0)) }
    + [Screen.overview, .alerts, .performance, .fairness, .versions, .ingest, .log].map {
      ("show-\($0.rawValue)", .show($0))
    }
    + (1...9).map { ("pane-\($0)", .focusPane($0)) }

  private static let nameOf = Dictionary(named.map { ($0.action, $0.name) }) { first, _ in first }
}
