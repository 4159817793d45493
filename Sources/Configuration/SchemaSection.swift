import Records

/// `fields`, `labels`, `features` and `kpis`: what is read from a log line, as the task wants it.
struct SchemaSection {
  var timestamp: FieldPath?
  var id: FieldPath?
  var version: FieldPath?
  var prediction: FieldPath?
  var score: FieldPath?
  var latency: FieldPath?
  var status: FieldPath?
  var override: FieldPath?
  var labels: LabelSchema?
  var labelPlan = LabelPlan()
  var features: [RecordSchema.Feature] = []
  let task: TaskSection
  let kpis: KPISection

  init(_ root: YAMLMapping, task: TaskSection, reader: inout FieldReader) {
    self.task = task
    kpis = KPISection(root, reader: &reader)
    readFields(root, reader: &reader)
    readLabels(root, reader: &reader)
    readFeatures(root, reader: &reader)
  }

  /// The schema, or `nil` where a required path is missing (which has been reported).
  func recordSchema(dimensions: [RecordSchema.Dimension]) -> RecordSchema? {
    guard let timestamp, let prediction else { return nil }
    return RecordSchema(
      timestamp: timestamp, id: id, version: version, prediction: prediction, score: score, latency: latency,
      status: status, features: features, dimensions: dimensions, task: task.task, override: override,
      kpis: kpis.kpis.filter { $0.source == .predictions })
  }

  private mutating func readFields(_ root: YAMLMapping, reader: inout FieldReader) {
    let section = root.required("fields", example: "{timestamp: ts, prediction: prediction}")
    guard
      let fields = section?.mapping(
        keys: ["timestamp", "id", "version", "prediction", "score", "latency_ms", "status", "override"],
        example: "{timestamp: ts, prediction: prediction}")
    else { return }
    timestamp = reader.path(fields.required("timestamp", example: "ts"))
    id = reader.path(fields.value("id"))
    version = reader.path(fields.value("version"))
    prediction = reader.path(fields.required("prediction", example: "prediction"), holds: outcome)
    readScore(fields.value("score"), reader: &reader)
    latency = reader.path(fields.value("latency_ms"), holds: .number)
    status = reader.path(fields.value("status"))
    override = reader.path(fields.value("override"), holds: .rarity)
  }

  /// What stands where an outcome is served or known.
  private var outcome: ConfiguredField.Content { task.kind == .regression ? .number : .any }

  private mutating func readScore(_ value: YAMLValue?, reader: inout FieldReader) {
    switch task.task {
    case .binary: score = reader.path(value, holds: task.kind == nil ? .any : .number)
    case .multiclass(let classes): score = reader.path(value, holds: .scores(of: classes))
    case .regression:
      value?.error(
        "a regression has no score; what it predicts is the 'prediction'",
        remedy: "remove 'fields.score'; if the number is there, name it in 'fields.prediction'")
    }
  }

  private mutating func readLabels(_ root: YAMLMapping, reader: inout FieldReader) {
    let example = "{id: request_id, value: label}"
    guard let section = root.value("labels"),
      let mapping = section.mapping(keys: ["id", "value", "timestamp", "format", "max_pending"], example: example)
    else { return }
    labelPlan = LabelPlan(mapping)
    let id = reader.path(mapping.required("id", example: "request_id"), in: .labels)
    let value = reader.path(mapping.required("value", example: "label"), in: .labels, holds: outcome)
    let timestamp = reader.path(mapping.value("timestamp"), in: .labels)
    if self.id == nil, root.value("fields")?.freeMapping()?.value("id") == nil {
      section.error(
        "'labels' needs 'fields.id' to join labels to predictions", remedy: "for example fields: {id: request_id}")
    }
    guard let id, let value else { return }
    labels = LabelSchema(
      id: id, value: value, timestamp: timestamp, task: task.task, kpis: kpis.kpis.filter { $0.source == .labels })
  }

  private mutating func readFeatures(_ root: YAMLMapping, reader: inout FieldReader) {
    let example = "age: {path: features.age, kind: numeric}"
    guard let section = root.value("features"), let mapping = section.freeMapping(example: example) else { return }
    for entry in mapping.entries {
      if entry.key.hasPrefix("@") {
        mapping.value.diagnostics.error(
          "a feature's name cannot begin with '@' ('\(entry.key)')", at: entry.location,
          remedy: "@ is for the model's own columns, such as @score")
      }
      guard
        let feature = entry.value.mapping(
          keys: ["path", "kind", "range"], example: "{path: features.\(entry.key), kind: numeric}")
      else { continue }
      let kind = feature.required("kind", example: "numeric (or categorical)")?
        .choice(["numeric", "categorical"]).flatMap(RecordSchema.Feature.Kind.init(rawValue:))
      let path =
        if let given = feature.value("path") {
          reader.path(given, holds: kind == .numeric ? .number : .any)
        } else {
          reader.path(entry.key, of: entry.value, holds: kind == .numeric ? .number : .any)
        }
      let range = feature.value("range").flatMap { Self.range($0, kind: kind) }
      if let kind, let path { features.append(.init(name: entry.key, path: path, kind: kind, range: range)) }
    }
  }

  private static func range(_ value: YAMLValue, kind: RecordSchema.Feature.Kind?) -> ClosedRange<Double>? {
    let example = "range: [18, 100]"
    if kind == .categorical {
      value.error("only a numeric feature has a range", remedy: "remove it; 'unseen_rate' watches for new categories")
      return nil
    }
    guard let elements = value.list(example: example) else { return nil }
    let numbers = elements.compactMap { $0.double(example: "18") }
    guard elements.count == 2 else {
      value.error("\(value.subject) must have two numbers, not \(elements.count)", remedy: "for example \(example)")
      return nil
    }
    guard numbers.count == 2 else { return nil }
    guard numbers[0] < numbers[1] else {
      value.error("\(value.subject) ends before it begins", remedy: "the lower number comes first")
      return nil
    }
    return numbers[0]...numbers[1]
  }
}
