import Records

/// Labels in, and what they change in the panes.
extension RollingWindows {
  /// Takes up labels; each takes effect when event time passes the moment it became known.
  ///
  /// - Parameter notAfter: rows of a later time (in microseconds) are left out before they touch the clock.
  /// - Returns: the rows that were left out.
  @discardableResult
  package func add(_ batch: LabelBatch, from clock: inout SourceClock, notAfter: Int64 = .max) -> AddOutcome {
    var outcome = AddOutcome()
    var panes = PaneCursor(step: plan.pane.microseconds)
    var floors = panes
    let lateness = plan.lateness.microseconds
    let columns = JoinColumns(layout)
    var payload: [Double] = []
    for row in 0..<batch.count {
      let time = batch.timestamps[row]
      let isPositive = columns.isPositive(batch.outcomes[row])
      columns.fill(&payload, from: batch, row: row)
      guard time != .min else {
        join.scheduleUntimed(
          id: batch.ids[row], isPositive: isPositive, payload: payload.span, nextPane: nextPane, counts: &counts)
        continue
      }
      guard time <= notAfter else {
        outcome.future.append(row)
        continue
      }
      clock.see(time)
      let (newest, overflow) = (clock.newest ?? time).subtractingReportingOverflow(lateness)
      let known = max(panes.pane(of: time), floors.pane(of: overflow ? .min : newest), nextPane ?? .min)
      join.schedule(
        HeldLabel(id: batch.ids[row], time: time, known: known, isPositive: isPositive), payload: payload.span,
        counts: &counts)
    }
    counts.labels += batch.count - outcome.future.count
    return outcome
  }

  /// Predictions were served in a pane.
  func countServed(_ served: Int64, pane: Int, part: Int) {
    guard joinsLabels else { return }
    labelPanes.add(served, at: CellLayout.predictions, pane: pane, part: part)
    change(pane: pane, part: part, [LabelDelta(position: CellLayout.predictions, amount: served)], registry)
  }

  /// Puts into effect the labels that became known up to and including a pane.
  func applyLabels(through pane: Int) {
    guard joinsLabels else { return }
    var deltas: [LabelDelta] = []
    let registry = self.registry
    join.apply(through: pane, counts: &counts) { pane, labels, range in
      labelTally.count(labels, in: range, partsOfStratum: registry.partsOfStratum)
      labelTally.takeRows { part, row in
        labelPanes.add(row, pane: pane, part: part)
        deltas.removeAll(keepingCapacity: true)
        row.forEachTouched { deltas.append(LabelDelta(position: $0, amount: $1)) }
        change(pane: pane, part: part, deltas, registry)
      }
    }
  }

  /// The label counts of a part of a pane have changed: so do the sums.
  private func change(pane: Int, part: Int, _ deltas: [LabelDelta], _ registry: CellRegistry) {
    let identity = registry.parts[part]
    if identity.cell == 0 {
      var total = totals[pane] ?? (0, 0)
      for delta in deltas.prefix(2) {
        if delta.position == CellLayout.predictions { total.predictions += delta.amount }
        if delta.position == CellLayout.labelled { total.labelled += delta.amount }
      }
      totals[pane] = total
    }
    for window in labelWindows.indices {
      coverageWindows[window].change(pane: pane, part: identity, deltas: deltas, registry: registry)
      labelWindows[window].change(pane: pane, part: identity, deltas: deltas, registry: registry)
    }
  }
}
