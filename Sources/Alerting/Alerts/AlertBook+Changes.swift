import Readings

/// What a store has to take up.
extension AlertBook {
  /// The alerts that have changed since ``changesAreSafe()`` was last called, in no particular order.
  package mutating func changes() -> [AlertInstance] {
    for pair in storing where !pairs[pair].isChanged {
      pairs[pair].isChanged = true
      changed.append(pair)
    }
    storing = changed
    changed = []
    for pair in storing { pairs[pair].isChanged = false }
    return storing.map { instance(at: $0) } + (changedOrphans ? orphans : [])
  }

  /// The last changes have been stored.
  package mutating func changesAreSafe() {
    storing = []
    changedOrphans = false
  }
}
