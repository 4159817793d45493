import Records

/// `fields`, `labels`, `features` and `positive`: what is read from a log line.
struct SchemaSection {
  var timestamp: FieldPath?
  var id: FieldPath?
  var version: FieldPath?
  var prediction: FieldPath?
  var score: FieldPath?
  var latency: FieldPath?
  var status: FieldPath?
  var labels: LabelSchema?
  var labelPlan = LabelPlan()
  var features: [RecordSchema.Feature] = []
  var positive: String

  init(_ root: YAMLMapping, reader: inout FieldReader) {
    positive = root.value("positive")?.string(example: "1") ?? "1"
    readFields(root, reader: &reader)
    readLabels(root, reader: &reader)
    readFeatures(root, reader: &reader)
  }

  /// The schema, or `nil` where a required path is missing (which has been reported).
  func recordSchema(dimensions: [RecordSchema.Dimension]) -> RecordSchema? {
    guard let timestamp, let prediction else { return nil }
    return RecordSchema(
      timestamp: timestamp, id: id, version: version, prediction: prediction, score: score, latency: latency,
      status: status, features: features, dimensions: dimensions, positive: positive)
  }

  private mutating func readFields(_ root: YAMLMapping, reader: inout FieldReader) {
    let section = root.required("fields", example: "{timestamp: ts, prediction: prediction}")
    guard
      let fields = section?.mapping(
        keys: ["timestamp", "id", "version", "prediction", "score", "latency_ms", "status"],
        unsupported: ["override": ""], example: "{timestamp: ts, prediction: prediction}")
    else { return }
    timestamp = reader.path(fields.required("timestamp", example: "ts"))
    id = reader.path(fields.value("id"))
    version = reader.path(fields.value("version"))
    prediction = reader.path(fields.required("prediction", example: "prediction"))
    score = reader.path(fields.value("score"), isNumeric: true)
    latency = reader.path(fields.value("latency_ms"), isNumeric: true)
    status = reader.path(fields.value("status"))
  }

  private mutating func readLabels(_ root: YAMLMapping, reader: inout FieldReader) {
    let example = "{id: request_id, value: label}"
    guard let section = root.value("labels"),
      let mapping = section.mapping(keys: ["id", "value", "timestamp", "format", "max_pending"], example: example)
    else { return }
    labelPlan = LabelPlan(mapping)
    let id = reader.path(mapping.required("id", example: "request_id"), in: .labels)
    let value = reader.path(mapping.required("value", example: "label"), in: .labels)
    let timestamp = reader.path(mapping.value("timestamp"), in: .labels)
    if self.id == nil, root.value("fields")?.freeMapping()?.value("id") == nil {
      section.error(
        "'labels' needs 'fields.id' to join labels to predictions", remedy: "for example fields: {id: request_id}")
    }
    guard let id, let value else { return }
    labels = LabelSchema(id: id, value: value, timestamp: timestamp, positive: positive)
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
          keys: ["path", "kind"], unsupported: ["range": ""], example: "{path: features.\(entry.key), kind: numeric}")
      else { continue }
      let kind = feature.required("kind", example: "numeric (or categorical)")?
        .choice(["numeric", "categorical"]).flatMap(RecordSchema.Feature.Kind.init(rawValue:))
      let path =
        if let given = feature.value("path") {
          reader.path(given, isNumeric: kind == .numeric)
        } else {
          reader.path(entry.key, of: entry.value, isNumeric: kind == .numeric)
        }
      if let kind, let path { features.append(.init(name: entry.key, path: path, kind: kind)) }
    }
  }
}
