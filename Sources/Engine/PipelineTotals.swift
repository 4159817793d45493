import Records

/// What a pipeline has counted of its lines, in all; lives on over restarts.
struct PipelineTotals: Codable, Equatable {
  /// Of both kinds, bad ones too.
  var lines = 0
  var bad: [String: Int] = [:]
  var invalidValues = 0
  /// Predictions outside the range that a replay looks at.
  var outOfRange = 0
  var panesClosed = 0

  mutating func countBad(_ reason: LineDefect.Reason) { bad[reason.rawValue, default: 0] += 1 }

  /// Most frequent first, ties by name.
  var badByReason: [(reason: String, count: Int)] {
    bad.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}
