import Records

/// A label that has been read and is not joined yet: because it is not in effect, or because it has no prediction.
struct HeldLabel: LoggedEntry {
  let id: IdentifierHash
  /// `Int64.min` if the log does not say.
  let time: Int64
  private var knownPane: Int32
  /// The state in two bits, then whether it is positive.
  private var flags: UInt32

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

/// A label that came into effect for its prediction, or one that was taken back.
struct JoinedLabel {
  /// The prediction's; NaN if it had none.
  let score: Double
  private let shortPane: Int32
  private let stratumAndFlags: UInt32

  init(_ prediction: PendingPrediction, isPositive: Bool, isTakenBack: Bool) {
    score = prediction.score
    shortPane = Int32(clamping: prediction.pane)
    stratumAndFlags =
      prediction.stratum << 3 | (prediction.servedPositive ? 4 : 0) | (isPositive ? 2 : 0) | (isTakenBack ? 1 : 0)
  }

  /// The prediction's.
  var pane: Int { Int(shortPane) }
  var stratum: Int { Int(stratumAndFlags >> 3) }
  var servedPositive: Bool { stratumAndFlags & 4 != 0 }
  var isPositive: Bool { stratumAndFlags & 2 != 0 }
  var sign: Int64 { stratumAndFlags & 1 == 0 ? 1 : -1 }
}
