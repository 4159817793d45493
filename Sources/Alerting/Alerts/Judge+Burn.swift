import Readings

/// Error budgets: a share of what goes wrong over several windows, held against a multiple of what the objective allows.
///
/// Of a metric that is worse when lower (`accuracy`, `label_coverage`) the share that goes wrong is 1 − value. That the
/// share differs from the baseline does not matter, since the objective is what counts; where there is an interval, its
/// near end has to be past the bound (unless the gradient's confidence is `point`).
extension Judge {
  func ruling(of burn: Criterion.Burn, _ witness: Witness) -> Ruling {
    guard let reading = witness.reading, obstacle(reading) == nil, let value = reading.value else {
      return obstacle(witness.reading) ?? .unknown
    }
    let limit = burn.factor * (1 - burn.objective)
    let isInverse = witness.key.metric.direction == .lowerIsWorse
    guard (isInverse ? 1 - value : value) > limit else { return .clear }
    let near = isInverse ? reading.high.map { 1 - $0 } : reading.low
    switch reading.evidence {
    case .value: return .past
    case .test(let isBeyondChance): return near.map { $0 > limit } ?? isBeyondChance ? .past : .clear
    case .interval: return confidence == .point || near.map { $0 > limit } ?? false ? .past : .clear
    }
  }

  /// The window that decides: the first that does not burn, else the first.
  func finding(_ ruling: Ruling, of burn: Criterion.Burn, _ witnesses: [Witness]) -> Finding {
    let decisive = witnesses.first { self.ruling(of: burn, $0) == ruling } ?? witnesses.first
    let budget = 1 - burn.objective
    let limit = burn.factor * budget
    let isInverse = decisive?.key.metric.direction == .lowerIsWorse
    let rates = witnesses.map { witness in
      guard obstacle(witness.reading) == nil, let value = witness.reading?.value else {
        return "unknown over \(witness.key.window)"
      }
      return "\(shortText((isInverse ? 1 - value : value) / budget))× over \(witness.key.window)"
    }
    let words =
      "\(decisive?.key.subject ?? "") burns a budget of \(shortText(budget)) at "
      + "\(rates.joined(separator: ", ")) (bound \(shortText(burn.factor))×)"
    return Finding(
      ruling: ruling,
      figures: AlertFigures(
        decisive?.reading, threshold: isInverse ? 1 - limit : limit, because: words))
  }
}
