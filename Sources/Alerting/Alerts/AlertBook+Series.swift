import Notation
import Readings

/// An alert of a composite rule, with the series that its conditions look at.
struct CompositeAlert {
  /// What one condition looks at.
  enum Sight {
    /// Numbers of series: of the rule's own, of each term, or of each window.
    case series([Int])
    /// A position in the book's groups.
    case group(Int)
  }

  var pair: Int
  /// `nil` where the rule has no such condition.
  var yellow: Sight?
  var red: Sight?
}

/// Series that are counted together.
struct CountGroup: Hashable {
  var rule: Int
  var things: Criterion.Count.Things
  var version: String
  /// The segment whose features are counted, or the feature whose segments are.
  var place: String
}

extension AlertBook {
  /// The number that stands for a series, whether it has had a reading or not.
  mutating func number(of key: SeriesKey) -> Int {
    if let number = numbers[key] { return number }
    let number = series.count
    series.append(Series(key: key))
    numbers[key] = number
    return number
  }

  /// Makes the alerts that a series calls for, the first time that it has a reading.
  mutating func introduce(_ number: Int, since: Instant) {
    guard series[number].pairs == nil else { return }
    let key = series[number].key
    let subject = Rule.Subject(metric: key.metric, window: key.window)
    let start = pairs.count
    for index in plainRules[subject] ?? [] where rules[index].matches(key) {
      addPair(rule: index, series: number, since: since)
      let conditions = [rules[index].yellow, rules[index].red]
      if rules[index].against != nil, conditions.contains(where: { $0?.isRelative == true }) {
        remembered.insert(number)
      }
    }
    series[number].pairs = start..<pairs.count
    for index in compositeRules[subject] ?? [] {
      for condition in [rules[index].yellow, rules[index].red] {
        guard case .count(let count) = condition?.criterion, rules[index].counts(key, count) else { continue }
        let group = group(index, count.things, of: key)
        // Both levels may count the same series.
        if groups[group].last != number { groups[group].append(number) }
      }
      if let scope = rules[index].scope(of: key) { addComposite(index, about: scope, since: since) }
    }
  }

  /// Makes the alert of a composite rule for a scope, if there is none yet.
  mutating func addComposite(_ index: Int, about scope: SeriesKey, since: Instant) {
    let number = number(of: scope)
    guard !series[number].composites.contains(where: { pairs[$0].rule == index }) else { return }
    let pair = pairs.count
    addPair(rule: index, series: number, since: since)
    series[number].composites.append(pair)
    composites.append(
      CompositeAlert(
        pair: pair, yellow: rules[index].yellow.map { sight(of: $0, index, scope) },
        red: rules[index].red.map { sight(of: $0, index, scope) }))
  }

  private mutating func addPair(rule: Int, series: Int, since: Instant) {
    changed.append(pairs.count)
    pairs.append(Pair(since: since, rule: Int32(rule), series: Int32(series)))
    if !overrides.isEmpty { hold(pairs.count - 1) }
  }

  private mutating func sight(of condition: Rule.Condition, _ index: Int, _ scope: SeriesKey) -> CompositeAlert.Sight {
    let rule = rules[index]
    func key(_ metric: Metric, feature: String?, window: String) -> SeriesKey {
      SeriesKey(
        metric: metric, version: scope.version, segment: scope.segment,
        feature: metric.hasFeature ? feature ?? scope.feature : nil, window: window)
    }
    switch condition.criterion {
    case nil:
      let own = number(of: key(rule.metric, feature: nil, window: rule.window))
      if rule.against != nil, condition.isRelative { remembered.insert(own) }
      return .series([own])
    case .burn(let burn):
      return .series(burn.windows.map { number(of: key(rule.metric, feature: nil, window: $0)) })
    case .all(let terms), .any(let terms):
      return .series(
        terms.map { term in
          let number = number(of: key(term.metric, feature: term.feature, window: term.window ?? rule.window))
          if case .at(let threshold) = term.test, rule.against != nil, threshold.isRelative {
            remembered.insert(number)
          }
          return number
        })
    case .count(let count):
      return .group(group(index, count.things, of: scope))
    }
  }

  private mutating func group(_ rule: Int, _ things: Criterion.Count.Things, of key: SeriesKey) -> Int {
    let name = CountGroup(
      rule: rule, things: things, version: key.version,
      place: things == .features ? key.segment : key.feature ?? "")
    if let number = groupNumbers[name] { return number }
    groupNumbers[name] = groups.count
    groups.append([])
    return groups.count - 1
  }
}
