import Notation

/// What the model answers to a request, what is true of it, and how long it took.
struct ScoringProcess {
  struct Outcome {
    var version: String
    /// Both `nil` if the request failed.
    var score: Double?
    var prediction: Int?
    var label: Int
    var latencyMilliseconds: Double
  }

  private struct VersionPlan {
    let version: ModelVersion
    let groups: [(condition: ResolvedCondition, bias: Double)]
    let rollout: RandomStream.Purpose
  }

  private let seed: UInt64
  private let risk: ResolvedRisk
  private let unexplained: Double
  private let versions: [VersionPlan]
  private let service: ServiceProfile
  private let incidents: [ResolvedIncident]
  private let noise = RandomStream.Purpose("score.noise")
  private let outcome = RandomStream.Purpose("outcome")
  private let latency = RandomStream.Purpose("latency")
  private let failure = RandomStream.Purpose("failure")

  init(_ scenario: Scenario, incidents: [ResolvedIncident]) {
    seed = scenario.seed
    risk = ResolvedRisk(scenario.risk, features: scenario.features, dimensions: scenario.segments)
    unexplained = scenario.risk.unexplained
    service = scenario.service
    self.incidents = incidents
    versions = scenario.versions.map { version in
      VersionPlan(
        version: version,
        groups: version.groups.map { (ResolvedCondition($0.condition, dimensions: scenario.segments), $0.bias) },
        rollout: RandomStream.Purpose("rollout.\(version.name)"))
    }
  }

  func outcome(of applicant: PopulationSampler.Applicant, number: UInt64, offset: TimeSpan) -> Outcome {
    let active: [(incident: ResolvedIncident, strength: Double)] = incidents.compactMap { incident in
      let strength = incident.strength(at: offset, segment: applicant.segment)
      return strength > 0 ? (incident, strength) : nil
    }
    let plan = self.version(number: number, active: active)
    let failed = isFailure(number: number, active: active)
    let score = plan.map { self.score(of: applicant, plan: $0, number: number, active: active) } ?? 0
    return Outcome(
      version: plan?.version.name ?? "", score: failed ? nil : score,
      prediction: failed ? nil : (score >= plan?.version.threshold ?? 0.5 ? 1 : 0),
      label: label(of: applicant, number: number, active: active),
      latencyMilliseconds: latency(number: number, active: active))
  }

  private func version(
    number: UInt64, active: [(incident: ResolvedIncident, strength: Double)]
  ) -> VersionPlan? {
    for (incident, strength) in active {
      guard case .versionRollout(let name, let share) = incident.kind,
        let plan = versions.first(where: { $0.version.name == name })
      else { continue }
      var stream = RandomStream(seed: seed, purpose: plan.rollout, index: number)
      if stream.uniform() < share * strength { return plan }
    }
    return versions.first
  }

  private func score(
    of applicant: PopulationSampler.Applicant, plan: VersionPlan, number: UInt64,
    active: [(incident: ResolvedIncident, strength: Double)]
  ) -> Double {
    let explained = risk.logit(features: applicant.seen, segment: applicant.segment)
    let calibrated = marginalProbability(logit: explained, deviation: unexplained)
    var value = logit(min(max(calibrated, 1e-9), 1 - 1e-9)) * plan.version.slope + plan.version.bias
    for group in plan.groups where group.condition.matches(applicant.segment) { value += group.bias }
    for (incident, strength) in active {
      switch incident.kind {
      case .miscalibration(let slope, let bias): value = value * (1 + strength * (slope - 1)) + strength * bias
      case .fairnessGap(let bias): value += strength * bias
      default: continue
      }
    }
    if plan.version.noise > 0 {
      var stream = RandomStream(seed: seed, purpose: noise, index: number)
      value += plan.version.noise * stream.normal()
    }
    return min(max(rounded(logistic(value), digits: 4), 0.0001), 0.9999)
  }

  /// The outcome comes from the true risk: real values, and the concept shifts of the moment.
  private func label(
    of applicant: PopulationSampler.Applicant, number: UInt64,
    active: [(incident: ResolvedIncident, strength: Double)]
  ) -> Int {
    var value = risk.logit(features: applicant.actual, segment: applicant.segment)
    for (incident, strength) in active {
      guard let added = incident.addedRisk else { continue }
      value += strength * added.logit(features: applicant.actual, segment: applicant.segment)
    }
    var stream = RandomStream(seed: seed, purpose: outcome, index: number)
    value += unexplained * stream.normal()
    return stream.uniform() < logistic(value) ? 1 : 0
  }

  private func isFailure(number: UInt64, active: [(incident: ResolvedIncident, strength: Double)]) -> Bool {
    var rate = service.errorRate
    for (incident, strength) in active {
      if case .errorBurst(let burst) = incident.kind { rate += strength * (burst - rate) }
    }
    guard rate > 0 else { return false }
    var stream = RandomStream(seed: seed, purpose: failure, index: number)
    return stream.uniform() < rate
  }

  private func latency(number: UInt64, active: [(incident: ResolvedIncident, strength: Double)]) -> Double {
    var stream = RandomStream(seed: seed, purpose: latency, index: number)
    let profile = NumericFeature.Distribution.lognormal(median: service.latencyMedian, spread: service.latencySpread)
    var value = NumericFeature(distribution: profile).draw(from: &stream)
    for (incident, strength) in active {
      if case .latencySpike(let factor) = incident.kind { value *= 1 + strength * (factor - 1) }
    }
    return rounded(min(value, 1e9), digits: 1)
  }
}
