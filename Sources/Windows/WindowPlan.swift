import Notation
import Readings

/// How event time is cut: panes, the windows over them, and how long to wait for what comes late.
package struct WindowPlan: Equatable, Sendable {
  package struct Window: Hashable, Sendable {
    /// As written in the configuration: `1h`.
    package var name: String
    /// A whole number of panes, at least one.
    package var paneCount: Int

    package init(name: String, paneCount: Int) {
      self.name = name
      self.paneCount = paneCount
    }
  }

  package var pane: TimeSpan
  /// Shortest first.
  package var windows: [Window]
  /// How far a source may run behind its own newest event before a record is late.
  package var lateness: TimeSpan
  /// How long a prediction waits for its label.
  package var labelHorizon: TimeSpan
  /// Alerts about anything older than this are recorded but not acted on.
  package var actionMaxAge: TimeSpan
  /// Records further ahead of the clock than this are set aside.
  package var ahead: TimeSpan
  /// A source that has had nothing new for so long no longer holds the others back.
  package var idle: TimeSpan

  package init(
    pane: TimeSpan, windows: [Window], lateness: TimeSpan, labelHorizon: TimeSpan, actionMaxAge: TimeSpan,
    ahead: TimeSpan = .hours(1), idle: TimeSpan = .minutes(1)
  ) {
    self.pane = pane
    self.windows = windows
    self.lateness = lateness
    self.labelHorizon = labelHorizon
    self.actionMaxAge = actionMaxAge
    self.ahead = ahead
    self.idle = idle
  }
}

/// Which cells there are and when a figure counts.
package struct CellPlan: Equatable, Sendable {
  /// Indices into ``RecordSchema/dimensions``: each entry makes every combination of values a cell; `[]` is `all`
  /// and always first.
  package var segments: [[Int]]
  /// Attributes compared group against group: each is one dimension or several crossed, and among ``segments``.
  package var fairness: [[Int]]
  /// Rows below which a figure is `insufficient`.
  package var minSamples: Int
  /// Share of labels from which a performance figure may go past yellow.
  package var minCoverage: Double
  /// Error probability of all the drift tests of one evaluation together.
  package var alpha: Double
  /// What errors cost; without it `cost` is not measured.
  package var costs: ErrorCosts?
  /// The weight of recall in `fbeta`; without it that is not measured.
  package var beta: Double?
  /// Metrics that nobody wants, or that the log says nothing of.
  package var leftOut: Set<Metric>

  package init(
    segments: [[Int]], fairness: [[Int]], minSamples: Int, minCoverage: Double, alpha: Double,
    costs: ErrorCosts? = nil, beta: Double? = nil, leftOut: Set<Metric> = []
  ) {
    self.segments = segments
    self.fairness = fairness
    self.minSamples = minSamples
    self.minCoverage = minCoverage
    self.alpha = alpha
    self.costs = costs
    self.beta = beta
    self.leftOut = leftOut
  }
}

/// What an error of each kind costs, in a unit of the person's own.
package struct ErrorCosts: Equatable, Sendable {
  package var falsePositive: Double
  package var falseNegative: Double

  package init(falsePositive: Double, falseNegative: Double) {
    self.falsePositive = falsePositive
    self.falseNegative = falseNegative
  }
}
