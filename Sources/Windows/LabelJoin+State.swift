extension LabelJoin {
  /// Adds what has to be stored.
  func changes(into changes: inout PartChanges) {
    pending.changes(as: "pending", into: &changes)
    early.changes(as: "early", into: &changes)
    scheduled.changes(as: "scheduled", into: &changes)
    late.changes(as: "late", into: &changes)
  }

  func changesAreSafe() {
    pending.changesAreSafe()
    early.changesAreSafe()
    scheduled.changesAreSafe()
    late.changesAreSafe()
  }

  /// The rest of the state. To be called after ``changes(into:)``.
  func write(to writer: inout StateWriter) {
    pending.writeMarks(to: &writer)
    early.writeMarks(to: &writer)
    waiting.write(to: &writer)
  }

  /// Goes on from a checkpoint. Only before the first record.
  ///
  /// - Parameter strata: how many there are.
  func restore(_ parts: StoredParts, _ reader: inout StateReader, strata: Int) throws(StateDamage) {
    try pending.restore("pending", from: parts, &reader) { Int($0.stratum) < strata }
    try early.restore("early", from: parts, &reader) { _ in true }
    waiting = try PaneTally(&reader)
    for position in early.held where early[position].state != EntryState.gone && early[position].known < .max {
      earlyTally.add(1, to: early[position].known)
    }
    try scheduled.restore(parts["scheduled"]) { _ in true }
    try late.restore(parts["late"]) { $0 >= 0 }
    late.forEachElement { arrival, position in noteArrival(arrival, ofPredictionAt: position) }
  }
}
