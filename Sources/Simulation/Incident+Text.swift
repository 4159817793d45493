extension SegmentCondition {
  /// `region=apac,sex=f`; `all` without terms.
  package var text: String {
    terms.isEmpty ? "all" : terms.map { "\($0.dimension)=\($0.value)" }.joined(separator: ",")
  }
}

extension Incident {
  /// What happens and where, in a few words: `covariate shift of age in region=apac`.
  package var text: String {
    let place = condition.terms.isEmpty ? "" : " in \(condition.text)"
    return kind.text + place
  }
}

extension Incident.Kind {
  /// What happens, in a few words.
  package var text: String {
    switch self {
    case .covariateShift(let feature, _): "covariate shift of \(feature)"
    case .conceptShift: "concept shift"
    case .miscalibration: "miscalibration"
    case .fairnessGap: "fairness gap"
    case .nullBurst(let feature, _): "nulls in \(feature)"
    case .unseenCategory(let feature, let category, _): "unseen category \(category) of \(feature)"
    case .latencySpike: "latency spike"
    case .errorBurst: "error burst"
    case .labelDelay: "label delay"
    case .labelOutage(_, let lost): lost ? "label outage, labels lost" : "label outage"
    case .trafficDrop: "traffic drop"
    case .versionRollout(let version, _): "version \(version)"
    }
  }
}
