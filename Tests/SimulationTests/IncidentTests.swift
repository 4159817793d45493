import Notation
import Testing

@testable import Simulation

/// What each kind of incident does, measured on the rows. Bounds are four standard errors or wider.
@Suite("Incidents")
struct IncidentTests {
  private let span: Range<Int64> = 8..<16

  private func scenario(
    _ kind: Incident.Kind, where condition: SegmentCondition = .everything, ramp: TimeSpan = .zero
  ) -> Scenario {
    let incident = Incident(kind: kind, from: .hours(8), until: .hours(16), ramp: ramp, condition: condition)
    return smallScenario(rate: 800, incidents: [incident])
  }

  @Test("a covariate shift moves the mean in its segment and nowhere else")
  func covariateShift() {
    let scenario = scenario(.covariateShift(feature: "age", shift: .add(-10)), where: .segment("region", "apac"))
    let rows = scenario.predictions
    let during = rows.within(span, of: scenario)
    func age(_ rows: [PredictionRow], _ region: String) -> Double {
      mean(rows.filter { $0.segment[0] == region }.numbers(0))
    }
    #expect(abs(age(during, "apac") - 32) < 1.2)
    #expect(abs(age(during, "emea") - 42) < 0.8)
    #expect(abs(age(rows.within(0..<8, of: scenario), "apac") - 42) < 1.2)
    #expect(abs(age(rows.within(16..<24, of: scenario), "apac") - 42) < 1.2)
  }

  @Test("bands follow the shifted feature")
  func bandsFollow() {
    let scenario = scenario(.covariateShift(feature: "age", shift: .add(-30)))
    let during = scenario.predictions.within(span, of: scenario)
    #expect(during.share { $0.segment[2] == "young" } > 0.95)
    #expect(
      during.allSatisfy { row in
        guard case .number(let age) = row.features[0] else { return false }
        return (age < 40) == (row.segment[2] == "young")
      })
  }

  @Test("a shift of a category draws it from the new weights")
  func categoryShift() {
    let shift = Shift.weights([WeightedValue("web", 1), WeightedValue("app", 4)])
    let scenario = scenario(.covariateShift(feature: "channel", shift: shift))
    let rows = scenario.predictions
    #expect(abs(rows.within(span, of: scenario).share { $0.features[3] == .category("app") } - 0.8) < 0.03)
    #expect(abs(rows.within(0..<8, of: scenario).share { $0.features[3] == .category("app") } - 0.25) < 0.03)
  }

  @Test("a ramp grows evenly to full strength")
  func ramp() {
    let scenario = scenario(.covariateShift(feature: "age", shift: .add(-20)), ramp: .hours(4))
    let rows = scenario.predictions
    func age(_ hours: Range<Int64>) -> Double { mean(rows.within(hours, of: scenario).numbers(0)) }
    #expect(abs(age(8..<9) - 39.5) < 2)
    #expect(abs(age(10..<11) - 29.5) < 2)
    #expect(abs(age(12..<16) - 22) < 1)
  }

  @Test("a concept shift moves outcomes, and neither inputs nor scores")
  func conceptShift() {
    let plain = smallScenario(rate: 800)
    let shifted = scenario(.conceptShift(RiskFunction(intercept: 1.5, terms: [])))
    #expect(shifted.predictions == plain.predictions)
    let during = shifted.predictions.within(span, of: shifted)
    func positives(_ scenario: Scenario) -> Double {
      let outcomes = scenario.outcomes
      return mean(during.compactMap { outcomes[$0.number] }.map(Double.init))
    }
    #expect(positives(shifted) > positives(plain) + 0.2)
  }

  @Test("a miscalibration moves scores away from outcomes, and keeps their order")
  func miscalibration() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.miscalibration(slope: 0.7, bias: 0.8))
    #expect(scenario.outcomes == plain.outcomes)
    let pairs = zip(plain.predictions, scenario.predictions).filter { $0.0.time >= plain.start + .hours(8) }
      .filter { $0.0.time < plain.start + .hours(16) }
      .compactMap { before, after in before.score.flatMap { x in after.score.map { (x, $0) } } }
    #expect(mean(pairs.map(\.1)) > mean(pairs.map(\.0)) + 0.08)
    let ordered = pairs.sorted { $0.0 < $1.0 }
    #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0.0 == $1.0 || $0.1 <= $1.1 })
  }

  @Test("a fairness gap moves the scores of one group only")
  func fairnessGap() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.fairnessGap(bias: 1.2), where: .segment("sex", "f"))
    func selected(_ scenario: Scenario, _ sex: String) -> Double {
      scenario.predictions.within(span, of: scenario).filter { $0.segment[1] == sex }.share { $0.prediction == 1 }
    }
    #expect(selected(scenario, "m") == selected(plain, "m"))
    #expect(selected(scenario, "f") > selected(scenario, "m") + 0.12)
    #expect(abs(selected(plain, "f") - selected(plain, "m")) < 0.04)
  }

  @Test("a null burst empties its share of one feature")
  func nullBurst() {
    let scenario = scenario(.nullBurst(feature: "income", share: 0.4))
    let rows = scenario.predictions
    let during = rows.within(span, of: scenario)
    #expect(abs(during.share { $0.features[1] == .missing } - 0.406) < 0.03)
    #expect(abs(rows.within(0..<8, of: scenario).share { $0.features[1] == .missing } - 0.01) < 0.01)
    #expect(during.allSatisfy { $0.features[0] != .missing && $0.features[3] != .missing })
  }

  @Test("an unseen category takes its share, within its time only")
  func unseenCategory() {
    let scenario = scenario(.unseenCategory(feature: "channel", category: "partner", share: 0.3))
    let rows = scenario.predictions
    #expect(abs(rows.within(span, of: scenario).share { $0.features[3] == .category("partner") } - 0.3) < 0.03)
    #expect(rows.within(0..<8, of: scenario).allSatisfy { $0.features[3] != .category("partner") })
    #expect(rows.within(16..<24, of: scenario).allSatisfy { $0.features[3] != .category("partner") })
  }

  @Test("a latency spike multiplies latencies")
  func latencySpike() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.latencySpike(factor: 3))
    let wrong = zip(plain.predictions, scenario.predictions).filter { before, after in
      let active = before.time >= plain.start + .hours(8) && before.time < plain.start + .hours(16)
      return abs(after.latencyMilliseconds - before.latencyMilliseconds * (active ? 3 : 1)) > 0.21
    }
    #expect(wrong.isEmpty)
  }

  @Test("an error burst fails its share of requests; those have no score and never a label")
  func errorBurst() {
    let scenario = scenario(.errorBurst(rate: 0.1))
    let rows = scenario.predictions
    let outcomes = scenario.outcomes
    #expect(abs(rows.within(span, of: scenario).share { $0.prediction == nil } - 0.1) < 0.02)
    #expect(rows.within(0..<8, of: scenario).share { $0.prediction == nil } < 0.01)
    #expect(rows.allSatisfy { ($0.prediction == nil) == ($0.score == nil) })
    #expect(rows.allSatisfy { $0.prediction != nil || outcomes[$0.number] == nil })
  }

  @Test("a label delay keeps every label and lets those of its time come later")
  func labelDelay() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.labelDelay(.hours(3)))
    #expect(scenario.outcomes == plain.outcomes)
    let before = Dictionary(plain.labelRows.map { ($0.number, $0.time) }) { first, _ in first }
    let after = Dictionary(scenario.labelRows.map { ($0.number, $0.time) }) { first, _ in first }
    let wrong = plain.predictions.filter { row in
      guard let early = before[row.number], let late = after[row.number] else { return false }
      let active = row.time >= plain.start + .hours(8) && row.time < plain.start + .hours(16)
      return late - early != (active ? .hours(3) : .zero)
    }
    #expect(wrong.isEmpty)
  }

  @Test("a label outage holds labels back until its end")
  func labelOutage() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.labelOutage(catchUp: .minutes(10), lost: false))
    #expect(scenario.outcomes == plain.outcomes)
    func arrivals(_ scenario: Scenario, _ from: TimeSpan, _ until: TimeSpan) -> Int {
      scenario.labelRows.count { $0.time > plain.start + from && $0.time <= plain.start + until }
    }
    #expect(arrivals(scenario, .hours(8) + .minutes(1), .hours(16)) == 0)
    let held = arrivals(plain, .hours(8), .hours(16))
    let burst = arrivals(scenario, .hours(16), .hours(16) + .minutes(10))
    #expect(held > 5000)
    #expect(burst >= held - 20)
  }

  @Test("an outage can lose its labels for good")
  func lostLabels() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.labelOutage(catchUp: .zero, lost: true))
    let lost = plain.labelRows.count { $0.time > plain.start + .hours(8) && $0.time <= plain.start + .hours(16) }
    #expect(abs(plain.labelRows.count - scenario.labelRows.count - lost) <= 2)
  }

  @Test("a traffic drop keeps away its share of requests")
  func trafficDrop() {
    let plain = smallScenario(rate: 800)
    let scenario = scenario(.trafficDrop(share: 0.7))
    let expected = Double(plain.predictions.within(span, of: plain).count) * 0.3
    let found = Double(scenario.predictions.within(span, of: scenario).count)
    #expect(abs(found / expected - 1) < 0.1)
    #expect(Set(scenario.predictions.map(\.number)).isSubset(of: plain.predictions.map(\.number)))
  }

  @Test("a new version takes its share of traffic for its time")
  func newVersion() {
    let scenario = scenario(.versionRollout(version: "v2", share: 0.6))
    let rows = scenario.predictions
    #expect(abs(rows.within(span, of: scenario).share { $0.version == "v2" } - 0.6) < 0.03)
    #expect(rows.within(0..<8, of: scenario).allSatisfy { $0.version == "v1" })
    #expect(rows.within(16..<24, of: scenario).allSatisfy { $0.version == "v1" })
  }

  @Test("an incident on a name that does not exist changes nothing")
  func unknownNames() {
    let kinds: [Incident.Kind] = [
      .covariateShift(feature: "nothing", shift: .add(1)), .nullBurst(feature: "nothing", share: 1),
      .versionRollout(version: "v9", share: 1),
      .conceptShift(RiskFunction(intercept: 0, terms: [.init(.numeric(feature: "nothing"), 3)])),
    ]
    let incidents = kinds.map { Incident(kind: $0, from: .zero, until: .days(1)) }
    let elsewhere = Incident(
      kind: .errorBurst(rate: 1), from: .zero, until: .days(1), condition: .segment("planet", "mars"))
    let plain = smallScenario(rate: 100)
    #expect(
      Array(EventSequence(smallScenario(rate: 100, incidents: incidents + [elsewhere]))) == Array(EventSequence(plain)))
  }
}
