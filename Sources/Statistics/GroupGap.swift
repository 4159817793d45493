/// A share within one group: the selected of a group's rows, the missed of its positives, and so on.
package struct GroupShare: Equatable, Sendable {
  package var name: String
  package var successes: Int64
  package var count: Int64

  package init(name: String, successes: Int64, count: Int64) {
    self.name = name
    self.successes = successes
    self.count = count
  }
}

/// The greatest difference of a share between two groups, with its interval and the two groups.
package struct GroupGap: Equatable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double
  package let lowestGroup: String
  package let highestGroup: String

  package init(value: Double, low: Double, high: Double, lowestGroup: String, highestGroup: String) {
    self.value = value
    self.low = low
    self.high = high
    self.lowestGroup = lowestGroup
    self.highestGroup = highestGroup
  }
}

/// The greatest share less the least over all groups with rows (`fairlearn.metrics.MetricFrame.difference` with
/// `between_groups`), 0 … 1, and Newcombe's interval for the two groups concerned, clamped at 0.
///
/// The interval treats the two groups as given; that they were picked as the outermost of many is not allowed for. Of
/// equal shares the first by name counts, and where all are equal the first two by name are given. Nil under two groups
/// with rows. Complexity: O(groups · log groups).
package func greatestDifference(_ groups: [GroupShare], confidence: Double) -> GroupGap? {
  let named = groups.filter { $0.count > 0 }.sorted { $0.name < $1.name }
  guard named.count >= 2 else { return nil }
  let shares = named.map { Double(min(max($0.successes, 0), $0.count)) / Double($0.count) }
  var lowest = 0
  for i in shares.indices where shares[i] < shares[lowest] { lowest = i }
  var highest = lowest == 0 ? 1 : 0
  for i in shares.indices where shares[i] > shares[highest] { highest = i }
  guard
    let interval = newcombeDifferenceInterval(
      successes1: named[highest].successes, of: named[highest].count,
      successes2: named[lowest].successes, of: named[lowest].count,
      criticalValue: normalCriticalValue(confidence: confidence))
  else { return nil }
  return GroupGap(
    value: shares[highest] - shares[lowest], low: max(interval.low, 0), high: max(interval.high, 0),
    lowestGroup: named[lowest].name, highestGroup: named[highest].name)
}
