import Records

/// A prediction that may still get a label, or another one. 32 bytes; with its share of the index at most 48.
struct PendingPrediction: LoggedEntry {
  enum LabelState: UInt8 {
    case waiting = 0
    case negative = 1
    case positive = 2
  }

  let id: IdentifierHash
  /// NaN if there was none.
  let score: Double
  private let shortPane: Int32
  private var stratumAndFlags: UInt32

  /// - Parameter stratum: below 2²⁹.
  init(id: IdentifierHash, score: Double, pane: Int, stratum: UInt32, servedPositive: Bool, label: LabelState) {
    self.id = id
    self.score = score
    shortPane = Int32(clamping: pane)
    stratumAndFlags = stratum << 3 | (servedPositive ? 4 : 0) | UInt32(label.rawValue)
  }

  /// The slice of event time that it belongs to.
  var pane: Int { Int(shortPane) }
  var stratum: UInt32 { stratumAndFlags >> 3 }
  var servedPositive: Bool { stratumAndFlags & 4 != 0 }
  /// A ``LabelState``, or gone.
  var state: UInt8 {
    get { UInt8(stratumAndFlags & 3) }
    set { stratumAndFlags = stratumAndFlags & ~3 | UInt32(newValue & 3) }
  }
  /// `nil` if it is gone.
  var label: LabelState? { LabelState(rawValue: state) }
}

typealias PendingPredictions = IdentifierLog<PendingPrediction>
