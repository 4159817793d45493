import Notation
import Readings

/// Everything the picture depends on. Changed by ``update(_:)`` alone.
package struct DashboardState: Sendable {
  /// The metrics that the heat-map can show, in the order of the `m` key; those without a reading are passed over.
  package static let heatMapMetrics = Metric.allCases.filter { $0.family == .drift }

  package enum FeatureSort: String, CaseIterable, Sendable {
    /// By level, then by grade where a threshold is crossed; the green rest in configured order, so that it stays put.
    case worst
    case configured
    case name
  }

  package var keyMap: KeyMap
  package var width: Int
  package var height: Int
  /// Where the user is, and on top of what; never empty.
  package internal(set) var visits: [ScreenVisit] = [ScreenVisit(.overview)]
  package internal(set) var isHelpOpen = false
  /// A word to the user that the next key takes away.
  package internal(set) var notice: String?

  /// The snapshot on show; `nil` until the first one.
  package internal(set) var snapshot: Snapshot?
  /// What arrived while the picture was frozen.
  var heldBack: Snapshot?
  package internal(set) var isFrozen = false
  /// The wall clock, once it is known.
  package internal(set) var now: Instant?

  package internal(set) var metric: Metric = .psi
  /// The window as chosen; what is shown is ``window``.
  var chosenWindow: String?
  /// The model version as chosen; what is shown is ``version``.
  var chosenVersion = "*"
  package internal(set) var sort: FeatureSort = .worst

  package internal(set) var selectedFeature: String?
  package internal(set) var selectedSegment: String?
  /// Where the selected feature was last seen in ``featureOrder``; what takes its place if it disappears.
  var featureIndex = 0
  var segmentIndex = 0
  /// Features as sorted; derived from snapshot, sort, metric, window and version.
  package internal(set) var featureOrder: [String] = []

  /// Drift metrics of which there are readings; derived from the snapshot.
  package internal(set) var measuredMetrics: [Metric] = []
  /// Business figures of which there are readings, by name; derived from the snapshot.
  package internal(set) var kpiNames: [String] = []

  /// The series of the selected cell; derived from snapshot, segment, window and version while the view of the cell is
  /// on show.
  package internal(set) var figureOrder: [SeriesKey] = []
  /// The metric and feature of the selected figure; its cell is the selected one.
  package internal(set) var selectedFigure: SeriesKey?
  package internal(set) var figureIndex = 0

  package internal(set) var selectedVersionRow = 0
  package internal(set) var selectedTrendRow = 0
  package internal(set) var selectedAlert: AlertIdentity?
  var alertIndex = 0
  /// Lines that the log is scrolled back by.
  package internal(set) var logOffset = 0
  /// The bin under the cursor of the histogram.
  package internal(set) var selectedBin: Int?
  /// How many points before the newest one the cursor of the history stands.
  package internal(set) var historyCursor: Int?

  package init(width: Int, height: Int, keyMap: KeyMap = .standard) {
    self.width = width
    self.height = height
    self.keyMap = keyMap
  }

  package var screen: Screen { visit.screen }
  package var focus: Pane { visit.focus }
  package var isZoomed: Bool { visit.isZoomed }

  package internal(set) var visit: ScreenVisit {
    get { visits.last ?? ScreenVisit(.overview) }
    set {
      if visits.isEmpty { visits.append(newValue) } else { visits[visits.count - 1] = newValue }
    }
  }

  /// The window on show: the chosen one while it is configured, else the shortest.
  package var window: String {
    guard let windows = snapshot?.windows else { return chosenWindow ?? "" }
    if let chosenWindow, windows.contains(chosenWindow) { return chosenWindow }
    return windows.first ?? ""
  }

  /// The version on show: the chosen one if the snapshot knows it, else `*`.
  package var version: String {
    snapshot?.versions.contains(chosenVersion) == true ? chosenVersion : "*"
  }
}

/// Tells one alert from another across snapshots.
package struct AlertIdentity: Hashable, Sendable {
  package var rule: String
  package var key: SeriesKey

  package init(_ alert: AlertStatus) {
    rule = alert.rule
    key = alert.key
  }
}
