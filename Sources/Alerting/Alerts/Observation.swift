import Notation
import Readings

/// What an evaluation found of an alert: of each level that its rule has.
struct Observation: Equatable {
  /// `nil` where the rule has no such condition.
  var yellow: Finding?
  var red: Finding?
  /// All that it rests on are figures of labels, which stand as they are until more labels come.
  var restsOnLabels = false
  /// Somebody holds the alert at a level: its figures count for nothing, but are shown all the same.
  var isHeld = false

  /// How all levels together are to be taken.
  enum Kind {
    /// At least one level could be judged.
    case graded
    case insufficient
    case noData
    case error
  }

  /// An alert without data, or without figures, is one of which no level has any.
  var kind: Kind {
    let rulings = [yellow?.ruling, red?.ruling].compactMap(\.self)
    if rulings.contains(where: \.isKnown) { return .graded }
    guard let first = rulings.first, rulings.allSatisfy({ $0 == first }) else { return .insufficient }
    return switch first {
    case .noData: .noData
    case .error: .error
    case .past, .between, .clear, .unknown: .insufficient
    }
  }

  /// The same figures as if they stood at a level: for an alert that somebody holds there.
  func held(at level: Level) -> Observation {
    func held(_ finding: Finding?, isPast: Bool) -> Finding? {
      finding.map { Finding(ruling: isPast ? .past : .clear, figures: $0.figures) }
    }
    return Observation(
      yellow: held(yellow, isPast: level == .yellow || level == .red), red: held(red, isPast: level == .red))
  }

  /// The same figures for an alert that somebody holds at a level, with a word on that.
  func held(by override: LevelOverride) -> Observation {
    var held = held(at: override.level)
    held.isHeld = true
    let word = "held at \(override.level.rawValue) by \(override.by) until \(override.until.rfc3339)"
    held.yellow = held.yellow.map { $0.saying(word) }
    held.red = held.red.map { $0.saying(word) }
    return held
  }

  /// The figures that speak for a level, or for the other one if the rule has no condition for this.
  func figures(_ level: Level) -> AlertFigures {
    (level == .red ? red ?? yellow : yellow ?? red)?.figures ?? AlertFigures()
  }
}

/// How one condition of a rule stands.
struct Finding: Equatable {
  var ruling: Ruling
  /// With the bound of this level.
  var figures: AlertFigures

  /// The same with a word before what it found.
  func saying(_ word: String) -> Finding {
    var finding = self
    finding.figures.because = [word, figures.because].compactMap(\.self).joined(separator: "; ")
    return finding
  }
}

enum Ruling: Equatable {
  /// Past the bound at which the level begins.
  case past
  /// Between the bound at which it begins and the one at which it ends.
  case between
  /// Back past the bound at which it ends.
  case clear
  /// Too few rows, or an undecided criterion.
  case unknown
  case noData
  case error

  var isKnown: Bool {
    switch self {
    case .past, .between, .clear: true
    case .unknown, .noData, .error: false
    }
  }
}
