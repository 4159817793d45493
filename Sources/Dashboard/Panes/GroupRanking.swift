import Readings

/// Which groups make a gap, and what that means for them.
struct GroupRanking {
  /// What is compared: the rate or figure of each group.
  enum Subject: Sendable {
    case selectionRate
    case truePositiveRate
    case falseNegativeRate
    case falsePositiveRate
    /// The rate of positives found or of false alarms, whichever is further apart.
    case eitherRate
    case areaUnderROC
    case calibrationError
  }

  let subject: Subject
  /// Positions of the groups with the least and the greatest figure among those that are compared.
  let least: Int
  let greatest: Int

  /// - Parameter truePositives: the comparison of the rates of positives found, by which equalised odds tells which of
  ///   its two rates it shows.
  /// - Returns: `nil` without two groups that can be compared.
  init?(_ comparison: GroupComparison, of metric: Metric, truePositives: GroupComparison? = nil) {
    let groups = comparison.groups
    let compared = groups.indices.filter { !groups[$0].isLeftOut && groups[$0].value?.isFinite == true }
    guard compared.count >= 2 else { return nil }
    func value(_ index: Int) -> Double { groups[index].value ?? 0 }
    guard let least = compared.min(by: { value($0) < value($1) }),
      let greatest = compared.max(by: { value($0) < value($1) })
    else { return nil }
    self.least = least
    self.greatest = greatest
    switch metric {
    case .demographicParityDifference, .demographicParityRatio: subject = .selectionRate
    case .equalOpportunityDifference: subject = .truePositiveRate
    case .fnrDifference: subject = .falseNegativeRate
    case .fprDifference: subject = .falsePositiveRate
    case .rocAUCDifference: subject = .areaUnderROC
    case .eceDifference: subject = .calibrationError
    default: subject = truePositives.map { $0 == comparison ? .truePositiveRate : .falsePositiveRate } ?? .eitherRate
    }
  }

  /// What the figures of the groups are.
  var title: String {
    switch subject {
    case .selectionRate: "share served positive"
    case .truePositiveRate: "share of positives found"
    case .falseNegativeRate: "share of positives missed"
    case .falsePositiveRate: "share of false alarms"
    case .eitherRate: "rate of positives found or of false alarms"
    case .areaUnderROC: "area under the ROC curve"
    case .calibrationError: "calibration error"
    }
  }

  /// Who is worse off, in words: `f is served positive least often, m most often`.
  func sentence(_ groups: [GroupComparison.Group]) -> String {
    guard groups.indices.contains(least), groups.indices.contains(greatest) else { return "" }
    let (low, high) = (groups[least].name, groups[greatest].name)
    if groups[least].value == groups[greatest].value { return "no group is worse off" }
    switch subject {
    case .selectionRate: return "\(low) is served positive least often, \(high) most often"
    case .truePositiveRate: return "positives of \(low) are found least often, those of \(high) most often"
    case .falseNegativeRate: return "positives of \(high) are missed most often, those of \(low) least often"
    case .falsePositiveRate: return "\(high) gets the most false alarms, \(low) the fewest"
    case .eitherRate: return "\(low) has the least rate, \(high) the greatest"
    case .areaUnderROC: return "\(low) is ranked worst, \(high) best"
    case .calibrationError: return "scores of \(high) are furthest from outcomes, those of \(low) nearest"
    }
  }

  /// The share of all rows together, where the figures are shares of the groups' rows.
  func overall(_ groups: [GroupComparison.Group]) -> Double? {
    switch subject {
    case .areaUnderROC, .calibrationError, .eitherRate: return nil
    default: break
    }
    var (sum, rows) = (0.0, 0.0)
    for group in groups {
      guard let value = group.value, value.isFinite, group.n > 0 else { continue }
      sum += value * Double(group.n)
      rows += Double(group.n)
    }
    return rows > 0 ? sum / rows : nil
  }
}
