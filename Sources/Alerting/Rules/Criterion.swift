import Notation
import Readings

/// What a level of a rule is about, where that is more than the rule's own series against one threshold.
///
/// Such a rule has an alert for each *scope* in which a series of one of its terms exists: a pair of version and segment
/// that the rule's patterns fit and, where a term leaves its feature open, a feature. See ``Rule/scope(of:)``.
package enum Criterion: Equatable, Sendable {
  /// Every term holds. One that does not hold decides; else one that is not known leaves all unknown.
  case all([Term])
  /// At least one term holds. One that holds decides; else one that is not known leaves all unknown.
  case any([Term])
  /// So many series of the rule's metric are at a level or worse.
  case count(Count)
  /// An error budget is used up too fast, over two windows at once.
  case burn(Burn)

  /// One figure and what is asked of it: `{metric: psi, feature: age, at: "> 0.2"}`, `{metric: f1, window: 24h, is: red}`.
  package struct Term: Equatable, Sendable {
    package enum Test: Equatable, Sendable {
      /// Past this threshold, beyond chance as the gradient asks.
      case at(Threshold)
      /// At this level of the gradient or a worse one.
      case level(Level)
    }

    package var metric: Metric
    /// `nil` leaves a metric of features to the scope's feature; for a metric without features it stays `nil`. The name
    /// of a business figure.
    package var feature: String?
    /// `nil` is the rule's.
    package var window: String?
    package var test: Test

    package init(metric: Metric, feature: String? = nil, window: String? = nil, test: Test) {
      self.metric = metric
      self.feature = feature
      self.window = window
      self.test = test
    }
  }

  /// `>= 3 features red`: of the rule's metric, features and window.
  package struct Count: Equatable, Sendable {
    package enum Things: String, CaseIterable, Sendable {
      /// In one version and segment; the alert has no feature.
      case features
      /// Of one version and feature; the alert's segment is `*`.
      case segments
    }

    package var atLeast: Int
    package var things: Things
    /// Or worse, by the gradient.
    package var level: Level

    package init(atLeast: Int, things: Things, level: Level) {
      self.atLeast = atLeast
      self.things = things
      self.level = level
    }
  }

  /// Share of what goes wrong, as a multiple of the share that the objective allows: more than `factor` over each of the
  /// windows. The long one makes sure that it matters, the short one that it still goes on (Google, The Site Reliability
  /// Workbook, 2018, chapter 5).
  package struct Burn: Equatable, Sendable {
    /// Share that should go well, 0..<1: 0.995. The budget is what is left of 1.
    package var objective: Double
    package var factor: Double
    /// The long one first.
    package var windows: [String]

    package init(objective: Double, factor: Double, windows: [String]) {
      self.objective = objective
      self.factor = factor
      self.windows = windows
    }
  }
}
