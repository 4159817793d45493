import Notation
import Records

/// What a field is for, by its name, types and values.
extension FieldRoles {
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

  static func member(of path: String) -> String { path.split(separator: ".").last.map(String.init) ?? path }

  static func group(of path: String) -> String? {
    let components = path.split(separator: ".")
    return components.count > 1 ? components[0].lowercased() : nil
  }

  private static func depth(_ path: String) -> Int { path.count { $0 == "." } }

  static func isScalar(_ field: SampledFields.Field) -> Bool {
    !field.valueTypes.isEmpty && field.valueTypes.isDisjoint(with: [.array, .object])
  }

  static func isNumber(_ field: SampledFields.Field) -> Bool { field.valueTypes == [.number] }

  /// Few enough values to be classes; of numbers with a fraction, two at most.
  static func isClass(_ field: SampledFields.Field) -> Bool {
    guard isScalar(field), field.distinctCount <= 20, !field.hasMoreValues else { return false }
    return field.distinctCount <= 2 || !isNumber(field)
      || field.values.allSatisfy { Double($0).map { $0 == $0.rounded() } ?? false }
  }

  /// Nearly every row has a value of its own.
  static func isIdentifier(_ field: SampledFields.Field) -> Bool {
    isScalar(field) && (field.hasMoreValues || field.distinctCount * 10 >= field.count * 9)
  }

  static func isProbability(_ field: SampledFields.Field) -> Bool {
    guard isNumber(field), let range = field.range else { return false }
    return range.lowerBound >= 0 && range.upperBound <= 1
  }

  static func isTime(_ field: SampledFields.Field) -> Bool {
    if isRFC3339(field) { return true }
    guard isNumber(field), let range = field.range, let first = Instant(unixTime: range.lowerBound),
      let last = Instant(unixTime: range.upperBound)
    else { return false }
    return plausibleTimes.contains(first) && plausibleTimes.contains(last)
  }

  static func isRFC3339(_ field: SampledFields.Field) -> Bool {
    field.valueTypes == [.string] && field.values.allSatisfy { Instant(rfc3339: $0) != nil }
  }

  static func isStatus(_ field: SampledFields.Field) -> Bool {
    switch field.valueTypes {
    case [.boolean]: return true
    case [.number]: return field.range.map { $0.lowerBound >= 100 && $0.upperBound < 600 } ?? false
    case [.string]: return field.values.allSatisfy { ["ok", "error"].contains($0) || isHTTPCode($0) }
    default: return false
    }
  }

  private static func isHTTPCode(_ text: String) -> Bool { Int(text).map { (100..<600).contains($0) } ?? false }

  // MARK: The task

  /// Binary or several classes, by what was served and what turned out to be true.
  static func task(served: SampledFields.Field?, known: SampledFields.Field?) -> PredictionTask {
    var classes: [String] = []
    for value in (known?.values ?? []) + (served?.values ?? [])
    where !classes.contains(where: { TaskSection.isSameClass($0, value) }) {
      classes.append(value)
    }
    guard (3...PredictionTask.classLimit).contains(classes.count) else {
      return .binary(positive: positiveClass((known ?? served)?.values ?? []))
    }
    return .multiclass(
      classes: classes.sorted { a, b in
        guard let first = Double(a), let second = Double(b), first != second else { return a < b }
        return first < second
      })
  }

  /// The objects that have a probability for each of the classes.
  static func scoreObjects(in sample: SampledFields, task: PredictionTask) -> [String] {
    var objects: [String] = []
    for name in Names.scores + Names.score {
      for path in sample.paths {
        let components = path.split(separator: ".", omittingEmptySubsequences: false)
        guard let index = components.firstIndex(where: { $0.lowercased() == name }), index + 1 < components.count else {
          continue
        }
        let object = components[...index].joined(separator: ".")
        if !objects.contains(object), isScores(object, of: sample, task: task) { objects.append(object) }
      }
    }
    return objects
  }

  private static func isScores(_ object: String, of sample: SampledFields, task: PredictionTask) -> Bool {
    guard FieldPath(object) != nil else { return false }
    let members = sample.paths.filter { $0.hasPrefix(object + ".") }
    guard members.allSatisfy({ sample.fields[$0].map(isProbability) == true }) else { return false }
    switch task {
    case .binary(let positive): return classPath(positive, in: object, of: sample) != nil
    case .multiclass(let classes): return classes.allSatisfy { members.contains("\(object).\($0)") }
    case .regression: return false
    }
  }

  private static func classPath(_ name: String, in object: String, of sample: SampledFields) -> String? {
    sample.paths.first {
      $0.hasPrefix(object + ".") && TaskSection.isSameClass(String($0.dropFirst(object.count + 1)), name)
    }
  }

  /// For several classes the object itself, else the member of the positive class.
  static func scorePath(in object: String, of sample: SampledFields, task: PredictionTask) -> String? {
    guard case .binary(let positive) = task else { return object }
    return classPath(positive, in: object, of: sample).flatMap { FieldPath($0) == nil ? nil : $0 }
  }

  /// The class that is most likely the positive one: `1` or `true`, a word that says so, or the last in order.
  private static func positiveClass(_ values: [String]) -> String {
    let telling = [
      "1", "1.0", "true", "yes", "positive", "pos", "y", "default", "fraud", "churn", "approved", "accept",
    ]
    return telling.first { word in values.contains { $0.lowercased() == word } }
      .flatMap { word in values.first { $0.lowercased() == word } } ?? (values.count == 2 ? values[1] : "1")
  }
}
