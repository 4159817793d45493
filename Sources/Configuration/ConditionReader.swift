import Alerting
import Notation
import Readings

/// A level of a rule as it was read, and where its parts stand.
struct ReadCondition {
  var condition: Rule.Condition
  var place: YAMLValue
  var at: YAMLValue?
  var clear: YAMLValue?
  /// The key of what it is about, where that is more than a threshold: `all`, `any`, `count` or `burn`.
  var criterion: String?
  /// Of `all` or `any`.
  var terms: [CriterionReader.ReadTerm] = []
  /// Something in it could not be read.
  var isBroken = false
}

/// The two levels of a rule.
struct ReadConditions {
  var yellow: ReadCondition?
  var red: ReadCondition?

  var all: [ReadCondition] { [yellow, red].compactMap(\.self) }
  var terms: [CriterionReader.ReadTerm] { all.flatMap(\.terms) }
  /// What the rule is about is more than a threshold.
  var isComposite: Bool { all.contains { $0.criterion != nil } }

  /// The rule is about burn rates, which bring their own windows.
  var isBurn: Bool { !all.isEmpty && all.allSatisfy { $0.criterion == "burn" } }

  /// The longest window of the burn rates.
  var burnWindow: String? {
    let windows = all.compactMap { read in
      if case .burn(let burn) = read.condition.criterion { burn.windows.first } else { nil }
    }
    return windows.max { (TimeSpan($0) ?? .zero) < (TimeSpan($1) ?? .zero) }
  }
}

/// Reads `yellow` and `red` of a rule.
struct ConditionReader {
  let names: WatchedNames
  let gradient: Gradient

  private static let longest = TimeSpan.zero...TimeSpan.days(3650)
  private static let keys = ["at", "clear", "for", "keep_firing_for"] + CriterionReader.keys

  /// What conditions that need a metric of the rule's are about.
  struct Subject {
    var metric: MetricName
    var place: YAMLValue
    var features: [Pattern]
    var segments: [Pattern]
  }

  /// Whether every level is `all` or `any`, so that the rule itself needs no metric.
  static func needsNoMetric(_ rule: YAMLMapping) -> Bool {
    let levels = ["yellow", "red"].compactMap { rule.value($0) }
    return !levels.isEmpty && levels.allSatisfy { $0.hasKey("all") || $0.hasKey("any") }
  }

  /// - Parameter subject: `nil` if the rule has no metric, or none that could be read.
  func conditions(_ rule: YAMLMapping, subject: Subject?) -> ReadConditions {
    let read = ReadConditions(
      yellow: condition(rule, "yellow", subject: subject), red: condition(rule, "red", subject: subject))
    checkKinds(read)
    return read
  }

  private func condition(_ rule: YAMLMapping, _ key: String, subject: Subject?) -> ReadCondition? {
    guard let place = rule.value(key),
      let section = place.mapping(keys: Self.keys, example: "{at: \"> 0.25\", clear: \"< 0.20\", for: 5m}")
    else { return nil }
    var read = ReadCondition(condition: Rule.Condition(), place: place)
    read.condition.holdFor = section.timeSpan("for", in: Self.longest) ?? .zero
    read.condition.keepFiringFor = section.timeSpan("keep_firing_for", in: Self.longest) ?? .zero

    let criteria = section.entries.filter { CriterionReader.keys.contains($0.key) }
    if let first = criteria.first {
      read.criterion = first.key
      for other in criteria.dropFirst() {
        place.diagnostics.error(
          "'\(first.key)' and '\(other.key)' are both given", at: other.location, remedy: "keep one of them")
      }
      for entry in section.entries where entry.key == "at" || entry.key == "clear" {
        place.diagnostics.error(
          "'\(entry.value.name)' cannot stand beside '\(first.key)'", at: entry.location,
          remedy: first.key == "all" || first.key == "any" ? "each term has its own 'at'" : "remove it")
      }
      readCriterion(first, subject: subject, into: &read)
      return read
    }
    read.at = section.value("at")
    read.clear = section.value("clear")
    if let subject { read.condition.at = read.at.flatMap { ThresholdReader.threshold($0, metric: subject.metric) } }
    read.condition.clear = read.clear.flatMap { ThresholdReader.clearance($0) }
    read.isBroken = read.at != nil && read.condition.at == nil
    return read
  }

  private func readCriterion(_ entry: YAMLMapping.Entry, subject: Subject?, into read: inout ReadCondition) {
    let reader = CriterionReader(names: names, gradient: gradient)
    switch entry.key {
    case "all", "any":
      read.terms = reader.terms(entry.value)
      let terms = read.terms.map(\.term)
      if !terms.isEmpty { read.condition.criterion = entry.key == "all" ? .all(terms) : .any(terms) }
    case "count":
      read.condition.criterion = subject.flatMap {
        reader.count(entry.value, of: $0.metric, features: $0.features, segments: $0.segments)
      }.map(Criterion.count)
    default:
      read.condition.criterion = subject.flatMap { reader.burn(entry.value, of: $0.metric, at: $0.place) }
        .map(Criterion.burn)
    }
    read.isBroken = read.condition.criterion == nil
  }

  /// Both levels belong to the same alert, so they have to be about the same kind of thing.
  private func checkKinds(_ read: ReadConditions) {
    guard let yellow = read.yellow, let red = read.red, !yellow.isBroken, !red.isBroken else { return }
    let (first, second) = (Self.kind(yellow), Self.kind(red))
    guard first != second else { return }
    red.place.error(
      "yellow is about \(first) and red about \(second), which cannot be one alert", remedy: "make two rules of them")
  }

  private static func kind(_ read: ReadCondition) -> String {
    switch read.condition.criterion {
    case .all, .any: "several figures"
    case .count(let count): "a number of \(count.things.rawValue)"
    case .burn: "a burn rate"
    case nil: "one figure"
    }
  }

  // MARK: Thresholds

  /// Reports what is wrong in how the thresholds of a rule about one figure stand to each other and to the gradient.
  func checkThresholds(_ read: ReadConditions, metric: MetricName, in rule: YAMLMapping) {
    guard !read.isComposite else { return }
    let (yellow, red) = (read.yellow, read.red)
    let bands = gradient.bands(of: metric)
    for (key, read, side) in [("yellow", yellow, \GradientBand.yellow), ("red", red, \GradientBand.red)] {
      guard let read, read.at == nil, !bands.contains(where: { $0[keyPath: side] != nil }) else { continue }
      read.place.error(
        "metric '\(metric.text)' has no \(key) threshold, neither here nor in the gradient",
        remedy: "give 'at' here, or 'gradient.\(metric.text).\(key)'")
    }

    let hasBroken = read.all.contains(where: \.isBroken)
    let isUnread = [(yellow, "yellow"), (red, "red")].contains { $0.0 == nil && rule.value($0.1) != nil }
    guard !hasBroken, !isUnread else { return }
    func placed(_ threshold: Threshold?, _ place: YAMLValue?) -> (threshold: Threshold, place: YAMLValue)? {
      guard let threshold, let place else { return nil }
      return (threshold, place)
    }
    let bare = Rule(
      alert: "", group: "", metric: metric.metric, window: "", yellow: yellow?.condition, red: red?.condition)
    ThresholdReader.report(
      bare.problems(band: gradient.band(of: metric)),
      places: ThresholdPlaces(
        yellow: placed(yellow?.condition.at, yellow?.at), red: placed(red?.condition.at, red?.at),
        clear: [placed(yellow?.condition.clear, yellow?.clear), placed(red?.condition.clear, red?.clear)]
          .compactMap(\.self), whole: rule.value))
  }
}
