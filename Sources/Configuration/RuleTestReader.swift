import Alerting
import Notation
import Readings
import Simulation

/// Reads tests of rules, checked against the configuration whose rules they are about.
struct RuleTestReader {
  let configuration: WatchConfiguration
  /// Those of the file of tests.
  let paths: ConfigurationPaths

  static let longest = TimeSpan.zero...TimeSpan.days(3650)
  /// Evaluations of one test.
  static let stepLimit: Int64 = 200_000
  /// A Monday.
  private static let standardStart = Instant(seconds: 1_767_571_200)

  private static let keys = [
    "name", "start", "interval", "series", "scenario", "decide", "expect", "never",
  ]
  private static let example = "{name: …, series: […], expect: […]}"

  /// The test; `nil` after reporting why it cannot be used.
  func test(_ value: YAMLValue) -> RuleTest? {
    guard let mapping = value.mapping(keys: Self.keys, example: Self.example) else { return nil }
    let name = mapping.required("name", example: "drift of one feature fires")?.string()
    let source = source(mapping)
    let decisions = list(mapping, "decide", example: "[{at: 30m, silence: 'alert=\"X\"', for: 1h, …}]", decision)
    let expectations = list(mapping, "expect", example: "[{at: 50m, alerts: […]}]", expectation)
    let never = list(mapping, "never", example: "[{alert: X}]") { pattern($0, .either) }
    let isEmpty = ["expect", "never"].allSatisfy {
      mapping.value($0).map { $0.isList && $0.list()?.isEmpty == true } ?? true
    }
    if isEmpty {
      mapping.value.error("the test expects nothing", remedy: "give 'expect' or 'never'")
    }
    guard let name, let source, let start = start(mapping, source) else { return nil }
    if case .scenario = source, let place = mapping.value("decide") {
      place.error("decisions need 'series'", remedy: "remove 'decide', or give 'series' instead of 'scenario'")
    }
    let test = RuleTest(
      name: name, location: value.location, start: start, source: source,
      decisions: decisions.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        .map(\.element), expectations: expectations, never: never)
    if case .series(_, let interval) = source, test.end.microseconds / interval.microseconds > Self.stepLimit {
      mapping.value.error(
        "the test takes more than \(Self.stepLimit) steps of \(interval.text)", remedy: "use a longer 'interval'")
    }
    return test
  }

  private func list<Element>(
    _ mapping: YAMLMapping, _ key: String, example: String, _ read: (YAMLValue) -> Element?
  ) -> [Element] {
    mapping.list(key, example: example).compactMap(read)
  }

  private func start(_ mapping: YAMLMapping, _ source: RuleTest.Source) -> Instant? {
    if case .scenario(let scenario) = source {
      if let place = mapping.value("start") {
        place.error("a scenario has its own start", remedy: "remove 'start'")
      }
      return scenario.start
    }
    return mapping.value("start").map { $0.instant() } ?? Self.standardStart
  }

  private func source(_ mapping: YAMLMapping) -> RuleTest.Source? {
    let interval = interval(mapping)
    if let place = mapping.value("scenario") {
      if mapping.value("series") != nil || mapping.value("interval") != nil {
        place.error("'scenario' makes the figures itself", remedy: "remove 'series' and 'interval'")
      }
      guard let path = place.string(example: "scenarios/outage.yaml") else { return nil }
      guard let file = paths.files(matching: path).first else {
        place.error("there is no file '\(path)'", remedy: "a path is relative to the file of tests")
        return nil
      }
      guard let scenario = ScenarioFile.read(path: file.path, shownAs: file.shown, into: place.diagnostics) else {
        return nil
      }
      if scenario.reference == nil {
        place.error("the scenario has no 'reference'", remedy: "the test's baseline is made from it")
      }
      return .scenario(scenario)
    }
    guard let given = mapping.required("series", example: "[{metric: psi, feature: age, values: \"0.05x10\"}]") else {
      return nil
    }
    let elements = given.list() ?? []
    var places: [SeriesKey: SourceLocation] = [:]
    let series = elements.compactMap { element -> RuleTestSeries? in
      guard let series = self.series(element) else { return nil }
      if let first = places[series.key] {
        element.error("series \(series.key.text) is given twice (first at \(first.text))", remedy: "remove one of them")
      }
      places[series.key] = element.location
      return series
    }
    guard let interval, series.count == elements.count else { return nil }
    return .series(series, interval: interval)
  }

  private func interval(_ mapping: YAMLMapping) -> TimeSpan? {
    guard let value = mapping.value("interval") else { return configuration.windowPlan.pane }
    return value.timeSpan(in: TimeSpan(seconds: 1)...TimeSpan.days(366))
  }
}
