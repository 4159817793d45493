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
  var positive: String
  var features: [RecordSchema.Feature]
  /// Name and path; the path is `nil` where the name alone says it.
  var segments: [(name: String, path: String?)]
  /// Names among the segments.
  var fairness: [String]
  /// Paths that were left out, each with why.
  var leftOut: [(path: String, reason: String)]

  /// Names of the role's field, the most telling first, compared without capitals.
  private enum Names {
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
  private static let plausibleTimes = Instant(seconds: 631_152_000)...Instant(seconds: 4_102_444_800)

  /// - Throws: ``InferenceFailure`` if there is no timestamp or no prediction.
  init(_ sample: SampledFields, labels: SampledFields?, labelValue: String?) throws(InferenceFailure) {
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
    guard let prediction = find(Names.prediction, Self.isClass) else { throw .noPrediction(paths: sample.paths) }
    self.prediction = prediction
    score = find(Names.score, Self.isProbability)
    version = find(Names.version) { Self.isScalar($0) && $0.distinctCount <= 20 && !$0.hasMoreValues }
    latency = find(Names.latency) { Self.isNumber($0) && ($0.range?.lowerBound ?? -1) >= 0 }
    status = find(Names.status, Self.isStatus)
    let outcomes = labelValue.flatMap { labels?.fields[$0] } ?? sample.fields[prediction]
    positive = Self.positiveClass(outcomes?.values ?? [])

    features = []
    segments = []
    fairness = []
    leftOut = []
    let rest = sample.paths.filter { !taken.contains($0) && FieldPath($0) != nil }
    chooseFeatures(among: rest, in: sample)
    chooseSegments(among: rest, in: sample)
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

  // MARK: Recognition

  /// The field of the best name; of fields with the same name the least nested one.
  static func path(
    named names: [String], in sample: SampledFields, without taken: Set<String> = [],
    where fits: (SampledFields.Field) -> Bool
  ) -> String? {
    let paths = sample.paths.filter { !taken.contains($0) && FieldPath($0) != nil }
    for name in names {
      let matches = paths.filter { path in
        guard member(of: path).lowercased() == name, let field = sample.fields[path], fits(field) else { return false }
        return group(of: path).map { (Names.featureGroups + Names.segmentGroups).contains($0) } != true
      }
      if let best = matches.min(by: { depth($0) < depth($1) }) { return best }
    }
    return nil
  }

  static func timestampPath(in sample: SampledFields) -> String? {
    path(named: Names.timestamp, in: sample, where: isTime)
  }

  static func identifierPath(in sample: SampledFields, like known: String?) -> String? {
    let wanted = known.map { [member(of: $0).lowercased()] } ?? []
    return path(named: wanted + Names.id, in: sample, where: isScalar)
  }

  private static func member(of path: String) -> String { path.split(separator: ".").last.map(String.init) ?? path }

  private static func group(of path: String) -> String? {
    let components = path.split(separator: ".")
    return components.count > 1 ? components[0].lowercased() : nil
  }

  private static func depth(_ path: String) -> Int { path.count { $0 == "." } }

  static func isScalar(_ field: SampledFields.Field) -> Bool {
    !field.valueTypes.isEmpty && field.valueTypes.isDisjoint(with: [.array, .object])
  }

  private static func isNumber(_ field: SampledFields.Field) -> Bool { field.valueTypes == [.number] }

  /// Few enough values to be classes.
  static func isClass(_ field: SampledFields.Field) -> Bool {
    isScalar(field) && field.distinctCount <= 20 && !field.hasMoreValues
  }

  /// Nearly every row has a value of its own.
  private static func isIdentifier(_ field: SampledFields.Field) -> Bool {
    isScalar(field) && (field.hasMoreValues || field.distinctCount * 10 >= field.count * 9)
  }

  private static func isProbability(_ field: SampledFields.Field) -> Bool {
    guard isNumber(field), let range = field.range else { return false }
    return range.lowerBound >= 0 && range.upperBound <= 1
  }

  private static func isTime(_ field: SampledFields.Field) -> Bool {
    if isRFC3339(field) { return true }
    guard isNumber(field), let range = field.range, let first = Instant(unixTime: range.lowerBound),
      let last = Instant(unixTime: range.upperBound)
    else { return false }
    return plausibleTimes.contains(first) && plausibleTimes.contains(last)
  }

  private static func isRFC3339(_ field: SampledFields.Field) -> Bool {
    field.valueTypes == [.string] && field.values.allSatisfy { Instant(rfc3339: $0) != nil }
  }

  private static func isStatus(_ field: SampledFields.Field) -> Bool {
    switch field.valueTypes {
    case [.boolean]: return true
    case [.number]: return field.range.map { $0.lowerBound >= 100 && $0.upperBound < 600 } ?? false
    case [.string]: return field.values.allSatisfy { ["ok", "error"].contains($0) || isHTTPCode($0) }
    default: return false
    }
  }

  private static func isHTTPCode(_ text: String) -> Bool { Int(text).map { (100..<600).contains($0) } ?? false }

  /// The class that is most likely the positive one: `1` or `true`, a word that says so, or the last in order.
  private static func positiveClass(_ values: [String]) -> String {
    let telling = [
      "1", "1.0", "true", "yes", "positive", "pos", "y", "default", "fraud", "churn", "approved", "accept",
    ]
    return telling.first { word in values.contains { $0.lowercased() == word } }
      .flatMap { word in values.first { $0.lowercased() == word } } ?? (values.count == 2 ? values[1] : "1")
  }
}
