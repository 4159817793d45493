import Notation
import Testing

@testable import Simulation

@Suite("Base population and model")
struct BasePopulationTests {
  private static let scenario = smallScenario(rate: 2000)
  private static let rows = scenario.predictions
  private static let scored: [(score: Double, label: Int)] = {
    let outcomes = scenario.outcomes
    return rows.compactMap { row in row.score.flatMap { score in outcomes[row.number].map { (score, $0) } } }
  }()

  @Test("the first version is calibrated: in each tenth of the scores, positives are as many as promised")
  func calibration() {
    for bin in 0..<10 {
      let members = Self.scored.filter { Int($0.score * 10) == bin }
      guard members.count > 50 else { continue }
      let promised = mean(members.map(\.score))
      let found = mean(members.map { Double($0.label) })
      let error = (promised * (1 - promised) / Double(members.count)).squareRoot()
      #expect(abs(found - promised) < 4 * error, "bin \(bin), n=\(members.count)")
    }
    #expect(Self.scored.count > 40_000)
  }

  @Test("the score ranks well, and not perfectly")
  func ranking() {
    let ranked = Self.scored.sorted { $0.score < $1.score }
    let positives = Double(ranked.count { $0.label == 1 })
    let rankSum = ranked.enumerated().reduce(0.0) { $0 + ($1.element.label == 1 ? Double($1.offset + 1) : 0) }
    let area = (rankSum - positives * (positives + 1) / 2) / (positives * (Double(ranked.count) - positives))
    #expect(area > 0.78)
    #expect(area < 0.88)
  }

  @Test("a stretched and moved version is not calibrated")
  func secondVersion() {
    var scenario = smallScenario(rate: 2000)
    scenario.versions = [ModelVersion(name: "v1", slope: 0.5, bias: 1)]
    let outcomes = scenario.outcomes
    let pairs = scenario.predictions.compactMap { row in
      row.score.flatMap { score in outcomes[row.number].map { (score, Double($0)) } }
    }
    #expect(mean(pairs.map(\.0)) > mean(pairs.map(\.1)) + 0.1)
  }

  @Test("shares, means and rates are those of the scenario")
  func shares() {
    let rows = Self.rows
    #expect(abs(Double(rows.count) / 48_000 - 1) < 0.02)
    #expect(abs(rows.share { $0.segment[0] == "apac" } - 0.25) < 0.01)
    #expect(abs(rows.share { $0.features[3] == .category("web") } - 0.75) < 0.01)
    #expect(abs(rows.share { $0.features[1] == .missing } - 0.01) < 0.002)
    #expect(abs(rows.share { $0.prediction == nil } - 0.004) < 0.0013)
    #expect(abs(mean(rows.numbers(0)) - 42) < 0.3)
    #expect(abs(mean(rows.numbers(2)) - 1.5) < 0.03)
    let median = rows.map(\.latencyMilliseconds).sorted()[rows.count / 2]
    #expect(abs(median - 40) < 0.6)
    #expect(abs(Double(Self.scored.count) / Double(rows.count { $0.prediction != nil }) - 0.95) < 0.005)
  }

  @Test("served classes follow the logged score and the threshold")
  func servedClass() {
    #expect(Self.rows.allSatisfy { row in row.score.map { ($0 >= 0.35 ? 1 : 0) == row.prediction } ?? true })
  }

  @Test("labels come between the shortest and the longest delay")
  func delays() {
    let asked = Dictionary(Self.rows.map { ($0.number, $0.time) }) { first, _ in first }
    let delays = Self.scenario.labelRows.compactMap { row in asked[row.number].map { (row.time - $0).seconds } }
    #expect(delays.allSatisfy { $0 >= 1800 && $0 <= 7201 })
    // The mean of a triangular distribution is the mean of its three corners.
    #expect(abs(mean(delays) - (1800 + 3600 + 7200) / 3) < 30)
  }

  @Test("traffic follows the daily rhythm and keeps its average")
  func rhythm() {
    var scenario = smallScenario(rate: 2000)
    scenario.traffic.swing = 0.5
    scenario.traffic.peak = .hours(14)
    let rows = scenario.predictions
    #expect(abs(Double(rows.count) / 48_000 - 1) < 0.02)
    #expect(abs(Double(rows.within(13..<15, of: scenario).count) / 4000 - 1.5) < 0.1)
    #expect(abs(Double(rows.within(1..<3, of: scenario).count) / 4000 - 0.5) < 0.1)
  }

  @Test("an adjustment moves a feature in its segment at all times")
  func adjustment() {
    var scenario = smallScenario(rate: 800)
    scenario.features[0].adjustments = [.init(condition: .segment("region", "apac"), shift: .add(5))]
    let rows = scenario.predictions
    #expect(abs(mean(rows.filter { $0.segment[0] == "apac" }.numbers(0)) - 47) < 0.8)
    #expect(abs(mean(rows.filter { $0.segment[0] == "emea" }.numbers(0)) - 42) < 0.5)
  }

  @Test("the reference has its row count, the first version only, and ids of its own")
  func reference() throws {
    let scenario = smallScenario(incidents: oneIncidentOfEachKind)
    let events = try #require(EventSequence.reference(of: scenario))
    let rows = events.compactMap { event in if case .prediction(let row) = event { row } else { nil } }
    #expect(rows.count == 500)
    #expect(rows.allSatisfy { $0.version == "v1" && $0.prediction != nil })
    #expect(scenario.asReference?.log.idPrefix != scenario.log.idPrefix)
    let span = try #require(rows.last).time - (try #require(rows.first)).time
    #expect(abs(span.seconds / (7 * 86_400) - 1) < 0.25)
  }

  @Test(
    "extreme scenarios end without rows or with few, and never trap",
    arguments: [
      smallScenario(rate: 0), smallScenario(rate: -5), smallScenario(rate: .nan), smallScenario(duration: .zero),
      smallScenario(rate: 1e-9, duration: .days(1)),
      smallScenario(rate: .infinity, duration: TimeSpan(microseconds: 5)),
    ])
  func extremes(_ scenario: Scenario) {
    #expect(scenario.predictions.count <= 5)
  }

  @Test("numbers without bounds are held to what can be written")
  func wildNumbers() {
    var scenario = smallScenario(rate: 50)
    scenario.features = [
      Feature(
        name: "wild", kind: .numeric(NumericFeature(distribution: .normal(mean: 1e300, deviation: 1e308), digits: 9))),
      Feature(name: "none", kind: .categorical([])),
    ]
    scenario.risk.terms = [.init(.numeric(feature: "wild"), 1e300)]
    scenario.service.latencySpread = 1e6
    let rows = scenario.predictions
    #expect(rows.count > 500)
    #expect(rows.allSatisfy { $0.latencyMilliseconds <= 1e9 })
    #expect(rows.allSatisfy { $0.score.map { (0...1).contains($0) } ?? true })
  }
}
