/// A view that fills the terminal. A new one is a case here, its panes below, and its layout in `ScreenLayout.swift`.
package enum Screen: String, CaseIterable, Hashable, Sendable {
  case overview
  case feature
  /// Every figure of one cell.
  case cell
  /// One alert: what it is about, what was done, and what to do.
  case alert
  /// Figures from labels over time, with intervals, beside what was expected without labels.
  case performance
  /// Groups against each other, now and over time.
  case fairness
  /// All alerts, and what people can decide about them.
  case alerts
  /// Two model versions side by side.
  case versions
  /// What comes in: files, bad lines, labels, and what waits to go out.
  case ingest
  case log

  /// The panes in the order of their number keys, from 1.
  package var panes: [Pane] {
    switch self {
    case .overview: [.models, .heatMap, .trend, .alerts, .log]
    case .feature: [.histogram, .stats, .driftHistory, .causes]
    case .cell: [.cellFigures, .expectation, .outcomes, .groups, .causes]
    case .alert: [.alertFacts, .actions, .runbook, .alertHistory]
    case .performance: [.performanceFigures, .performanceHistory, .outcomes, .labelProgress, .expectation]
    case .fairness: [.fairnessFigures, .groups, .gapHistory]
    case .alerts: [.alerts, .alertFacts, .alertHistory, .actions]
    case .versions: [.versionFigures, .versionHistory]
    case .ingest: [.sources, .badLines, .labelProgress, .lanes]
    case .log: [.log]
    }
  }

  /// Where the focus is when the view opens.
  package var firstFocus: Pane {
    switch self {
    case .overview: .heatMap
    case .feature: .histogram
    case .cell: .cellFigures
    case .alert: .runbook
    case .performance: .performanceFigures
    case .fairness: .fairnessFigures
    case .alerts: .alerts
    case .versions: .versionFigures
    case .ingest: .sources
    case .log: .log
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
  /// How an alert came to where it stands.
  case alertHistory
  case performanceFigures
  case performanceHistory
  /// How complete the labels are, by age.
  case labelProgress
  case fairnessFigures
  case gapHistory
  case versionFigures
  case versionHistory
  case sources
  case badLines
  /// What waits for each action.
  case lanes

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
    case .alertHistory: "History"
    case .performanceFigures: "Performance"
    case .performanceHistory: "Over time"
    case .labelProgress: "Labels"
    case .fairnessFigures: "Gaps"
    case .gapHistory: "Over time"
    case .versionFigures: "Versions"
    case .versionHistory: "Over time"
    case .sources: "Files"
    case .badLines: "Bad lines"
    case .lanes: "Deliveries"
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
