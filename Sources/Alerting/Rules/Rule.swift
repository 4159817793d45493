import Notation
import Readings

/// What to watch, when it becomes an alert, and what then happens.
package struct Rule: Equatable, Sendable {
  /// The alert's name; no two rules share one.
  package var alert: String
  package var group: String
  package var metric: Metric
  /// One of them has to fit; series without a feature have the empty name.
  package var features: [Pattern]
  package var segments: [Pattern]
  /// `*` stands for the series of all versions together and for nothing else; every other pattern is held against
  /// single versions (`v2*`, or `?*` for each of them).
  package var versions: [Pattern]
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
  /// How long ago the figure is that `baseline` stands for in the rule's own thresholds (7 days: the same hour of last
  /// week); `nil` for the baseline itself.
  package var against: TimeSpan?
  package var owner: String?
  /// Who may approve its programs; empty for anybody. `owner` stands for the rule's owner.
  package var approvers: [String]
  /// An absolute path to a Markdown file, or a web address.
  package var runbook: String?
  package var labels: [String: String]
  package var annotations: [String: Template]
  package var actions: Actions

  package init(
    alert: String, group: String, metric: Metric, features: [Pattern] = ["*"], segments: [Pattern] = ["all"],
    versions: [Pattern] = ["*"], window: String, yellow: Condition? = nil, red: Condition? = nil,
    minSamples: Int? = nil, noData: NoData? = nil, against: TimeSpan? = nil, owner: String? = nil,
    approvers: [String] = [], runbook: String? = nil, labels: [String: String] = [:],
    annotations: [String: Template] = [:], actions: Actions = Actions()
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
    self.against = against
    self.owner = owner
    self.approvers = approvers
    self.runbook = runbook
    self.labels = labels
    self.annotations = annotations
    self.actions = actions
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
    /// What else the level is about than the rule's own series; `at` and `clear` are then `nil`.
    package var criterion: Criterion?
    /// Where the level begins; `nil` leaves that to the gradient.
    package var at: Threshold?
    /// Where the level ends, as a bound to come back past (`< 0.20`); `nil` for the beginning itself.
    package var clear: Threshold?
    /// How long (event time) the condition has to hold before the alert fires: the key `for`.
    package var holdFor: TimeSpan
    /// How long (event time) the figure has to stay clear before the level is given up.
    package var keepFiringFor: TimeSpan

    package init(
      at: Threshold? = nil, clear: Threshold? = nil, holdFor: TimeSpan = .zero, keepFiringFor: TimeSpan = .zero,
      criterion: Criterion? = nil
    ) {
      self.criterion = criterion
      self.at = at
      self.clear = clear
      self.holdFor = holdFor
      self.keepFiringFor = keepFiringFor
    }

    /// Whether where it begins or ends is relative to the baseline.
    var isRelative: Bool { at?.isRelative == true || clear?.isRelative == true }
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
