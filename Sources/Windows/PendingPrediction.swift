import Records

/// A prediction that may still get a label, or another one. 32 bytes; with its share of the index at most 48, and its
/// payload (see ``JoinColumns``) beside it.
struct PendingPrediction: LoggedEntry {
  enum LabelState: UInt8 {
    case waiting = 0
    case negative = 1
    /// The positive class; for tasks other than binary any outcome.
    case positive = 2
  }

  let id: IdentifierHash
  /// See ``JoinColumns/scoreField(served:score:override:)``.
  let scoreField: Double
  private let shortPane: Int32
  /// From the lowest bit: the state in two bits, whether it was served as positive, the offset in eight, the stratum.
  private var packed: UInt32

  /// Strata from this one on cannot be held.
  static let stratumLimit: UInt32 = 1 << 21

  /// - Parameters:
  ///   - offset: where in its pane it was made, in 1/256 of the pane.
  ///   - stratum: below ``stratumLimit``.
  init(
    id: IdentifierHash, scoreField: Double, pane: Int, offset: UInt8, stratum: UInt32, servedPositive: Bool,
    label: LabelState
  ) {
    self.id = id
    self.scoreField = scoreField
    shortPane = Int32(clamping: pane)
    packed = stratum << 11 | UInt32(offset) << 3 | (servedPositive ? 4 : 0) | UInt32(label.rawValue)
  }

  /// The slice of event time that it belongs to.
  var pane: Int { Int(shortPane) }
  var stratum: UInt32 { packed >> 11 }
  var offset: UInt8 { UInt8(truncatingIfNeeded: packed >> 3) }
  var servedPositive: Bool { packed & 4 != 0 }
  /// A ``LabelState``, or gone.
  var state: UInt8 {
    get { UInt8(packed & 3) }
    set { packed = packed & ~3 | UInt32(newValue & 3) }
  }
  /// `nil` if it is gone.
  var label: LabelState? { LabelState(rawValue: state) }
}

typealias PendingPredictions = IdentifierLog<PendingPrediction>
