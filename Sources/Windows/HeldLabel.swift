import Records

/// A label that has been read and is not joined yet: because it is not in effect, or because it has no prediction. Its
/// payload (see ``JoinColumns``) is beside it.
struct HeldLabel: LoggedEntry {
  let id: IdentifierHash
  /// In microseconds; `Int64.min` if the log does not say. Of the first label of that id, where others came before the
  /// prediction: the lag goes by it, as it does where they come after.
  var time: Int64
  private var knownPane: Int32
  /// The state in two bits, then whether it is positive.
  private var flags: UInt32

  /// - Parameter isPositive: for tasks other than binary always true.
  init(id: IdentifierHash, time: Int64, known: Int, isPositive: Bool) {
    self.id = id
    self.time = time
    knownPane = Int32(clamping: known)
    flags = isPositive ? 4 : 0
  }

  /// The pane in which it became known; `Int.max` for one without a time, which waits without limit.
  var known: Int {
    get { knownPane == .max ? .max : Int(knownPane) }
    set { knownPane = Int32(clamping: newValue) }
  }
  var isPositive: Bool { flags & 4 != 0 }
  var state: UInt8 {
    get { UInt8(flags & 3) }
    set { flags = flags & ~3 | UInt32(newValue & 3) }
  }
}
