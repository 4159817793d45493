import Notation
import Readings

/// What to watch, when it becomes an alert, and what then happens.
package struct Rule: Equatable, Sendable {
  /// The alert's name; no two rules share one.
  package var alert: String
  package var group: String
  package var metric: Metric
  /// One of them has to fit; series without a feature have the empty name.
  package var features: [Glob]
  package var segments: [Glob]
  /// `*` stands for the series of all versions together and for nothing else; every other pattern is held against
  /// single versions (`v2*`, or `?*` for each of them).
  package var versions: [Glob]
  /// As written in the configuration: `1h`.
  package var window: String
  /// `nil` if the rule does not alert on yellow; a yellow reading is then within bounds.
  package var yellow: Condition?
  /// `nil` if the rule does not alert on red; a red reading then counts as yellow.
  package var red: Condition?
  /// Rows below which a reading says nothing to this rule; `nil` leaves it to the reading's own level.
  package var minSamples: Int?
  /// `nil` keeps the alert as it is while there are no rows.
  package var noData: NoData?
  package var owner: String?
  package var runbook: String?
  package var labels: [String: String]
  package var annotations: [String: Template]
  package var actions: Actions

  package init(
    alert: String, group: String, metric: Metric, features: [Glob] = ["*"], segments: [Glob] = ["all"],
    versions: [Glob] = ["*"], window: String, yellow: Condition? = nil, red: Condition? = nil,
    minSamples: Int? = nil, noData: NoData? = nil, owner: String? = nil, runbook: String? = nil,
    labels: [String: String] = [:], annotations: [String: Template] = [:], actions: Actions = Actions()
  ) {
    self.alert = alert
    self.group = group
    self.metric = metric
    self.features = features
    self.segments = segments
    self.versions = versions
    self.window = window
    self.yellow = yellow
    self.red = red
    self.minSamples = minSamples
    self.noData = noData
    self.owner = owner
    self.runbook = runbook
    self.labels = labels
    self.annotations = annotations
    self.actions = actions
  }

  package func matches(_ key: SeriesKey) -> Bool {
    key.metric == metric && key.window == window
      && versions.contains { $0.pattern == "*" ? key.version == "*" : key.version != "*" && $0.matches(key.version) }
      && segments.contains { $0.matches(key.segment) }
      && features.contains { $0.matches(key.feature ?? "") }
  }

  package func condition(_ level: Level) -> Condition? {
    switch level {
    case .yellow: yellow
    case .red: red
    case .green, .insufficient, .nodata, .error: nil
    }
  }
}

extension Rule {
  /// When one level of an alert begins and ends.
  package struct Condition: Equatable, Sendable {
    /// Where the level begins; `nil` leaves that to the gradient.
    package var at: Threshold?
    /// Where the level ends, as a bound to come back past (`< 0.20`); `nil` for the beginning itself.
    package var clear: Threshold?
    /// How long (event time) the condition has to hold before the alert fires: the key `for`.
    package var holdFor: TimeSpan
    /// How long (event time) the figure has to stay clear before the level is given up.
    package var keepFiringFor: TimeSpan

    package init(
      at: Threshold? = nil, clear: Threshold? = nil, holdFor: TimeSpan = .zero, keepFiringFor: TimeSpan = .zero
    ) {
      self.at = at
      self.clear = clear
      self.holdFor = holdFor
      self.keepFiringFor = keepFiringFor
    }
  }

  /// What becomes of an alert whose series has no rows.
  package struct NoData: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
      /// The alert says so: state `nodata`.
      case nodata
      /// The alert stays as it is, its timers stopped.
      case keep
      /// No rows count as within bounds.
      case green
      /// No rows count as past the rule's highest level; they never run a script.
      case red
    }

    /// Counted from the first evaluation without rows.
    package var after: TimeSpan
    package var state: State

    package init(after: TimeSpan, state: State) {
      self.after = after
      self.state = state
    }
  }

  /// Names of actions, in the order in which they are planned.
  package struct Actions: Equatable, Sendable {
    package var yellow: [String]
    package var red: [String]
    package var resolved: [String]

    package init(yellow: [String] = [], red: [String] = [], resolved: [String] = []) {
      self.yellow = yellow
      self.red = red
      self.resolved = resolved
    }
  }
}
