/// Where a reading stands on the degradation gradient.
package enum Level: String, CaseIterable, Hashable, Sendable {
  /// Within the acceptable band.
  case green
  /// Past the first threshold, and past what chance explains.
  case yellow
  /// Past the second threshold, and past what chance explains.
  case red
  /// Too few rows to say anything.
  case insufficient
  /// No rows at all in the window.
  case nodata
  /// The figure could not be computed (not finite).
  case error

  /// Whether the level grades a figure; the others say why there is none.
  package var isGraded: Bool {
    switch self {
    case .green, .yellow, .red: true
    case .insufficient, .nodata, .error: false
    }
  }

  /// Order for "worst first": red, yellow, error, green, then those that say nothing.
  package var severity: Int {
    switch self {
    case .red: 5
    case .yellow: 4
    case .error: 3
    case .green: 2
    case .insufficient: 1
    case .nodata: 0
    }
  }
}
