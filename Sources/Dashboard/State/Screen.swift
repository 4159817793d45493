/// A view that fills the terminal. A new one is a case here, its panes below, and its layout in `ScreenLayout.swift`.
package enum Screen: String, CaseIterable, Hashable, Sendable {
  case overview
  case feature
  /// Every figure of one cell.
  case cell
  /// One alert: what it is about, what was done, and what to do.
  case alert

  /// The panes in the order of their number keys, from 1.
  package var panes: [Pane] {
    switch self {
    case .overview: [.models, .heatMap, .trend, .alerts, .log]
    case .feature: [.histogram, .stats, .driftHistory, .causes]
    case .cell: [.cellFigures, .expectation, .outcomes, .groups, .causes]
    case .alert: [.alertFacts, .actions, .runbook]
    }
  }

  /// Where the focus is when the view opens.
  package var firstFocus: Pane {
    switch self {
    case .overview: .heatMap
    case .feature: .histogram
    case .cell: .cellFigures
    case .alert: .runbook
    }
  }

  package var title: String { rawValue }
}

/// A framed part of a view.
package enum Pane: String, CaseIterable, Hashable, Sendable {
  case models
  case heatMap
  case trend
  case alerts
  case log
  case histogram
  case stats
  case driftHistory
  case causes
  case cellFigures
  case expectation
  case outcomes
  case groups
  case alertFacts
  case actions
  case runbook

  package var title: String {
    switch self {
    case .models: "Models"
    case .heatMap: "Drift"
    case .trend: "Trend"
    case .alerts: "Alerts"
    case .log: "Log"
    case .histogram: "Histogram"
    case .stats: "Figures"
    case .driftHistory: "History"
    case .causes: "Causes"
    case .cellFigures: "Figures"
    case .expectation: "Expected"
    case .outcomes: "Outcomes"
    case .groups: "Groups"
    case .alertFacts: "Alert"
    case .actions: "Actions"
    case .runbook: "Runbook"
    }
  }
}

/// One step of the way the user came: a view, and how it was left.
package struct ScreenVisit: Hashable, Sendable {
  package var screen: Screen
  package var focus: Pane
  package var isZoomed: Bool
  /// Lines that a pane of text is scrolled down by.
  package var offsets: [Pane: Int] = [:]

  package init(_ screen: Screen) {
    self.screen = screen
    focus = screen.firstFocus
    isZoomed = false
  }
}
