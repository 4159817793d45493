import Notation

/// Who asks: draws the segment and the features of one request.
///
/// Each draw has a stream of its own, found by purpose and request number, so an incident changes nothing but what it
/// is about.
struct PopulationSampler {
  /// One request as it is, and as the model gets to see it.
  struct Applicant {
    var segment: [String]
    var actual: [FeatureValue]
    var seen: [FeatureValue]
  }

  private struct FeaturePlan {
    let feature: Feature
    let adjustments: [(condition: ResolvedCondition, shift: Shift)]
    let incidents: [ResolvedIncident]
    let value: RandomStream.Purpose
    let null: RandomStream.Purpose
    let burst: RandomStream.Purpose
    let unseen: RandomStream.Purpose
  }

  private let seed: UInt64
  private let dimensions: [(source: SegmentDimension.Source, bandedFeature: Int?, purpose: RandomStream.Purpose)]
  private let plans: [FeaturePlan]

  init(_ scenario: Scenario, incidents: [ResolvedIncident]) {
    seed = scenario.seed
    dimensions = scenario.segments.map { dimension in
      var position: Int?
      if case .bands(let feature, _, _) = dimension.source {
        position = scenario.features.firstIndex { $0.name == feature }
      }
      return (dimension.source, position, RandomStream.Purpose("segment.\(dimension.name)"))
    }
    plans = scenario.features.map { feature in
      FeaturePlan(
        feature: feature,
        adjustments: feature.adjustments.map {
          (ResolvedCondition($0.condition, dimensions: scenario.segments), $0.shift)
        },
        incidents: incidents.filter { $0.featureName == feature.name },
        value: RandomStream.Purpose("value.\(feature.name)"), null: RandomStream.Purpose("null.\(feature.name)"),
        burst: RandomStream.Purpose("burst.\(feature.name)"), unseen: RandomStream.Purpose("unseen.\(feature.name)"))
    }
  }

  func draw(number: UInt64, offset: TimeSpan) -> Applicant {
    var segment = dimensions.map { dimension in
      guard case .drawn(let weights) = dimension.source else { return "" }
      var stream = RandomStream(seed: seed, purpose: dimension.purpose, index: number)
      return weights.value(at: stream.uniform()) ?? ""
    }
    let ordinary = plans.map { value(of: $0, number: number, offset: offset, segment: segment, shifted: false) }
    band(&segment, by: ordinary)
    let actual = zip(plans, ordinary).map { plan, value in
      plan.incidents.isEmpty
        ? value : self.value(of: plan, number: number, offset: offset, segment: segment, shifted: true)
    }
    let seen = zip(plans, actual).map { plan, value in
      self.seen(value, plan: plan, number: number, offset: offset, segment: segment)
    }
    band(&segment, by: actual)
    let known = zip(plans, actual).map { plan, value in isNull(plan, number: number) ? .missing : value }
    return Applicant(segment: segment, actual: known, seen: seen)
  }

  private func band(_ segment: inout [String], by values: [FeatureValue]) {
    for (index, dimension) in dimensions.enumerated() {
      guard case .bands(_, let cuts, let names) = dimension.source, let position = dimension.bandedFeature,
        case .number(let value) = values[position]
      else { continue }
      segment[index] = SegmentDimension.band(of: value, cuts: cuts, names: names) ?? ""
    }
  }

  /// What is true of the applicant, with or without the covariate shifts of the moment.
  private func value(
    of plan: FeaturePlan, number: UInt64, offset: TimeSpan, segment: [String], shifted: Bool
  ) -> FeatureValue {
    var stream = RandomStream(seed: seed, purpose: plan.value, index: number)
    var shifts = plan.adjustments.filter { $0.condition.matches(segment) }.map { (shift: $0.shift, strength: 1.0) }
    if shifted {
      for incident in plan.incidents {
        guard case .covariateShift(_, let shift) = incident.kind else { continue }
        let strength = incident.strength(at: offset, segment: segment)
        if strength > 0 { shifts.append((shift, strength)) }
      }
    }
    switch plan.feature.kind {
    case .numeric(let numeric):
      let drawn = numeric.draw(from: &stream)
      return .number(numeric.written(shifts.reduce(drawn) { $1.shift.applied(to: $0, strength: $1.strength) }))
    case .categorical(let weights):
      let place = stream.uniform()
      var current = weights
      for (shift, strength) in shifts {
        guard case .weights(let others) = shift else { continue }
        if stream.uniform() < strength { current = others }
      }
      return .category(current.value(at: place) ?? "")
    }
  }

  private func isNull(_ plan: FeaturePlan, number: UInt64) -> Bool {
    guard plan.feature.nullShare > 0 else { return false }
    var stream = RandomStream(seed: seed, purpose: plan.null, index: number)
    return stream.uniform() < plan.feature.nullShare
  }

  /// What reaches the model and the log.
  private func seen(
    _ value: FeatureValue, plan: FeaturePlan, number: UInt64, offset: TimeSpan, segment: [String]
  ) -> FeatureValue {
    if isNull(plan, number: number) { return .missing }
    for incident in plan.incidents {
      let strength = incident.strength(at: offset, segment: segment)
      guard strength > 0 else { continue }
      switch incident.kind {
      case .nullBurst(_, let share):
        var stream = RandomStream(seed: seed, purpose: plan.burst, index: number)
        if stream.uniform() < share * strength { return .missing }
      case .unseenCategory(_, let category, let share):
        var stream = RandomStream(seed: seed, purpose: plan.unseen, index: number)
        if stream.uniform() < share * strength { return .category(category) }
      default: continue
      }
    }
    return value
  }
}

extension ResolvedIncident {
  /// The feature whose values the incident changes.
  var featureName: String? {
    switch kind {
    case .covariateShift(let feature, _), .nullBurst(let feature, _), .unseenCategory(let feature, _, _): feature
    default: nil
    }
  }
}
