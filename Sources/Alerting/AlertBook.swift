import Notation
import Readings

/// All alerts of a model: an instance for each pair of a rule and a series that matches it.
///
/// Which rules match a series is found out once, when the series first appears; from then on an evaluation costs one
/// look-up a series and one step a matching pair.
package struct AlertBook: Sendable {
  package let model: String
  /// In configured order. Of two rules of one name the first counts.
  package let rules: [Rule]
  /// What has to be past a bound that a rule itself gives.
  package let confidence: Gradient.Confidence
  /// In the order in which their series appeared.
  package private(set) var instances: [AlertInstance] = []

  private struct Scope: Hashable {
    var metric: Metric
    var window: String
  }

  /// Positions in `rules` by what every match shares.
  private var rulesByScope: [Scope: [Int]] = [:]
  /// Positions in `rules` by name.
  private var rulesByName: [String: Int] = [:]
  /// Positions in `instances` of each series seen.
  private var positions: [SeriesKey: [Int]] = [:]
  /// The series of the newest evaluation's readings, in their order, each with its positions.
  private var order: [(key: SeriesKey, positions: [Int])] = []
  /// The rule of each instance, as a position in `rules`.
  private var ruleOfInstance: [Int] = []
  /// The number of the evaluation that last had a reading for each instance.
  private var lastSeen: [Int] = []
  private var evaluation = 0

  /// - Parameter instances: as stored earlier. Those whose rule is gone or no longer matches are left out.
  package init(
    model: String, rules: [Rule], confidence: Gradient.Confidence = .interval, instances: [AlertInstance] = []
  ) {
    self.model = model
    self.rules = rules
    self.confidence = confidence
    for (index, rule) in rules.enumerated() where rulesByName[rule.alert] == nil {
      rulesByName[rule.alert] = index
      rulesByScope[Scope(metric: rule.metric, window: rule.window), default: []].append(index)
    }
    let stored = Dictionary(instances.map { ($0.identity, $0) }) { first, _ in first }
    for key in Set(instances.map(\.identity.key)).sorted() {
      _ = add(key, stored: stored, since: .distantPast)
    }
  }

  package func rule(named name: String) -> Rule? { rulesByName[name].map { rules[$0] } }

  package func instance(_ identity: AlertIdentity) -> AlertInstance? {
    positions[identity.key]?.first { instances[$0].identity == identity }.map { instances[$0] }
  }

  /// Steps every alert once, those without a reading too, and returns what changed: in the order of the rules, and of
  /// the series within a rule, whatever the order of the readings.
  ///
  /// - Parameter readings: the newest of each series that still has one. Those that stand where they stood at the last
  ///   evaluation cost next to nothing if no rule is about them.
  package mutating func evaluate(_ readings: [Reading], now: Instant) -> [AlertTransition] {
    evaluation += 1
    var changes: [(rule: Int, transition: AlertTransition)] = []
    func note(_ position: Int, _ reading: Reading?, in book: inout AlertBook) {
      let index = book.ruleOfInstance[position]
      let transition = book.instances[position].step(
        reading, rule: book.rules[index], now: now, confidence: book.confidence)
      if let transition { changes.append((index, transition)) }
    }
    for place in readings.indices {
      for position in self.positions(of: readings[place].key, at: place, now: now) {
        lastSeen[position] = evaluation
        note(position, readings[place], in: &self)
      }
    }
    for position in instances.indices where lastSeen[position] != evaluation { note(position, nil, in: &self) }
    changes.sort { a, b in
      a.rule != b.rule ? a.rule < b.rule : a.transition.identity.key < b.transition.identity.key
    }
    return changes.map(\.transition)
  }

  /// Tells the alerts whose rules mind it that nothing has come until `now`, and returns what changed.
  ///
  /// Silence is judged by the engine's clock, which may be ahead of the events that are still to come: the alerts'
  /// own clocks are not moved, so that what comes late is evaluated all the same.
  package mutating func evaluateSilence(now: Instant) -> [AlertTransition] {
    var transitions: [AlertTransition] = []
    for position in instances.indices {
      let rule = rules[ruleOfInstance[position]]
      guard rule.noData != nil else { continue }
      let evaluatedAt = instances[position].evaluatedAt
      if let transition = instances[position].step(nil, rule: rule, now: now, confidence: confidence) {
        transitions.append(transition)
      }
      instances[position].evaluatedAt = evaluatedAt
    }
    return transitions.sorted { $0.identity < $1.identity }
  }

  private mutating func positions(of key: SeriesKey, at place: Int, now: Instant) -> [Int] {
    if place < order.count, order[place].key == key { return order[place].positions }
    let found = positions[key] ?? add(key, stored: [:], since: now)
    if place < order.count { order[place] = (key, found) } else { order.append((key, found)) }
    return found
  }

  /// The positions of the new instances.
  private mutating func add(
    _ key: SeriesKey, stored: [AlertIdentity: AlertInstance], since: Instant
  ) -> [Int] {
    var added: [Int] = []
    for index in rulesByScope[Scope(metric: key.metric, window: key.window)] ?? [] where rules[index].matches(key) {
      let identity = AlertIdentity(rule: rules[index].alert, model: model, key: key)
      added.append(instances.count)
      instances.append(stored[identity] ?? AlertInstance(identity: identity, since: since))
      ruleOfInstance.append(index)
      lastSeen.append(evaluation)
    }
    positions[key] = added
    return added
  }
}
