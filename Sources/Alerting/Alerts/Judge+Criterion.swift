import Readings

/// One series that a criterion looks at, as an evaluation finds it.
struct Witness {
  var key: SeriesKey
  /// `nil` if the series has no reading.
  var reading: Reading?
  /// What it was as long ago as the rule's `against` says.
  var past: SeasonalMemory.Figure?
}

extension Judge {
  /// How a criterion stands.
  ///
  /// - Parameter witnesses: of `all` and `any` one for each term, of a burn one for each window, in their order; of a count
  ///   every series that there is.
  func ruling(of criterion: Criterion, _ witnesses: [Witness]) -> Ruling {
    switch criterion {
    case .all(let terms): Self.conjunction(zip(terms, witnesses).map { ruling(of: $0, $1) })
    case .any(let terms): Self.disjunction(zip(terms, witnesses).map { ruling(of: $0, $1) })
    case .count(let count): ruling(of: count, witnesses)
    case .burn(let burn): Self.conjunction(witnesses.map { ruling(of: burn, $0) })
    }
  }

  /// The same with the figures of what decided, and with what was found in words.
  func finding(of criterion: Criterion, _ witnesses: [Witness]) -> Finding {
    let ruling = ruling(of: criterion, witnesses)
    switch criterion {
    case .all(let terms):
      return finding(ruling, of: terms, witnesses, shown: ruling == .clear ? .clear : nil)
    case .any(let terms):
      return finding(ruling, of: terms, witnesses, shown: ruling == .past ? .past : nil)
    case .count(let count): return finding(ruling, of: count, witnesses)
    case .burn(let burn): return finding(ruling, of: burn, witnesses)
    }
  }

  /// One that does not hold decides; else one that is not known leaves all unknown (Kleene's strong logic).
  static func conjunction(_ rulings: [Ruling]) -> Ruling {
    if rulings.contains(.clear) { return .clear }
    return rulings.allSatisfy { $0 == .past } && !rulings.isEmpty ? .past : unknown(rulings)
  }

  /// One that holds decides; else one that is not known leaves all unknown.
  static func disjunction(_ rulings: [Ruling]) -> Ruling {
    if rulings.contains(.past) { return .past }
    return rulings.allSatisfy { $0 == .clear } && !rulings.isEmpty ? .clear : unknown(rulings)
  }

  /// No data if no term has any, and an error only if every term is in error: a figure that cannot be computed beside
  /// terms that merely wait for rows is told by the rules about that figure, and leaves this one undecided.
  private static func unknown(_ rulings: [Ruling]) -> Ruling {
    guard let first = rulings.first, first == .noData || first == .error else { return .unknown }
    return rulings.allSatisfy { $0 == first } ? first : .unknown
  }

  // MARK: - Terms

  private func ruling(of term: Criterion.Term, _ witness: Witness) -> Ruling {
    guard let reading = witness.reading, obstacle(reading) == nil else { return obstacle(witness.reading) ?? .unknown }
    switch term.test {
    case .level(let level): return isPast(nil, level, of: reading, past: nil) ? .past : .clear
    case .at(let threshold):
      if needsPast(threshold), witness.past == nil { return .unknown }
      return isPast(threshold, .red, of: reading, past: witness.past) ? .past : .clear
    }
  }

  /// - Parameter shown: the terms that stand like this are named and decide; `nil` for all of them.
  private func finding(
    _ ruling: Ruling, of terms: [Criterion.Term], _ witnesses: [Witness], shown: Ruling?
  ) -> Finding {
    let parts = zip(terms, witnesses).map { term, witness in
      (term: term, witness: witness, ruling: self.ruling(of: term, witness))
    }
    let chosen = parts.filter { shown == nil || $0.ruling == shown }
    let words = chosen.map { text(of: $0.term, $0.witness, $0.ruling) }.joined(separator: ", ")
    let decisive = chosen.first { $0.ruling == ruling } ?? chosen.first { !$0.ruling.isKnown } ?? chosen.first
    let bound = decisive.flatMap { part in part.witness.reading.flatMap { limit(of: part.term, $0, part.witness.past) }
    }
    return Finding(
      ruling: ruling, figures: AlertFigures(decisive?.witness.reading, threshold: bound, because: words))
  }

  private func limit(of term: Criterion.Term, _ reading: Reading, _ past: SeasonalMemory.Figure?) -> Double? {
    switch term.test {
    case .at(let threshold): limit(threshold, .red, of: reading, past: past)
    case .level(let level): limit(nil, level, of: reading, past: nil)
    }
  }

  /// `psi of age 0.31 > 0.2`, `psi of age 0.12 (not > 0.2)`, `f1 0.71 (red)`, `f1 (no data)`.
  private func text(of term: Criterion.Term, _ witness: Witness, _ ruling: Ruling) -> String {
    let name = witness.key.subject + (term.window.map { " over \($0)" } ?? "")
    guard let reading = witness.reading, let value = reading.value, ruling.isKnown else {
      let reason =
        switch ruling {
        case .noData: "no data"
        case .error: "error"
        default: needsPast(of: term) && witness.past == nil ? "nothing to compare with" : "too few rows"
        }
      return "\(name) (\(reason))"
    }
    switch term.test {
    case .level: return "\(name) \(shortText(value)) (\(reading.level.rawValue))"
    case .at(let threshold):
      guard let limit = limit(of: term, reading, witness.past) else { return "\(name) \(shortText(value))" }
      let isBelow =
        threshold.comparison == .below
        || threshold.comparison == .outside
          && value < threshold.center(baseline: baseline(of: reading, past: witness.past))
      let bound = "\(isBelow ? "<" : ">") \(shortText(limit))"
      if ruling == .past { return "\(name) \(shortText(value)) \(bound)" }
      let isNumerically = isBelow ? value < limit : value > limit
      return "\(name) \(shortText(value)) (not \(isNumerically ? "surely " : "")\(bound))"
    }
  }

  private func needsPast(of term: Criterion.Term) -> Bool {
    if case .at(let threshold) = term.test { needsPast(threshold) } else { false }
  }

  // MARK: - Counts

  /// Series without rows are not there to be counted; those that are not known may be the ones that are wanting.
  private func ruling(of count: Criterion.Count, _ witnesses: [Witness]) -> Ruling {
    let found = witnesses.map { witness -> Ruling in
      guard let reading = witness.reading, obstacle(reading) == nil else {
        return obstacle(witness.reading) ?? .unknown
      }
      return isPast(nil, count.level, of: reading, past: nil) ? .past : .clear
    }
    let past = found.count { $0 == .past }
    let undecided = found.count { $0 == .unknown || $0 == .error }
    if past >= count.atLeast { return .past }
    if past + undecided >= count.atLeast { return found.contains { $0 == .unknown || $0.isKnown } ? .unknown : .error }
    return found.contains { $0 != .noData } ? .clear : .noData
  }

  /// The value is how many there are, the threshold how many it takes, and n how many could be judged.
  private func finding(_ ruling: Ruling, of count: Criterion.Count, _ witnesses: [Witness]) -> Finding {
    let judged = witnesses.compactMap { witness in
      obstacle(witness.reading) == nil ? witness.reading : nil
    }
    let past = judged.filter { isPast(nil, count.level, of: $0, past: nil) }
      .map { count.things == .features ? $0.key.feature ?? "" : $0.key.segment }.sorted()
    let shown = past.prefix(5).joined(separator: ", ") + (past.count > 5 ? " and \(past.count - 5) more" : "")
    let level = count.level == .red ? "red" : "\(count.level.rawValue) or worse"
    let words =
      "\(past.count) of \(judged.count) \(count.things.rawValue) \(level)" + (past.isEmpty ? "" : ": \(shown)")
    let newest = judged.max { $0.windowEnd < $1.windowEnd }
    return Finding(
      ruling: ruling,
      figures: AlertFigures(
        value: judged.isEmpty ? nil : Double(past.count), n: judged.count, threshold: Double(count.atLeast),
        windowStart: newest?.windowStart, windowEnd: newest?.windowEnd, because: words))
  }
}

extension SeriesKey {
  /// The figure in words: `psi of age`, `f1`, `kpi:revenue`.
  var subject: String { metric == .kpi ? metricName : metricName + (feature.map { " of \($0)" } ?? "") }
}
