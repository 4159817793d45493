import Notation

@testable import Windows

/// What an agent keeps of the checkpoints: parts by kind and number.
struct CheckpointStore: Equatable {
  struct Place: Hashable, Comparable {
    var kind: String
    var number: Int

    static func < (a: Place, b: Place) -> Bool { (a.kind, a.number) < (b.kind, b.number) }
  }

  private(set) var core: [UInt8] = []
  private(set) var kept: [Place: [UInt8]] = [:]

  var parts: [PartChange] {
    kept.sorted { $0.key < $1.key }.map { PartChange(kind: $0.key.kind, number: $0.key.number, bytes: $0.value) }
  }

  mutating func store(_ checkpoint: WindowsCheckpoint) {
    core = checkpoint.core
    store(checkpoint.changes)
  }

  mutating func store(_ changes: PartChanges) {
    for part in changes.parts { kept[Place(kind: part.kind, number: part.number)] = part.bytes }
    for (kind, number) in changes.firstKept { kept = kept.filter { $0.key.kind != kind || $0.key.number >= number } }
  }

  mutating func take(_ windows: RollingWindows) {
    store(windows.checkpoint())
    windows.checkpointIsSafe()
  }

  /// New windows that go on from the last checkpoint, with the evaluations so far.
  func resume(_ rig: WindowsRig, plan: WindowPlan, maxPending: Int = 1_000_000) throws -> WindowsRig {
    let next = try WindowsRig(plan, maxPending: maxPending)
    try next.windows.restore(core: core, parts: parts)
    next.continueRecord(of: rig)
    return next
  }
}
