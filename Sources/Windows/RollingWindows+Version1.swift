extension RollingWindows {
  /// Goes on from what a store of schema 1 kept. Only to be called before the first record.
  ///
  /// Counts and traffic look the same then and now; label counts, predictions and labels did not. Everything counts as
  /// changed afterwards, so that the next checkpoint stores it whole in the present form, and no part of the old form stays.
  ///
  /// Throws if the state is damaged or does not fit the baseline's layout.
  ///
  /// - Parameter stored: every part that was stored and not deleted, of whatever kind.
  package func restoreVersion1(core: [UInt8], parts stored: [PartChange]) throws(StateDamage) {
    let stored = StoredParts(stored)
    var reader = StateReader(core)
    try restoreRegistry(&reader)
    try restoreTraffic(stored["traffic"])
    changedTraffic = Set(traffic.keys)
    try restoreLabelsVersion1(stored["labels"])
    try restoreCore(&reader)
    let firstWaiting = nextPane.map { $0 - horizonPanes } ?? .min
    try join.restoreVersion1(
      stored["pending"], &reader, strata: registry.partsOfStratum.count, firstWaiting: firstWaiting)
    guard reader.isAtEnd else { throw StateDamage() }
    rebuildSums()
  }

  /// Label counts were written as traffic is.
  private func restoreLabelsVersion1(_ stored: [PartChange]) throws(StateDamage) {
    for part in stored {
      for (number, counts) in try parts(part, width: layout.labelWidth) {
        // What is empty was never written, and would not be written anew.
        guard !counts.isEmpty else { throw StateDamage() }
        for (index, value) in zip(counts.indices, counts.values) {
          labelPanes.add(value, at: Int(index), pane: part.number, part: number)
        }
      }
    }
  }
}
