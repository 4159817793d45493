import Readings

/// What a plain rule asks of a reading, boiled down to what leaves a quiet alert as it is: plain numbers, without a
/// reference among them, so that asking costs a few nanoseconds.
struct QuietTest {
  enum Answer {
    /// Within bounds.
    case green
    /// Too few rows for the rule.
    case insufficient
    /// The alert has to look for itself.
    case unclear
  }

  private let minSamples: Int
  /// Of the mildest level of the gradient that is past a condition.
  private let severity: Int
  private let yellow: Threshold?
  private let red: Threshold?
  /// The rule asks for more than the reading can tell.
  private let isIntricate: Bool
  /// The rule's `baseline` is what the series was some time ago.
  let needsPast: Bool
  let mindsSilence: Bool

  init(_ rule: Rule) {
    minSamples = rule.minSamples ?? 0
    yellow = rule.yellow?.at
    red = rule.red?.at
    let byLevel: [Level] = [
      rule.yellow.flatMap { $0.at == nil ? .yellow : nil }, rule.red.flatMap { $0.at == nil ? .red : nil },
    ].compactMap(\.self)
    severity = byLevel.map(\.severity).min() ?? .max
    isIntricate = rule.isComposite || rule.yellow == nil && rule.red == nil
    needsPast = rule.against != nil && (rule.yellow?.isRelative == true || rule.red?.isRelative == true)
    mindsSilence = rule.noData != nil
  }

  /// A term of a composite rule.
  init(_ term: Criterion.Term, of rule: Rule) {
    switch term.test {
    case .at(let threshold): self.init(at: threshold, level: .red, of: rule)
    case .level(let level): self.init(at: nil, level: level, of: rule)
    }
  }

  /// A plain condition of a composite rule.
  init(_ condition: Rule.Condition, _ level: Level, of rule: Rule) {
    self.init(at: condition.at, level: level, of: rule)
  }

  private init(at threshold: Threshold?, level: Level, of rule: Rule) {
    minSamples = rule.minSamples ?? 0
    (yellow, red) = (nil, threshold)
    severity = threshold == nil ? level.severity : .max
    isIntricate = rule.against != nil && threshold?.isRelative == true
    needsPast = false
    mindsSilence = false
  }

  /// - Parameter baseline: what the rule's thresholds are relative to.
  func answer(to value: Double?, n: Int, level: Level, baseline: Double?) -> Answer {
    guard !isIntricate else { return .unclear }
    switch level {
    case .nodata, .error: return .unclear
    case .insufficient: return .insufficient
    case .green, .yellow, .red: break
    }
    guard let value, value.isFinite, n >= minSamples else { return .insufficient }
    guard level.severity < severity else { return .unclear }
    if let yellow, !Self.isWithin(value, yellow, baseline) { return .unclear }
    if let red, !Self.isWithin(value, red, baseline) { return .unclear }
    return .green
  }

  private static func isWithin(_ value: Double, _ threshold: Threshold, _ baseline: Double?) -> Bool {
    guard let edges = threshold.edges(baseline: baseline) else { return true }
    return !edges.isPassed(by: value)
  }
}
