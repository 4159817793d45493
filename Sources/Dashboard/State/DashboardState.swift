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
  /// Rows that the help is scrolled down by.
  package internal(set) var helpOffset = 0
  /// A word to the user that the next key takes away.
  package internal(set) var notice: Notice?
  /// What is being typed at the bottom.
  package internal(set) var prompt: Prompt?
  var promptMemory = PromptMemory()
  /// Command lines that were run, oldest first.
  package internal(set) var commandHistory: [String] = []
  /// What lists are narrowed down to.
  package internal(set) var filter = Filter()
  /// The question that has to be answered first.
  package internal(set) var dialog: DecisionDialog?
  package internal(set) var theme: Theme
  package internal(set) var isMouseOn: Bool
  /// Who decides.
  package internal(set) var person: String
  /// Why nobody can decide anything here; `nil` where people can.
  package let refusal: String?
  package internal(set) var link = Link.own

  /// The snapshot on show; `nil` until the first one.
  package internal(set) var snapshot: Snapshot?
  /// What arrived while the picture was frozen.
  var heldBack: Snapshot?
  /// How often the figures on show have changed.
  var revision = 0
  /// What the derived lists were last derived from.
  var basis = Basis()
  package internal(set) var isFrozen = false
  /// The wall clock, once it is known.
  package internal(set) var now: Instant?

  package internal(set) var metric: Metric = .psi
  /// What the user has put somewhere; the rest stays on what is worst.
  var chosen: Set<FollowsWorst> = []
  /// The window as chosen; what is shown is ``window``.
  var chosenWindow: String?
  /// The model version as chosen; what is shown is ``version``.
  var chosenVersion = "*"
  package internal(set) var sort: FeatureSort = .worst
  /// The version that the one on show is compared with, as chosen.
  var chosenComparison: String?

  /// The lists of the view on show, filtered and sorted; derived. See ``listRows(of:)``.
  package internal(set) var rows: [Pane: [RowID]] = [:]
  package internal(set) var selections: [Pane: RowSelection] = [:]

  package internal(set) var selectedFeature: String?
  package internal(set) var selectedSegment: String?
  /// Where the selected feature was last seen in ``featureOrder``; what takes its place if it disappears.
  var featureIndex = 0
  /// Where the selected segment stands in ``segmentOrder``.
  var segmentIndex = 0
  /// Features as sorted and filtered; derived from ``Basis``.
  package internal(set) var featureOrder: [String] = []
  /// Segments that the filter leaves, in display order; `all` always stays. Derived from ``Basis``.
  package internal(set) var segmentOrder: [String] = []
  /// The worst level of ``metric`` in each segment of ``segmentOrder``, among the features shown.
  var segmentLevels: [Level] = []

  /// Drift metrics of which there are readings; derived from the snapshot.
  package internal(set) var measuredMetrics: [Metric] = []
  /// Business figures of which there are readings, by name; derived from the snapshot.
  package internal(set) var kpiNames: [String] = []
  /// What the readings add up to; derived from the snapshot.
  var tally = SnapshotTally()
  /// The rows of the trend pane; derived from ``Basis`` and the selected segment.
  package internal(set) var trendRows: [TrendSeries] = []

  /// The series of the selected cell; derived from snapshot, segment, window and version while the view of the cell is
  /// on show.
  package internal(set) var figureOrder: [SeriesKey] = []
  /// The metric and feature of the selected figure; its cell is the selected one.
  package internal(set) var selectedFigure: SeriesKey?
  package internal(set) var figureIndex = 0
  /// Figures of the cell without the filter.
  var figureCount = 0

  package internal(set) var selectedVersionRow = 0
  package internal(set) var selectedTrendRow = 0
  package internal(set) var alertSort = AlertSort.severity
  /// Where each alert stands in the snapshot; derived from it.
  var alertPlaces: [AlertIdentity: Int] = [:]
  /// The episode for which the user was called, of each alert; `nil` before the first snapshot with figures.
  var calledFor: [AlertIdentity: Int]?
  /// The number of the snapshot's first log line, counted over all snapshots.
  var logStart = 0
  /// Whether the cursor of the log stays on the newest line.
  package internal(set) var followsLog = true
  /// The bin under the cursor of the histogram.
  package internal(set) var selectedBin: Int?
  /// How many points before the newest one the cursor of the history stands.
  package internal(set) var historyCursor: Int?

  package init(width: Int, height: Int, options: DashboardOptions = DashboardOptions()) {
    self.width = width
    self.height = height
    keyMap = options.keyMap
    theme = options.theme
    isMouseOn = options.hasMouse
    person = options.person
    refusal = options.refusal
    if options.screen != .overview { visits.append(ScreenVisit(options.screen)) }
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

/// What the order of features and segments depends on: as long as it is the same, nothing has to be derived anew.
struct Basis: Equatable, Sendable {
  var revision = 0
  var window = ""
  var version = ""
  var metric = Metric.psi
  var sort = DashboardState.FeatureSort.worst
  var filter = Filter()
  /// Of the trend alone.
  var segment: String?
}

/// What of the overview goes to what is worst by itself, until the user puts it somewhere.
enum FollowsWorst: Sendable {
  case metric, feature, alert
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
