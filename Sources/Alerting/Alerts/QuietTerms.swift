import Readings

/// What the conditions of a composite rule ask, boiled down like ``QuietTest``, so that an alert that stays green needs
/// neither lists of what its conditions look at nor copies of readings.
struct QuietTerms {
  /// Of one condition.
  struct Condition {
    /// One for each series that it looks at.
    let tests: [QuietTest]
    /// One term that does not hold decides; else all of them have to be within bounds.
    let isConjunction: Bool
  }

  /// `nil` where the rule has no such condition.
  let yellow: Condition?
  let red: Condition?

  /// `nil` for a rule that is not composite, or of which some condition asks for more than readings can tell.
  init?(_ rule: Rule) {
    guard rule.isComposite else { return nil }
    let (yellow, red) = (Self.condition(rule.yellow, .yellow, rule), Self.condition(rule.red, .red, rule))
    if rule.yellow != nil, yellow == nil { return nil }
    if rule.red != nil, red == nil { return nil }
    (self.yellow, self.red) = (yellow, red)
  }

  private static func condition(_ condition: Rule.Condition?, _ level: Level, _ rule: Rule) -> Condition? {
    guard let condition else { return nil }
    switch condition.criterion {
    case .all(let terms): return Condition(tests: terms.map { QuietTest($0, of: rule) }, isConjunction: true)
    case .any(let terms): return Condition(tests: terms.map { QuietTest($0, of: rule) }, isConjunction: false)
    case .count, .burn: return nil
    case nil: return Condition(tests: [QuietTest(condition, level, of: rule)], isConjunction: true)
    }
  }
}

extension AlertBook {
  /// Whether a condition surely leaves a quiet alert as it is; `true` for a rule without it.
  func leavesQuiet(
    _ condition: QuietTerms.Condition?, _ sight: CompositeAlert.Sight?, _ readings: [Reading]
  ) -> Bool {
    guard let condition, let sight else { return true }
    guard case .series(let numbers) = sight, numbers.count == condition.tests.count else { return false }
    for (position, number) in numbers.enumerated() {
      let isWithin =
        series[number].seen == evaluation
        && isWithin(condition.tests[position], readings, at: series[number].place)
      if isWithin == condition.isConjunction { return isWithin }
    }
    return !condition.isConjunction
  }

  /// Within bounds, or too few rows to say otherwise.
  private func isWithin(_ test: QuietTest, _ readings: [Reading], at place: Int) -> Bool {
    let answer = test.answer(
      to: readings[place].value, n: readings[place].n, level: readings[place].level,
      baseline: readings[place].limits?.baseline)
    return answer != .unclear
  }
}
