import Notation
import Readings

/// All alerts of a model: an instance for each pair of a rule and a series that matches it, or a scope that a composite
/// rule has an alert for.
///
/// Which rules are about a series is found out once, when the series first appears. From then on an evaluation costs a
/// comparison of references a series and some nanoseconds for each of its alerts that is green and stays green: no more
/// is kept of those than 24 bytes.
package struct AlertBook: Sendable {
  package let model: String
  /// In configured order. Of two rules of one name the first counts.
  package let rules: [Rule]
  /// What has to be past a bound that a rule itself gives.
  package let confidence: Gradient.Confidence
  /// Event time of the newest evaluation.
  package internal(set) var evaluatedAt: Instant?
  /// What the series of rules with `against` were, as long as that may be asked for.
  package var past = SeasonalMemory()
  /// Stored alerts that were left out: their rule is gone or no longer matches, and nothing of them is open.
  package private(set) var abandoned: [AlertIdentity] = []

  /// One alert. As long as it has never been anything but `unknown` and `green`, this is all there is of it.
  struct Pair {
    var since: Instant
    /// Position in `rules`.
    var rule: Int32
    /// Position in `series`: its own, or one that stands for the scope of a composite rule.
    var series: Int32
    /// Position in `standing`; −1 for an alert that has none.
    var place: Int32 = -1
    /// Green with no clock running.
    var isQuiet = false
    /// Somebody holds it at a level.
    var isHeld = false
    /// It differs from what was stored, or will once the newest changes are safe.
    var isChanged = true

    /// Nothing but a figure past a bound, or one at all, can move it.
    var isIdle: Bool { (isQuiet || place < 0) && !isHeld }
  }

  struct Series {
    let key: SeriesKey
    /// Positions in `pairs` of the alerts of plain rules; `nil` before the first reading.
    var pairs: Range<Int>?
    /// Position in `pairs` of its composite alerts, where it stands for a scope.
    var composites: [Int] = []
    /// The number of the evaluation that last had a reading, and the position there.
    var seen = 0
    var place = 0
  }

  var pairs: [Pair] = []
  var series: [Series] = []
  var numbers: [SeriesKey: Int] = [:]
  /// The series of the newest evaluation's readings, in their order.
  var order: [Int] = []
  var evaluation = 0
  /// The alerts that are, or have been, something else than `unknown` and `green`.
  package internal(set) var standing: [AlertInstance] = []
  /// Alerts that no rule is about any more.
  var orphans: [AlertInstance] = []

  var composites: [CompositeAlert] = []
  /// Series that a count goes through.
  var groups: [[Int]] = []
  var groupNumbers: [CountGroup: Int] = [:]

  /// Series whose past may be asked for.
  var remembered: Set<Int> = []
  let longestMemory: TimeSpan?

  /// Overrides in force, and the one by which each alert is held.
  var overrides: [LevelOverride] = []
  var held: [Int: LevelOverride] = [:]

  /// Positions in `pairs` of what differs from the store.
  var changed: [Int] = []
  var storing: [Int] = []
  var changedOrphans = false

  let tests: [QuietTest]
  let terms: [QuietTerms?]
  /// Positions in `rules`, by name and by what they look at.
  private let rulesByName: [String: Int]
  let plainRules: [Rule.Subject: [Int]]
  let compositeRules: [Rule.Subject: [Int]]
  private var retired: [String: Rule] = [:]

  /// - Parameters:
  ///   - instances: as stored earlier. Of those whose rule is gone or no longer matches, what has an open episode is
  ///     resolved by the next evaluation; the others are left out.
  ///   - evaluatedAt: as stored with them.
  package init(
    model: String, rules: [Rule], confidence: Gradient.Confidence = .interval, instances: [AlertInstance] = [],
    evaluatedAt: Instant? = nil
  ) {
    self.model = model
    self.rules = rules
    self.confidence = confidence
    self.evaluatedAt = evaluatedAt
    tests = rules.map { QuietTest($0) }
    terms = rules.map { QuietTerms($0) }
    var byName: [String: Int] = [:]
    var plain: [Rule.Subject: [Int]] = [:]
    var composite: [Rule.Subject: [Int]] = [:]
    for (index, rule) in rules.enumerated() where byName[rule.alert] == nil {
      byName[rule.alert] = index
      for subject in rule.subjects {
        if rule.isComposite {
          composite[subject, default: []].append(index)
        } else {
          plain[subject, default: []].append(index)
        }
      }
    }
    (rulesByName, plainRules, compositeRules) = (byName, plain, composite)
    longestMemory = byName.values.compactMap { rules[$0].against }.filter { $0 > .zero }.max()
    restore(instances)
  }

  private mutating func restore(_ instances: [AlertInstance]) {
    for instance in instances.sorted(by: { $0.identity < $1.identity }) {
      let identity = instance.identity
      let index = identity.model == model ? rulesByName[identity.rule] : nil
      guard let index, rules[index].hasAlert(about: identity.key) else {
        abandon(instance)
        continue
      }
      let number = number(of: identity.key)
      if rules[index].isComposite {
        addComposite(index, about: identity.key, since: .distantPast)
      } else {
        introduce(number, since: .distantPast)
      }
      guard let pair = position(of: identity) else { continue }
      var instance = instance
      // Held there when it was stored, and perhaps no longer.
      if instance.state == .green { instance.figures = AlertFigures() }
      put(instance, at: pair)
      pairs[pair].isChanged = false
    }
    changed.removeAll { !pairs[$0].isChanged }
  }

  private mutating func abandon(_ instance: AlertInstance) {
    guard instance.episodeLevel != nil else {
      abandoned.append(instance.identity)
      return
    }
    orphans.append(instance)
    let key = instance.identity.key
    if rulesByName[instance.identity.rule] == nil {
      retired[instance.identity.rule] = Rule(
        alert: instance.identity.rule, group: "", metric: key.metric, segments: [], window: key.window)
    }
  }

  // MARK: - Looking up

  /// The rule of an alert; of one whose rule is gone a rule of that name without conditions and actions, so that its end
  /// can be told of.
  package func rule(named name: String) -> Rule? { rulesByName[name].map { rules[$0] } ?? retired[name] }

  package func instance(_ identity: AlertIdentity) -> AlertInstance? {
    position(of: identity).map { instance(at: $0) } ?? orphans.first { $0.identity == identity }
  }

  /// Every alert, in the order in which they came up. Complexity: O(alerts), each of them made anew; see ``standing``.
  package var instances: [AlertInstance] { pairs.indices.map { instance(at: $0) } + orphans }

  func instance(at pair: Int) -> AlertInstance {
    let found = pairs[pair]
    if found.place >= 0 { return standing[Int(found.place)] }
    var instance = AlertInstance(identity: identity(at: pair), since: found.since)
    if found.isQuiet { (instance.state, instance.level) = (.green, .green) }
    return instance
  }

  func identity(at pair: Int) -> AlertIdentity {
    AlertIdentity(
      rule: rules[Int(pairs[pair].rule)].alert, model: model, key: series[Int(pairs[pair].series)].key)
  }

  func position(of identity: AlertIdentity) -> Int? {
    guard identity.model == model, let rule = rulesByName[identity.rule], let number = numbers[identity.key] else {
      return nil
    }
    return series[number].pairs?.first { pairs[$0].rule == rule }
      ?? series[number].composites.first { pairs[$0].rule == rule }
  }

  // MARK: - Keeping

  /// Takes an instance as the present state of an alert.
  mutating func put(_ instance: AlertInstance, at pair: Int) {
    if pairs[pair].place >= 0 {
      standing[Int(pairs[pair].place)] = instance
    } else if !instance.isPlain {
      pairs[pair].place = Int32(standing.count)
      standing.append(instance)
    }
    pairs[pair].since = instance.since
    pairs[pair].isQuiet = instance.isQuiet
    guard !pairs[pair].isChanged else { return }
    pairs[pair].isChanged = true
    changed.append(pair)
  }
}

extension AlertInstance {
  /// Whether there is nothing to it but since when it has been `unknown` or `green`.
  fileprivate var isPlain: Bool {
    switch state {
    case .unknown: level == .insufficient && isUntimed && episode == 0 && figures == AlertFigures()
    case .green: level == .green && isUntimed && episode == 0 && figures == AlertFigures()
    case .pending, .firing, .recovering, .resolved, .nodata, .error: false
    }
  }
}
