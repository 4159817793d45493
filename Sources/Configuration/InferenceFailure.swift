/// Why no configuration can be inferred from a sample.
package enum InferenceFailure: Error, Equatable, Sendable {
  /// The sample holds no JSON object with members.
  case noFields
  case noTimestamp(paths: [String])
  case noPrediction(paths: [String])
  /// The label log lacks what joins labels to predictions, or the label itself.
  case noLabelFields(missing: String, paths: [String])

  /// What is missing and what to do.
  package var text: String {
    func listing(_ paths: [String]) -> String {
      paths.prefix(30).joined(separator: ", ") + (paths.count > 30 ? ", …" : "")
    }
    switch self {
    case .noFields:
      return "the log holds no JSON objects; leeway reads one JSON object a line"
    case .noTimestamp(let paths):
      return "no field looks like the time of the prediction (RFC 3339 or Unix time; for example 'ts'); "
        + "the log has: \(listing(paths))"
    case .noPrediction(let paths):
      return "no field looks like what was served (one of at most 20 classes, or a number; for example 'prediction'); "
        + "the log has: \(listing(paths))"
    case .noLabelFields(let missing, let paths):
      return "the label log has no field that looks like \(missing); it has: \(listing(paths))"
    }
  }
}
