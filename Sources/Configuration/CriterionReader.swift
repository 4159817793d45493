import Alerting
import Notation
import Readings

/// Reads what a level is about where that is more than one series against one threshold: `all`, `any`, `count`, `burn`.
struct CriterionReader {
  let names: WatchedNames
  let gradient: Gradient

  /// The keys, of which a condition may have one.
  static let keys = ["all", "any", "count", "burn"]

  /// A term as read, and where it stands.
  struct ReadTerm {
    var term: Criterion.Term
    var name: MetricName
    var place: YAMLValue

    /// Whether the scope's feature, or attribute, is meant.
    var isOpen: Bool { term.feature == nil && (name.metric.isPerFeature || name.metric.isPerAttribute) }
  }

  // MARK: Terms

  /// The terms of `all` or `any`; those that are wrong are reported and left out.
  func terms(_ value: YAMLValue) -> [ReadTerm] {
    let example = "[{metric: psi, feature: age, at: \"> 0.2\"}, {metric: f1, is: red}]"
    guard let elements = value.list(example: example) else { return [] }
    if elements.isEmpty { value.error("'\(value.name)' is empty", remedy: "for example \(example)") }
    return elements.compactMap(term)
  }

  private func term(_ value: YAMLValue) -> ReadTerm? {
    let keys = ["metric", "feature", "window", "at", "is"]
    guard let mapping = value.mapping(keys: keys, example: "{metric: psi, at: \"> 0.2\"}") else { return nil }
    let window = mapping.value("window").flatMap(names.window)
    guard let metricValue = mapping.required("metric", example: "psi"), let text = metricValue.string(example: "psi"),
      let metric = MetricName(text, kpis: names.kpis, at: metricValue.location, into: value.diagnostics)
    else { return nil }
    names.checkInputs(of: metric, at: metricValue)
    let feature = feature(mapping, of: metric)
    guard let test = test(mapping, of: metric) else { return nil }
    if feature == nil, mapping.value("feature") != nil { return nil }
    if window == nil, mapping.value("window") != nil { return nil }
    let term = Criterion.Term(metric: metric.metric, feature: metric.kpi ?? feature, window: window, test: test)
    return ReadTerm(term: term, name: metric, place: value)
  }

  private func feature(_ mapping: YAMLMapping, of metric: MetricName) -> String? {
    guard let value = mapping.value("feature"), let text = value.string(example: "age") else { return nil }
    guard metric.metric.isPerFeature || metric.metric.isPerAttribute else {
      value.error("metric '\(metric.text)' has no features", remedy: "remove 'feature'")
      return nil
    }
    if text.hasPrefix(Pattern.expressionMark) || text.contains(where: { $0 == "*" || $0 == "?" }) {
      value.error(
        "a term names one feature, not a pattern",
        remedy: "leave 'feature' out for each of those that the rule's 'features' fit")
      return nil
    }
    guard names.hasSeries(of: metric, feature: .glob(Glob(text))) else {
      names.check(feature: .glob(Glob(text)), of: metric, at: value)
      return nil
    }
    return text
  }

  private func test(_ mapping: YAMLMapping, of metric: MetricName) -> Criterion.Term.Test? {
    switch (mapping.value("at"), mapping.value("is")) {
    case (let at?, nil):
      guard let threshold = ThresholdReader.threshold(at, metric: metric) else { return nil }
      ThresholdReader.report(
        GradientBand(yellow: nil, red: threshold).problems(for: metric.metric),
        places: ThresholdPlaces(yellow: nil, red: (threshold, at), clear: [], whole: mapping.value))
      return .at(threshold)
    case (nil, let level?):
      guard let choice = level.choice(["yellow", "red"]), let wanted = Level(rawValue: choice) else { return nil }
      checkBand(of: metric, reaches: wanted, at: level)
      return .level(wanted)
    case (.some, let level?):
      level.error("'at' and 'is' are both given", remedy: "keep one of them")
      return nil
    case (nil, nil):
      mapping.value.error(
        "'\(mapping.value.name)' asks nothing of \(metric.text)",
        remedy: "give at: \"> …\", or is: red for the gradient's")
      return nil
    }
  }

  /// Reports a level that the gradient never gives the metric.
  private func checkBand(of metric: MetricName, reaches level: Level, at place: YAMLValue) {
    let isReached = gradient.bands(of: metric).contains { $0.red != nil || (level == .yellow && $0.yellow != nil) }
    guard !isReached else { return }
    place.error(
      "metric '\(metric.text)' is never \(level.rawValue): the gradient has no threshold for it",
      remedy: "give 'gradient.\(metric.text).\(level.rawValue)'")
  }

  // MARK: Counts

  /// `>= 3 features red`.
  func count(_ value: YAMLValue, of metric: MetricName, features: [Pattern], segments: [Pattern]) -> Criterion.Count? {
    let example = "\">= 3 features red\""
    guard let text = value.string(example: example) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 4, words[0] == ">=" else {
      value.error("'\(text)' does not say how many of what are at which level", remedy: "for example \(example)")
      return nil
    }
    guard let atLeast = Int(words[1]), (1...1_000_000).contains(atLeast) else {
      value.error("'\(words[1])' is not a number from 1 to 1000000", remedy: "for example \(example)")
      return nil
    }
    let kinds = Criterion.Count.Things.allCases.map(\.rawValue)
    guard let things = Criterion.Count.Things(rawValue: words[2]) else {
      value.error("'\(words[2])' cannot be counted", remedy: suggestion(for: words[2], among: kinds, kind: "choices"))
      return nil
    }
    guard let level = Level(rawValue: words[3]), level == .yellow || level == .red else {
      value.error(
        "'\(words[3])' is no level to count",
        remedy: suggestion(for: words[3], among: ["yellow", "red"], kind: "choices"))
      return nil
    }
    checkBand(of: metric, reaches: level, at: value)
    let count = Criterion.Count(atLeast: atLeast, things: things, level: level)
    check(count, of: metric, features: features, segments: segments, at: value)
    return count
  }

  /// Reports a number that can never be reached.
  private func check(
    _ count: Criterion.Count, of metric: MetricName, features: [Pattern], segments: [Pattern], at place: YAMLValue
  ) {
    switch count.things {
    case .features:
      guard metric.metric.isPerFeature || metric.metric.isPerAttribute else {
        place.error(
          "metric '\(metric.text)' has no features to count",
          remedy: "count segments, or give a metric of features such as psi")
        return
      }
      let fitting = names.features(of: metric, fitting: features)
      guard !fitting.isEmpty, fitting.count < count.atLeast else { return }
      place.error(
        "there are never \(count.atLeast) features: 'features' fits \(fitting.joined(separator: ", "))",
        remedy: "lower the number, or widen 'features'")
    case .segments:
      guard !metric.metric.isPerAttribute, !metric.metric.isOfWholeModel else {
        place.error("metric '\(metric.text)' has no segments to count", remedy: "its only segment is 'all'")
        return
      }
      let literals = segments.compactMap(\.literal)
      // All traffic is no segment among others.
      let cells = Set(literals).subtracting(["all"])
      guard literals.count == segments.count, cells.count < count.atLeast else { return }
      place.error(
        "there \(count.atLeast == 1 ? "is" : "are") never \(count.atLeast) segments: 'segments' has "
          + (cells.isEmpty ? "only 'all', which is not counted" : cells.sorted().joined(separator: ", ")),
        remedy: "for example segments: [\"\(names.cells.dropFirst().first ?? "region=*")\"]")
    }
  }

  // MARK: Burn rates

  /// `{objective: 99.5%, factor: 14.4, windows: [1h, 5m]}`
  func burn(_ value: YAMLValue, of metric: MetricName, at metricPlace: YAMLValue) -> Criterion.Burn? {
    let example = "{objective: 99.5%, factor: 14.4, windows: [1h, 5m]}"
    guard let mapping = value.mapping(keys: ["objective", "factor", "windows"], example: example) else { return nil }
    if !metric.metric.isShareOfRows {
      let shares = Metric.allCases.filter(\.isShareOfRows).map(\.rawValue).joined(separator: ", ")
      metricPlace.error(
        "a burn rate needs a share of rows, and '\(metric.text)' is none", remedy: "there are \(shares)")
    }
    let objective = mapping.required("objective", example: "99.5%").flatMap(objective)
    let factor = mapping.required("factor", example: "14.4")?.double(in: 0...1e6, example: "14.4")
    let windows = mapping.required("windows", example: "[1h, 5m]").flatMap(windows)
    guard let objective, let factor, let windows, let place = mapping.value("factor") else { return nil }
    let budget = 1 - objective
    guard factor > 0, factor * budget < 1 else {
      let share = shortText(budget * 100)
      place.error(
        factor > 0
          ? "\(shortText(factor)) times the budget of \(share)% is all there is, so it is never exceeded"
          : "'\(place.name)' must be more than 0",
        remedy: factor > 0 ? "the factor has to be below \(shortText(1 / budget))" : "for example 14.4")
      return nil
    }
    return Criterion.Burn(objective: objective, factor: factor, windows: windows)
  }

  /// A share that should go well, between 0 and 1.
  private func objective(_ value: YAMLValue) -> Double? {
    guard let text = value.string(example: "99.5%") else { return nil }
    let isPercent = text.hasSuffix("%")
    let number = Double((isPercent ? String(text.dropLast()) : text).trimmedWhitespace)
    guard let number, number.isFinite else { return value.mismatch("a share", example: "99.5%") }
    let share = isPercent ? number / 100 : number
    guard share > 0, share < 1 else {
      value.error(
        "an objective of \(text) \(share == 1 ? "leaves no budget" : "is no share between 0 and 1")",
        remedy: !isPercent && share > 1 && share < 100 ? "a percentage is written \(text)%" : "for example 99.5%")
      return nil
    }
    return share
  }

  private func windows(_ value: YAMLValue) -> [String]? {
    guard let elements = value.list(example: "[1h, 5m]") else { return nil }
    let windows = elements.compactMap(names.window)
    guard windows.count == elements.count else { return nil }
    guard windows.count == 2 else {
      value.error("'\(value.name)' must have two windows", remedy: "the long one first, for example [1h, 5m]")
      return nil
    }
    let spans = windows.map { TimeSpan($0) ?? .zero }
    guard spans[0] > spans[1] else {
      value.error(
        spans[0] == spans[1] ? "the two windows are the same" : "the long window has to come first",
        remedy: spans[0] == spans[1] ? "give a long and a short one" : "write [\(windows[1]), \(windows[0])]")
      return nil
    }
    return windows
  }
}

extension Pattern {
  /// The one name that fits; `nil` if there may be several.
  var literal: String? {
    guard case .glob(let glob) = self, !glob.pattern.contains(where: { $0 == "*" || $0 == "?" }) else { return nil }
    return glob.pattern
  }
}
