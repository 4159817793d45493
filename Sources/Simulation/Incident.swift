import Notation

/// Something that goes wrong for a while.
package struct Incident: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A feature's distribution moves; the relation of features to outcomes stays.
    case covariateShift(feature: String, shift: Shift)
    /// The true risk moves by the given function, added to the scenario's own; scores do not know.
    case conceptShift(RiskFunction)
    /// Scores are stretched and moved, in logits, whatever the version.
    case miscalibration(slope: Double, bias: Double)
    /// Scores of one group are moved, in logits.
    case fairnessGap(bias: Double)
    /// A share of the rows loses the feature's value on the way to the model.
    case nullBurst(feature: String, share: Double)
    /// A share of the rows has a category that was never seen.
    case unseenCategory(feature: String, category: String, share: Double)
    /// Latencies are multiplied.
    case latencySpike(factor: Double)
    /// So many of the requests fail.
    case errorBurst(rate: Double)
    /// Labels of predictions made in this time come later by `delay`.
    case labelDelay(TimeSpan)
    /// Labels due in this time come after its end, within `catchUp` and in their order, or never.
    case labelOutage(catchUp: TimeSpan, lost: Bool)
    /// A share of the requests stays away.
    case trafficDrop(share: Double)
    /// A share of the requests is served by another version.
    case versionRollout(version: String, share: Double)
  }

  package var kind: Kind
  /// Both counted from the scenario's start; `until` is the first moment without the incident.
  package var from: TimeSpan
  package var until: TimeSpan
  /// The incident grows evenly to its full strength in this long.
  package var ramp: TimeSpan
  package var condition: SegmentCondition

  package init(
    kind: Kind, from: TimeSpan, until: TimeSpan, ramp: TimeSpan = .zero,
    condition: SegmentCondition = .everything
  ) {
    self.kind = kind
    self.from = from
    self.until = until
    self.ramp = ramp
    self.condition = condition
  }

  /// From 0 (not there) to 1 (full strength) at a moment counted from the scenario's start.
  func strength(at offset: TimeSpan) -> Double {
    guard offset >= from, offset < until else { return 0 }
    guard ramp > .zero else { return 1 }
    return min(1, (offset - from).seconds / ramp.seconds)
  }
}
