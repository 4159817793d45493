import Records

/// Labels in, and what they change in the panes.
extension RollingWindows {
  /// Takes up labels; each takes effect when event time passes the moment it became known.
  package func add(_ batch: LabelBatch, from clock: inout SourceClock) {
    counts.labels += batch.count
    for row in 0..<batch.count {
      let time = batch.timestamps[row]
      guard time != .min else {
        join.scheduleUntimed(
          id: batch.ids[row], isPositive: batch.positive[row], nextPane: nextPane, counts: &counts)
        continue
      }
      clock.see(time)
      let known = max(pane(of: time), arrivalFloor(clock, time))
      join.schedule(.init(time: time, known: known, id: batch.ids[row], isPositive: batch.positive[row]))
    }
  }

  /// The label counts of a pane change, the same in each of some parts.
  func changeLabels(_ pane: Int, _ parts: [Int], _ deltas: [LabelDelta]) {
    guard joinsLabels else { return }
    for part in parts {
      labelPanes[pane, default: [:]][part, default: SparseCounts()].add(deltas)
      changedLabels.insert(pane)
      let identity = registry.parts[part]
      if identity.cell == 0 {
        for delta in deltas where delta.position == CellLayout.predictions {
          totals[pane, default: (0, 0)].predictions += delta.amount
        }
        for delta in deltas where delta.position == CellLayout.labelled {
          totals[pane, default: (0, 0)].labelled += delta.amount
        }
      }
      for window in labelWindows.indices {
        coverageWindows[window].change(pane: pane, part: identity, deltas: deltas, registry: registry)
        labelWindows[window].change(pane: pane, part: identity, deltas: deltas, registry: registry)
      }
    }
  }
}
