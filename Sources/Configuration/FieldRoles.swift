import Notation
import Records

/// What the fields of a log are for, guessed from their names, types and values.
struct FieldRoles {
  var timestamp: String
  var id: String?
  var version: String?
  var prediction: String
  var score: String?
  var latency: String?
  var status: String?
  var override: String?
  var task: PredictionTask
  /// Where the label log has the truth.
  var label: String?
  var features: [RecordSchema.Feature]
  /// Name and path; the path is `nil` where the name alone says it.
  var segments: [(name: String, path: String?)]
  /// Names among the segments.
  var fairness: [String]
  /// Paths that were left out, each with why.
  var leftOut: [(path: String, reason: String)]

  /// Names of the role's field, the most telling first, compared without capitals.
  enum Names {
    static let timestamp = [
      "ts", "timestamp", "event_time", "event_ts", "time", "datetime", "created_at", "predicted_at", "logged_at",
      "date",
    ]
    static let id = [
      "request_id", "prediction_id", "event_id", "record_id", "transaction_id", "inference_id", "trace_id", "uuid",
      "id",
    ]
    static let version = ["model_version", "version", "model_id", "model"]
    static let prediction = [
      "prediction", "predicted", "predicted_class", "predicted_label", "y_pred", "pred", "decision", "class", "output",
    ]
    /// What only regression has.
    static let estimate = ["predicted_value", "y_hat", "yhat", "estimate", "estimated", "forecast", "value"]
    static let label = [
      "label", "y_true", "target", "ground_truth", "truth", "actual", "outcome", "y", "value", "class", "result",
    ]
    static let override = [
      "override", "overridden", "human_override", "manual_override", "overruled", "overrule", "reviewer_decision",
    ]
    /// Objects of a score for each class.
    static let scores = ["probabilities", "scores", "probas", "probs", "class_probabilities", "class_scores"]
    static let score = [
      "probability", "score", "proba", "prob", "y_score", "y_proba", "predicted_probability", "p", "confidence",
    ]
    static let latency = [
      "latency_ms", "duration_ms", "elapsed_ms", "response_time_ms", "inference_ms", "took_ms", "latency",
    ]
    static let status = ["status", "status_code", "http_status", "response_code", "ok", "success"]
    static let featureGroups = ["features", "feature", "inputs", "input", "x"]
    static let segmentGroups = ["segment", "segments", "dimensions", "tags"]
    static let segments = [
      "region", "country", "market", "channel", "product", "platform", "device", "segment", "tier", "language", "store",
    ]
    static let attributes = [
      "sex", "gender", "age_band", "age_group", "race", "ethnicity", "nationality", "religion", "disability",
    ]
  }

  private static let segmentLimit = 4
  private static let valuesOfASegment = 2...20
  private static let valuesOfACategory = 200
  static let plausibleTimes = Instant(seconds: 631_152_000)...Instant(seconds: 4_102_444_800)

  /// - Throws: ``InferenceFailure`` if there is no timestamp or no prediction.
  init(_ sample: SampledFields, labels: SampledFields?) throws(InferenceFailure) {
    guard sample.lineCount > 0, !sample.fields.isEmpty else { throw .noFields }
    var taken: Set<String> = []
    func find(_ names: [String], _ fits: (SampledFields.Field) -> Bool) -> String? {
      let found = Self.path(named: names, in: sample, without: taken, where: fits)
      if let found { taken.insert(found) }
      return found
    }

    guard
      let timestamp = find(Names.timestamp, Self.isTime)
        ?? sample.paths.first(where: { sample.fields[$0].map(Self.isRFC3339) == true })
    else { throw .noTimestamp(paths: sample.paths) }
    taken.insert(timestamp)
    self.timestamp = timestamp
    id = find(Names.id, Self.isIdentifier)
    let served = find(Names.prediction, Self.isClass)
    guard let prediction = served ?? find(Names.prediction + Names.estimate, Self.isNumber) else {
      throw .noPrediction(paths: sample.paths)
    }
    self.prediction = prediction
    label = labels.flatMap { labels in
      Self.path(named: Names.label, in: labels, where: served == nil ? Self.isNumber : Self.isClass)
    }
    let known = label.flatMap { labels?.fields[$0] }
    task = served == nil ? .regression : Self.task(served: sample.fields[prediction], known: known)

    leftOut = []
    if served != nil {
      let objects = Self.scoreObjects(in: sample, task: task)
      score = find(Names.score, Self.isProbability)
      if let object = objects.first {
        taken.formUnion(sample.paths.filter { $0.hasPrefix(object + ".") })
        if score == nil || task.classCount > 2 { score = Self.scorePath(in: object, of: sample, task: task) }
      } else if task.classCount > 2, let single = score {
        leftOut.append((single, "one score, where several classes need an object {class: p}"))
        score = nil
      }
    }
    version = find(Names.version) { Self.isScalar($0) && $0.distinctCount <= 20 && !$0.hasMoreValues }
    latency = find(Names.latency) { Self.isNumber($0) && ($0.range?.lowerBound ?? -1) >= 0 }
    status = find(Names.status, Self.isStatus)
    override = find(Names.override) { field in
      field.types.isSubset(of: [.null, .boolean])
        || (Self.isScalar(field) && (field.types.contains(.null) || field.count < sample.lineCount))
    }

    features = []
    segments = []
    fairness = []
    let rest = sample.paths.filter { !taken.contains($0) && FieldPath($0) != nil }
    chooseFeatures(among: rest, in: sample)
    chooseSegments(among: rest, in: sample)
    // Groups are compared by their shares of the positive class.
    if task.classCount != 2 { fairness = [] }
  }

  // MARK: Features and segments

  private mutating func chooseFeatures(among paths: [String], in sample: SampledFields) {
    let grouped = paths.filter { Self.group(of: $0).map(Names.featureGroups.contains) == true }
    let candidates =
      grouped.isEmpty ? paths.filter { Self.group(of: $0).map(Names.segmentGroups.contains) != true } : grouped
    var names: Set<String> = []
    for path in candidates {
      guard let field = sample.fields[path], let fieldPath = FieldPath(path) else { continue }
      let kind: RecordSchema.Feature.Kind
      switch field.valueTypes {
      case [.number]: kind = .numeric
      case [.string], [.boolean]:
        guard field.distinctCount <= Self.valuesOfACategory, !field.hasMoreValues else {
          leftOut.append((path, "more than \(Self.valuesOfACategory) distinct texts"))
          continue
        }
        guard field.distinctCount <= 20 || field.distinctCount * 2 <= field.count else {
          leftOut.append((path, "nearly every line has a text of its own"))
          continue
        }
        kind = .categorical
      case []:
        leftOut.append((path, "always null"))
        continue
      default:
        leftOut.append((path, "not one type of value"))
        continue
      }
      var name = Self.member(of: path)
      if name.hasPrefix("@") || names.contains(name) { name = path.replacing(".", with: "_").replacing("@", with: "") }
      guard names.insert(name).inserted else {
        leftOut.append((path, "its name is taken by another feature"))
        continue
      }
      features.append(.init(name: name, path: fieldPath, kind: kind))
    }
  }

  private mutating func chooseSegments(among paths: [String], in sample: SampledFields) {
    let suitable = paths.filter { path in
      guard let field = sample.fields[path], field.valueTypes == [.string] || field.valueTypes == [.boolean] else {
        return false
      }
      return Self.valuesOfASegment.contains(field.distinctCount) && !field.hasMoreValues
    }
    let grouped = suitable.filter { Self.group(of: $0).map(Names.segmentGroups.contains) == true }
    let named = (Names.segments + Names.attributes).compactMap { name in
      suitable.first { Self.member(of: $0).lowercased() == name && !grouped.contains($0) }
    }
    for path in (grouped + named) where segments.count < Self.segmentLimit {
      var name = Self.member(of: path)
      if segments.contains(where: { $0.name == name }) { name = path.replacing(".", with: "_") }
      guard !name.contains(where: { "=,*?[]".contains($0) }), name != "all",
        !segments.contains(where: { $0.name == name })
      else { continue }
      let isFeature = features.contains { $0.name == name && $0.path.description == path }
      segments.append((name, isFeature || name == path ? nil : path))
      if Names.attributes.contains(name.lowercased()) { fairness.append(name) }
    }
  }
}
