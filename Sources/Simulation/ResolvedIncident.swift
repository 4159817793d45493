import Notation

/// An incident whose names are found, ready to be asked for its strength on a row.
struct ResolvedIncident {
  let incident: Incident
  private let condition: ResolvedCondition
  /// The risk that a concept shift adds.
  let addedRisk: ResolvedRisk?

  init(_ incident: Incident, scenario: Scenario) {
    self.incident = incident
    condition = ResolvedCondition(incident.condition, dimensions: scenario.segments)
    if case .conceptShift(let risk) = incident.kind {
      addedRisk = ResolvedRisk(risk, features: scenario.features, dimensions: scenario.segments)
    } else {
      addedRisk = nil
    }
  }

  var kind: Incident.Kind { incident.kind }

  /// 0 for rows outside its time or its segment.
  func strength(at offset: TimeSpan, segment: [String]) -> Double {
    let strength = incident.strength(at: offset)
    return strength > 0 && condition.matches(segment) ? strength : 0
  }
}
