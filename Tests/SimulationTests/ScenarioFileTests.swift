import Configuration
import Notation
import Simulation
import Testing

@Suite("Scenario files")
struct ScenarioFileTests {
  private static let base = """
    model: loans
    start: 2026-03-02T00:00:00Z
    duration: 2d
    traffic: {rate: 100}
    segments:
      region: {weights: {emea: 2, apac: 1}}
      age_band: {bands: age, cuts: [40], names: [young, old]}
    features:
      age: {kind: normal, mean: 40, deviation: 10, digits: 0}
      channel: {kind: categorical, weights: {web: 3, app: 1}}
    risk:
      intercept: -1
      numeric: {age: -0.3}
      categories: {channel: {app: 0.4}}
    versions: [{name: v1, threshold: 0.3}, {name: v2, noise: 1}]
    """

  /// What is found in the base with some of its lines replaced, without the file's name.
  private func findings(_ replacements: [(String, String)] = [], incidents: [String] = []) -> [String] {
    var text = Self.base
    for (old, new) in replacements { text = text.replacing(old, with: new) }
    if !incidents.isEmpty { text += "\nincidents:\n" + incidents.map { "  - {\($0)}" }.joined(separator: "\n") }
    let diagnostics = Diagnostics()
    let scenario = ScenarioFile.parse(text, file: "s.yaml", into: diagnostics)
    #expect((scenario == nil) == diagnostics.hasErrors)
    return diagnostics.sorted.map { String($0.text.dropFirst("s.yaml:".count)) }
  }

  @Test("a scenario is read as written")
  func values() throws {
    let diagnostics = Diagnostics()
    let text =
      Self.base + """

        seed: 9
        reference: {rows: 50, start: 2026-02-01T00:00:00Z, span: 7d}
        labels: {delay: {shortest: 1h, usual: 2h, longest: 3h}, coverage: 0.9}
        service: {latency: {median_ms: 20, spread: 0.2}, error_rate: 0.01}
        log: {timestamp: unix_ms, id_prefix: q}
        incidents:
          - {kind: covariate_shift, from: 14h, until: 1d, ramp: 2h, where: {region: apac}, feature: age, add: -9}
          - {kind: label_outage, from: 2026-03-03T01:00:00Z, until: 2026-03-03T02:00:00Z, lost: true}
          - {kind: concept_shift, from: 0, until: 2d, intercept: 1, segments: {region: {emea: 0.5}}}
          - {kind: new_version, from: 1h, until: 2h, version: v2, share: 0.5}
        """
    let scenario = try #require(ScenarioFile.parse(text, file: "s.yaml", into: diagnostics))
    #expect(diagnostics.isEmpty)
    #expect(scenario.seed == 9)
    #expect(scenario.duration == .days(2))
    #expect(scenario.segments.map(\.name) == ["region", "age_band"])
    #expect(scenario.segments[1].source == .bands(feature: "age", cuts: [40], names: ["young", "old"]))
    #expect(scenario.features.map(\.name) == ["age", "channel"])
    #expect(scenario.risk.terms.map(\.weight) == [-0.3, 0.4])
    #expect(scenario.versions[1] == ModelVersion(name: "v2", noise: 1))
    #expect(scenario.labels.coverage == 0.9)
    #expect(scenario.log.timestamp == .unixMilliseconds)
    #expect(scenario.reference?.rows == 50)
    #expect(
      scenario.incidents[0]
        == Incident(
          kind: .covariateShift(feature: "age", shift: .add(-9)), from: .hours(14), until: .hours(24), ramp: .hours(2),
          condition: .segment("region", "apac")))
    #expect(scenario.incidents[1].from == .hours(25))
    #expect(scenario.incidents[1].kind == .labelOutage(catchUp: .minutes(15), lost: true))
    #expect(scenario.incidents[3].kind == .versionRollout(version: "v2", share: 0.5))
  }

  @Test(
    "a mistake in the scenario is named with its place and the nearest valid name",
    arguments: [
      ("model: loans", "modle: loans", "1:1: error: unknown key 'modle'; did you mean 'model'?"),
      ("duration: 2d", "duration: soon", "3:11: error: 'duration' must be a length of time, not 'soon'"),
      ("2026-03-02T00:00:00Z", "yesterday", "2:8: error: 'start' must be a time from 1970 on, not 'yesterday'"),
      ("{rate: 100}", "{rate: -4}", "4:17: error: 'traffic.rate' is -4, but must lie between 0.01"),
      ("{rate: 100}", "{rate: 100, swing: 2}", "4:29: error: 'traffic.swing' is 2, but must lie between 0 and 1"),
      ("kind: normal", "kind: norml", "9:15: error: 'features.age.kind' cannot be 'norml'; did you mean 'normal'?"),
      ("deviation: 10", "deviation: 0", "9:44: error: 'features.age.deviation' is 0, but must lie between"),
      ("deviation: 10, ", "", "9:8: error: 'deviation' is missing in 'features.age'"),
      ("{web: 3, app: 1}", "{web: 0}", "10:41: error: 'features.channel.weights' has no weight above 0"),
      ("numeric: {age", "numeric: {aeg", "13:13: error: there is no feature 'aeg'; did you mean 'age'?"),
      ("numeric: {age", "numeric: {channel", "13:22: error: 'channel' is categorical; give its weights under"),
      ("{app: 0.4}", "{ap: 0.4}", "14:26: error: 'channel' has no 'ap'; did you mean 'app'?"),
      ("bands: age", "bands: agee", "7:21: error: there is no feature 'agee'; did you mean 'age'?"),
      ("bands: age", "bands: channel", "7:21: error: 'channel' is categorical and cannot be cut into bands"),
      ("[young, old]", "[young]", "7:13: error: 'segments.age_band' has 1 cuts and 1 names"),
      ("cuts: [40], names: [young, old]", "cuts: [40, 30], names: [a, b, c]", "7:13: error: the cuts of"),
      ("name: v2", "name: v1", "15:47: error: version 'v1' is given twice"),
      ("threshold: 0.3", "threshold: 3", "15:34: error: 'versions[1].threshold' is 3, but must lie between 0 and 1"),
      (
        "digits: 0}", "adjust: [{where: {age_band: old}, add: 1}]}",
        "9:76: error: a feature cannot depend on 'age_band'"
      ),
      (
        "digits: 0}", "adjust: [{where: {regin: apac}, add: 1}]}",
        "9:66: error: there is no segment dimension 'regin'; did you mean 'region'?"
      ),
    ])
  func mistakes(old: String, new: String, expected: String) {
    let found = findings([(old, new)])
    #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
  }

  @Test(
    "a mistake in an incident is named with its place and the nearest valid name",
    arguments: [
      ("from: 1h, until: 2h", "17:5: error: 'kind' is missing"),
      (
        "kind: null_brust, from: 1h, until: 2h",
        "17:12: error: 'incidents[1].kind' cannot be 'null_brust'; did you mean"
      ),
      ("kind: traffic_drop, from: 1h, until: 2h, share: 1.5", "17:54: error: 'incidents[1].share' is 1.5, but must"),
      (
        "kind: traffic_drop, from: 1h, until: 2h, shar: 1",
        "17:47: error: unknown key 'shar' in 'incidents[1]'; did you"
      ),
      ("kind: traffic_drop, from: 3h, until: 2h, share: 1", "17:43: error: 'incidents[1].until' is not after 'from'"),
      ("kind: traffic_drop, from: 3d, until: 4d, share: 1", "17:32: error: 'incidents[1].from' lies outside"),
      (
        "kind: traffic_drop, from: 2025-01-01T00:00:00Z, until: 2h, share: 1",
        "17:32: error: 'incidents[1].from' lies outside"
      ),
      ("kind: traffic_drop, from: noon, until: 2h, share: 1", "17:32: error: 'incidents[1].from' must be a time since"),
      ("kind: traffic_drop, from: 1h, until: 2h, ramp: 3h, share: 1", "17:53: error: the ramp (3h) is longer than"),
      (
        "kind: null_burst, from: 1h, until: 2h, feature: agee, share: 1",
        "17:54: error: there is no feature 'agee'; did you mean 'age'?"
      ),
      (
        "kind: traffic_drop, from: 1h, until: 2h, share: 1, where: {region: apc}",
        "17:73: error: there is no segment 'region=apc'; did you mean 'apac'?"
      ),
      (
        "kind: covariate_shift, from: 1h, until: 2h, feature: channel, add: 3",
        "17:5: error: a shift of 'channel' needs 'weights'"
      ),
      (
        "kind: covariate_shift, from: 1h, until: 2h, feature: age, add: 3, multiply: 2",
        "17:5: error: a shift of 'age' needs 'add' or 'multiply'"
      ),
      (
        "kind: covariate_shift, from: 1h, until: 2h, feature: channel, weights: {wob: 1}",
        "17:78: error: 'channel' has no category 'wob'; did you mean 'web'?"
      ),
      (
        "kind: unseen_category, from: 1h, until: 2h, feature: channel, category: web, share: 0.1",
        "17:78: error: 'channel' has the category 'web' already"
      ),
      (
        "kind: unseen_category, from: 1h, until: 2h, feature: age, category: x, share: 0.1",
        "17:59: error: 'age' is numeric"
      ),
      ("kind: new_version, from: 1h, until: 2h, version: v3, share: 1", "17:55: error: there is no version 'v3'; did"),
      ("kind: fairness_gap, from: 1h, until: 2h, bias: 1", "17:5: error: 'where' is missing in 'incidents[1]'"),
      ("kind: concept_shift, from: 1h, until: 2h", "17:5: error: the concept shift changes nothing"),
      ("kind: miscalibration, from: 1h, until: 2h", "17:5: error: the miscalibration changes nothing"),
    ])
  func incidentMistakes(incident: String, expected: String) {
    let found = findings(incidents: [incident])
    #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
  }

  @Test("a feature with a mistake is not reported as missing where it is used")
  func noCascade() {
    #expect(findings([("{web: 3, app: 1}", "{web: 0}")]).count == 1)
    #expect(
      findings(
        [("{emea: 2, apac: 1}", "[emea]")],
        incidents: [
          "kind: error_burst, from: 1h, until: 2h, rate: 1, where: {region: apac}"
        ]
      ).count == 1)
  }

  @Test("all mistakes are found at once")
  func allAtOnce() {
    let found = findings(
      [("{rate: 100}", "{rate: no}"), ("kind: normal", "kind: norml"), ("duration: 2d", "")],
      incidents: ["kind: error_burst, from: 1h, until: 2h", "kind: latency_spike, from: 1h, until: 2h, factor: -1"])
    #expect(found.count >= 5, "\(found)")
  }

  @Test(
    "text that is no scenario is an error, never a crash", arguments: ["", "- a", "model: [", "42", "features: {}"])
  func noScenario(_ text: String) {
    let diagnostics = Diagnostics()
    #expect(ScenarioFile.parse(text, file: "s.yaml", into: diagnostics) == nil)
    #expect(diagnostics.hasErrors)
  }

  @Test("every kind of incident can be written")
  func everyKind() {
    let times = "from: 1h, until: 20h"
    let found = findings(incidents: [
      "kind: covariate_shift, \(times), feature: age, multiply: 1.2",
      "kind: covariate_shift, \(times), feature: channel, weights: {app: 1}",
      "kind: concept_shift, \(times), numeric: {age: 1}, categories: {channel: {web: 1}}",
      "kind: miscalibration, \(times), slope: 0.5", "kind: fairness_gap, \(times), where: {age_band: old}, bias: 1",
      "kind: null_burst, \(times), feature: age, share: 0.1",
      "kind: unseen_category, \(times), feature: channel, category: fax, share: 0.1",
      "kind: latency_spike, \(times), factor: 2", "kind: error_burst, \(times), rate: 0.1",
      "kind: label_delay, \(times), delay: 3h", "kind: label_outage, \(times)",
      "kind: traffic_drop, \(times), share: 0.5", "kind: new_version, \(times), version: v2, share: 1",
    ])
    #expect(found.isEmpty, "\(found)")
  }
}
