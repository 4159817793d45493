import Configuration
import Ingest
import Notation
import Records

/// What a field that fails in most lines tells of a file: another kind of log, or other names.
extension FileDiagnosis {
  /// A field of the file and the first value seen there that is not null.
  struct FoundField {
    var path: String
    var value: ObjectSketch.Value
  }

  /// The fields that the lines' beginnings show.
  struct FoundFields {
    var fields: [FoundField] = []
    /// There may be more.
    var isOpen = false

    init(heads: [String], header: [String]?) {
      if let header {
        let rows = heads.map { Self.values(of: $0) }.filter { $0.count == header.count }
        fields = header.enumerated().map { column, name in
          FoundField(path: name, value: rows.first.map { .text($0[column]) } ?? .cut)
        }
        return
      }
      for sketch in heads.compactMap(ObjectSketch.init) {
        if !sketch.isWhole { isOpen = true }
        for member in sketch.members { add(member.path, member.value) }
      }
    }

    private mutating func add(_ path: String, _ value: ObjectSketch.Value) {
      guard let index = fields.firstIndex(where: { $0.path == path }) else {
        fields.append(FoundField(path: path, value: value))
        return
      }
      if fields[index].value == .null || fields[index].value == .cut { fields[index].value = value }
    }

    private static func values(of record: String) -> [String] {
      Array(record.utf8).withUnsafeBytes { CSVText.fields(of: $0, separator: CSVText.separator(ofHeader: $0)) }
    }

    subscript(path: String) -> ObjectSketch.Value? { fields.first { $0.path == path }?.value }

    var paths: [String] { fields.map(\.path) }

    /// `id, label, ts`, the first twelve of them.
    var listing: String { paths.prefix(12).joined(separator: ", ") + (isOpen || paths.count > 12 ? ", …" : "") }
  }

  /// What is wrong with the field, what the file seems to be, and the settings that would read it.
  func remedyText(_ reason: LineDefect.Reason, field: String, heads: [String]) -> String {
    let found = FoundFields(heads: heads, header: header)
    let shown = found[field].flatMap(Self.text)
    let candidates = candidates(for: field, in: found)
    let setting = candidates.isEmpty ? nil : "set \(settingName(of: field)) to \(listed(candidates))"
    func either(_ advice: String) -> String { setting.map { "\(advice); or \($0)" } ?? advice }
    switch reason {
    case .missingField:
      let complaint = found[field] == .null ? "have no value in '\(field)'" : "lack '\(field)'"
      return "\(complaint); \(originText(found, setting: setting))"
    case .badTimestamp:
      let zone = "it needs Z or an offset behind it, as in 2026-03-01T12:00:00Z"
      let forms = "leeway reads RFC 3339, as in 2026-03-01T12:00:00Z, and Unix times"
      let advice = shown.map { Instant(rfc3339: $0 + "Z") != nil } == true ? zone : forms
      return "have a '\(field)' that is no time\(Self.example(shown)); \(either(advice))"
    case .outOfRange:
      let advice = "a score is a probability from 0 to 1; have the log write percentages divided by 100"
      return "have a '\(field)' outside of 0 to 1\(Self.example(shown)); \(either(advice))"
    case .notFinite:
      return "have a '\(field)' that is NaN or infinite; \(either("have the log leave it out, or write a number"))"
    default:
      let members = found.paths.filter { $0.hasPrefix(field + ".") }
      let advice =
        members.isEmpty
        ? "check \(settingName(of: field))" : "set \(settingName(of: field)) to \(listed(members))"
      return "have a '\(field)' of a type that cannot be read\(Self.example(shown)); "
        + (members.isEmpty ? either(advice) : advice)
    }
  }

  // MARK: - Another kind of log

  private func originText(_ found: FoundFields, setting: String?) -> String {
    guard !found.fields.isEmpty else {
      return "its objects are empty: check that this is the log, and what writes it"
    }
    let fields = header == nil ? "fields: \(found.listing)" : "columns: \(found.listing)"
    if let other = otherKind(found) {
      return other.replacing("()", with: "(\(fields))") + (setting.map { ", or \($0)" } ?? "")
    }
    if let header, header.contains(where: { Double($0) != nil }) {
      return "it seems to have no header (first record: \(found.listing)): put the columns' names in the first line"
    }
    let has = header == nil ? "it has the fields \(found.listing)" : "its header has \(found.listing)"
    return setting.map { "\(has): \($0)" } ?? "\(has), none of which fits: check that this is the right file"
  }

  /// What the fields say that the file holds instead; `()` is where they are listed.
  private func otherKind(_ found: FoundFields) -> String? {
    let paths = Set(found.paths)
    func holds(_ path: FieldPath?) -> Bool { path.map { paths.contains($0.description) } ?? false }
    switch kind {
    case .predictions:
      guard !holds(schema.prediction) else { return nil }
      if let labels, holds(labels.id), holds(labels.value) {
        return "it seems to hold labels (): name it under inputs.labels"
      }
      let names = ["label", "y_true", "target", "ground_truth", "truth", "actual", "outcome"]
      guard labels == nil, paths.count <= 6, names.contains(where: paths.contains) else { return nil }
      return "it seems to hold labels (): name it under inputs.labels, and where its id and value stand under labels"
    case .labels:
      let hasScore = holds(schema.score) || paths.contains(where: isClassScore)
      guard let labels, !holds(labels.value), holds(schema.prediction) || hasScore else { return nil }
      return "it seems to hold predictions (): name it under inputs.predictions"
    }
  }

  /// Whether the field is the score of one of several classes.
  private func isClassScore(_ path: String) -> Bool {
    guard case .multiclass(let classes) = schema.task, let score = schema.score else { return false }
    return classes.contains { score.appending($0).description == path }
  }

  // MARK: - Other names

  /// `fields.timestamp`
  private func settingName(of field: String) -> String {
    if kind == .predictions, isClassScore(field) { return "fields.score" }
    let settings: [(FieldPath?, String)] =
      switch kind {
      case .predictions:
        [
          (schema.timestamp, "fields.timestamp"), (schema.id, "fields.id"), (schema.prediction, "fields.prediction"),
          (schema.score, "fields.score"),
        ]
      case .labels:
        [(labels?.id, "labels.id"), (labels?.value, "labels.value"), (labels?.timestamp, "labels.timestamp")]
      }
    return settings.first { $0.0?.description == field }?.1 ?? "its path"
  }

  /// Fields that could be meant: of the same name elsewhere, of nearly that name, and of the fitting type.
  private func candidates(for field: String, in found: FoundFields) -> [String] {
    guard kind == .labels || !isClassScore(field) else { return [] }
    let others = found.fields.filter { $0.path != field && FieldPath($0.path) != nil }
    let member = Self.lastMember(of: field)
    var result = others.map(\.path).filter { Self.lastMember(of: $0) == member }
    let members = others.map { Self.lastMember(of: $0.path) }
    if let near = nearestName(to: member, among: members) {
      result += others.map(\.path).filter { Self.lastMember(of: $0) == near }
    }
    let taken = Set(
      [
        schema.timestamp, schema.id, schema.prediction, schema.score, schema.override, labels?.timestamp, labels?.id,
        labels?.value,
      ].compactMap { $0?.description })
    let setting = settingName(of: field)
    result += others.filter { !taken.contains($0.path) && fits($0, setting) }.map(\.path)
    var seen: Set<String> = []
    return result.filter { seen.insert($0).inserted }
  }

  /// `'ts'`, or `one of: ts, time`
  private func listed(_ paths: [String]) -> String {
    guard paths.count != 1 else { return "'\(paths[0])'" }
    return "one of: " + paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? ", …" : "")
  }

  private static func lastMember(of path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
  }

  private static let plausibleTimes = Instant(seconds: 631_152_000)...Instant(seconds: 4_102_444_800)

  private static func isTime(_ value: ObjectSketch.Value) -> Bool {
    switch value {
    case .text(let text):
      Instant(rfc3339: text) != nil
        || Double(text).flatMap { Instant(unixTime: $0) }.map(plausibleTimes.contains) == true
    case .number(let number): Instant(unixTime: number).map(plausibleTimes.contains) == true
    default: false
    }
  }

  private func fits(_ field: FoundField, _ setting: String) -> Bool {
    let isTime = Self.isTime(field.value)
    switch (setting, field.value) {
    case ("fields.timestamp", _), ("labels.timestamp", _): return isTime
    case ("fields.id", .text), ("fields.id", .number), ("labels.id", .text), ("labels.id", .number):
      let name = Self.lastMember(of: field.path).lowercased()
      return !isTime && ["id", "uuid", "key"].contains { name == $0 || name.hasSuffix($0) }
    case ("fields.prediction", .number), ("labels.value", .number):
      return schema.task == .regression ? !isTime : isClass(field.value)
    case ("fields.prediction", _): return isClass(field.value)
    case ("labels.value", .text(let text)): return schema.task != .regression && text.count <= 20 && !isTime
    case ("labels.value", _): return isClass(field.value)
    case ("fields.score", .number(let number)): return number >= 0 && number <= 1
    default: return false
    }
  }

  /// Whether the value looks like a class of the task.
  private func isClass(_ value: ObjectSketch.Value) -> Bool {
    switch (schema.task, value) {
    case (.regression, _): false
    case (_, .boolean): true
    case (_, .number(let number)): number == number.rounded() && abs(number) < 100
    case (.multiclass(let classes), .text(let text)): classes.contains(text)
    default: false
    }
  }

  private static func text(_ value: ObjectSketch.Value) -> String? {
    switch value {
    case .text(let text): text
    case .number(let number): shortestText(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .array: "[…]"
    case .emptyObject: "{}"
    case .null, .cut: nil
    }
  }
}
