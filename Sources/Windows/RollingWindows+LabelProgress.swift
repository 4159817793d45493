import Notation
import Readings

extension RollingWindows {
  /// Bounds of the ages by which labels are looked at.
  static let labelAges: [TimeSpan] = [
    .zero, .hours(1), .hours(6), .days(1), .days(3), .days(7), .days(14), .days(30), .days(90),
  ]

  /// How many of the predictions of each age have their label, from the newest pane back to the label horizon, as far as
  /// that is known: after a restart only of panes that are still held. Ages go by the end of a prediction's pane; empty where no labels are joined.
  ///
  /// Cost: a look at every pane for which labels may still come.
  package var labelProgress: [LabelProgress] {
    guard joinsLabels, let next = nextPane,
      let oldest = [totals.keys.min(), settledTotals.keys.min()].compactMap(\.self).min(), oldest < next
    else { return [] }
    let horizon = plan.pane * Int64(horizonPanes)
    let known = min(plan.pane * Int64(next - oldest), horizon)
    var buckets: [LabelProgress] = []
    for (index, from) in Self.labelAges.enumerated() where from < known {
      let bound = index + 1 < Self.labelAges.count ? min(Self.labelAges[index + 1], horizon) : horizon
      buckets.append(LabelProgress(from: from, to: bound, predictions: 0, labelled: 0))
    }
    for panes in [totals, settledTotals] {
      for (pane, counts) in panes where pane < next {
        let age = plan.pane * Int64(next - 1 - pane)
        guard age < horizon, let index = buckets.lastIndex(where: { $0.from <= age }) else { continue }
        buckets[index].predictions += Int(clamping: counts.predictions)
        buckets[index].labelled += Int(clamping: counts.labelled)
      }
    }
    return buckets
  }

  /// Panes that need not be judged again leave ``totals``. They are kept aside for as long as labels are looked at by
  /// age: without those that are complete the others would look like all there is.
  func settleTotals(before pane: Int, now: Int) {
    for old in totals.keys.filter({ $0 < pane }) {
      guard let counts = totals.removeValue(forKey: old), old >= now - horizonPanes else { continue }
      let before = settledTotals[old] ?? (0, 0)
      settledTotals[old] = (before.predictions + counts.predictions, before.labelled + counts.labelled)
    }
    for old in settledTotals.keys.filter({ $0 < now - horizonPanes }) { settledTotals[old] = nil }
  }
}
