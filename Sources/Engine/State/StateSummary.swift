import Windows

/// The figures of `leeway state show`, in all. Kept beside the counts that they are drawn from, so that they can be shown
/// without the configuration and the baseline.
struct StateSummary: Codable, Equatable {
  var lines = 0
  var records = 0
  var bad: [String: Int] = [:]
  var late = 0
  var labels = 0
  var joined = 0
  var unmatched = 0
  var duplicatePredictions = 0
  var duplicateLabels = 0
  var revisedLabels = 0
  var expiredPredictions = 0
  var expiredLabels = 0
  var pending = 0

  var duplicates: Int { duplicatePredictions + duplicateLabels }
}
