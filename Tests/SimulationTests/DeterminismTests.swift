import Notation
import Testing

@testable import Simulation

@Suite("Determinism")
struct DeterminismTests {
  @Test("the same seed gives the same bytes")
  func sameSeed() {
    let first = smallScenario(seed: 7).lines.map(\.text)
    #expect(first == smallScenario(seed: 7).lines.map(\.text))
    #expect(first.count > 10_000)
  }

  @Test("another seed gives other rows")
  func anotherSeed() {
    let first = smallScenario(seed: 7).lines.prefix(100).map(\.text)
    #expect(first != smallScenario(seed: 8).lines.prefix(100).map(\.text))
  }

  @Test("an incident leaves everything before it as it was, byte for byte", arguments: oneIncidentOfEachKind)
  func beforeAnIncident(_ incident: Incident) {
    let plain = smallScenario(rate: 200)
    var disturbed = plain
    disturbed.incidents = [incident]
    let beginning = plain.start + incident.from
    let expected = plain.lines.filter { $0.time < beginning }.map(\.text)
    #expect(disturbed.lines.filter { $0.time < beginning }.map(\.text) == expected)
    #expect(expected.count > 2000)
    #expect(disturbed.lines.map(\.text) != plain.lines.map(\.text))
  }

  @Test("predictions after an incident are what they would have been without it", arguments: oneIncidentOfEachKind)
  func afterAnIncident(_ incident: Incident) {
    let plain = smallScenario(rate: 200)
    var disturbed = plain
    disturbed.incidents = [incident]
    #expect(
      disturbed.predictions.within(16..<24, of: plain) == plain.predictions.within(16..<24, of: plain))
  }

  @Test("an incident in one feature leaves the other features as they were")
  func otherFeatures() {
    let plain = smallScenario(rate: 200)
    var disturbed = plain
    disturbed.incidents = oneIncidentOfEachKind.filter { $0.kind == .covariateShift(feature: "age", shift: .add(-10)) }
    let pairs = zip(plain.predictions, disturbed.predictions)
    #expect(pairs.allSatisfy { $0.features[1...] == $1.features[1...] && $0.number == $1.number })
    #expect(pairs.contains { $0.features[0] != $1.features[0] })
  }

  @Test("events come in the order of time, whatever happens")
  func timeOrder() {
    let times = EventSequence(smallScenario(incidents: oneIncidentOfEachKind)).map(\.time)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("no request is logged twice, and no label comes before its prediction")
  func identity() {
    var asked: [UInt64: Instant] = [:]
    var labelled: Set<UInt64> = []
    var wrong: [LogEvent] = []
    for event in EventSequence(smallScenario(incidents: oneIncidentOfEachKind)) {
      switch event {
      case .prediction(let row):
        if asked.updateValue(row.time, forKey: row.number) != nil { wrong.append(event) }
      case .label(let row):
        let first = labelled.insert(row.number).inserted
        if !first || asked[row.number].map({ $0 <= row.time }) != true { wrong.append(event) }
      }
    }
    #expect(wrong == [])
    #expect(labelled.count > 5000)
  }

  @Test("a scenario moved to another start keeps its incidents' place, and shares no ids")
  func movedStart() {
    let plain = smallScenario(incidents: oneIncidentOfEachKind)
    let moved = plain.starting(at: plain.start + .days(10))
    #expect(moved.predictions.map(\.score) == plain.predictions.map(\.score))
    #expect(moved.predictions.map { $0.time - .days(10) } == plain.predictions.map(\.time))
    #expect(moved.log.idPrefix != plain.log.idPrefix)
    #expect(moved.log.idPrefix != plain.starting(at: plain.start + .days(11)).log.idPrefix)
  }
}
