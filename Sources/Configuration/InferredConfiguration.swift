import Readings
import Records

/// A configuration to start from, written from samples of the logs.
package struct InferredConfiguration: Equatable, Sendable {
  /// The text of `leeway.yaml`.
  package var configuration: String
  /// The text of a rules file.
  package var rules: String
}

/// Writes a commented `leeway.yaml` and starter rules for logs of which a sample was taken. Both pass `leeway check` as
/// they are.
///
/// - Parameters:
///   - sample: the fields of the prediction log.
///   - labels: the fields of the label log, if there is one.
///   - model: the model's name.
///   - predictionPaths: the prediction logs, as they are to stand in the configuration.
///   - labelPaths: the same for the label logs.
///   - labelFormat: how those are written; `nil` where their names say it.
/// - Throws: ``InferenceFailure`` if a field that cannot be done without is not recognised.
package func inferConfiguration(
  from sample: SampledFields, labels: SampledFields?, model: String = "model", predictionPaths: [String],
  labelPaths: [String], labelFormat: LabelFormat? = nil
) throws(InferenceFailure) -> InferredConfiguration {
  let roles = try FieldRoles(sample, labels: labels)
  let labelRoles: LabelRoles? =
    if let labels { try LabelRoles(labels, value: roles.label, predictionID: roles.id) } else { nil }
  return InferredConfiguration(
    configuration: configurationText(
      roles, labelRoles, model: model, predictionPaths: predictionPaths, labelPaths: labelPaths,
      labelFormat: labelFormat),
    rules: rulesText(roles, hasLabels: labelRoles != nil, model: model))
}

/// What the fields of a label log are for.
private struct LabelRoles {
  var id: String
  var value: String
  var timestamp: String?

  init(_ sample: SampledFields, value: String?, predictionID: String?) throws(InferenceFailure) {
    guard predictionID != nil, let id = FieldRoles.identifierPath(in: sample, like: predictionID) else {
      throw .noLabelFields(missing: "the id of its prediction", paths: sample.paths)
    }
    guard let value else { throw .noLabelFields(missing: "the label", paths: sample.paths) }
    self.id = id
    self.value = value
    timestamp = FieldRoles.timestampPath(in: sample)
  }
}

private func configurationText(
  _ roles: FieldRoles, _ labels: LabelRoles?, model: String, predictionPaths: [String], labelPaths: [String],
  labelFormat: LabelFormat?
) -> String {
  var lines = [
    "# What leeway watches. Written by `leeway init`; check it with `leeway check`.",
    "",
    "model: \(YAMLText.scalar(model))",
    "task: \(taskName(roles.task))",
    "",
    "inputs:                             # files or globs; a path is relative to this file",
    "  predictions: \(YAMLText.list(predictionPaths))",
  ]
  if labels != nil { lines.append("  labels: \(YAMLText.list(labelPaths))") }

  lines += ["", "fields:                             # dotted paths into each line's JSON object"]
  let fields: [(key: String, path: String?, comment: String)] = [
    ("timestamp", roles.timestamp, "when the prediction was made"), ("id", roles.id, "joins labels to predictions"),
    ("version", roles.version, "the model's version"),
    ("prediction", roles.prediction, roles.task == .regression ? "what was served" : "the class that was served"),
    ("score", roles.score, roles.task.classCount > 2 ? "an object {class: p}" : "P(positive class), 0 to 1"),
    ("latency_ms", roles.latency, "milliseconds"), ("status", roles.status, "ok or error, a boolean, or an HTTP code"),
    ("override", roles.override, "there where a person replaced the prediction"),
  ]
  for field in fields {
    guard let path = field.path else { continue }
    lines.append(commented("  \(field.key): \(YAMLText.scalar(path))", field.comment))
  }
  if let labels {
    lines += ["labels:", "  id: \(YAMLText.scalar(labels.id))", "  value: \(YAMLText.scalar(labels.value))"]
    if let timestamp = labels.timestamp { lines.append("  timestamp: \(YAMLText.scalar(timestamp))") }
    if let format = labelFormat { lines.append("  format: \(format.rawValue)") }
  }
  switch roles.task {
  case .binary(let positive):
    lines += ["", commented("positive: \(classText(positive))", "the positive class")]
    lines.append(commented("# cost: {false_positive: 1, false_negative: 5, beta: 2}", "for cost and fbeta"))
  case .multiclass(let classes):
    lines += ["", "classes: [\(classes.map(classText).joined(separator: ", "))]"]
  case .regression: break
  }

  if !roles.features.isEmpty {
    lines += ["", "features:"]
    for feature in roles.features {
      let path = YAMLText.scalar(feature.path.description)
      lines.append("  \(YAMLText.scalar(feature.name)): {path: \(path), kind: \(feature.kind.rawValue)}")
    }
  }
  for left in roles.leftOut { lines.append("  # left out: \(commentText(left.path)) (\(left.reason))") }

  if !roles.segments.isEmpty {
    lines += ["", "segments:                           # every value is watched by itself, besides all traffic"]
    for segment in roles.segments {
      let name = YAMLText.scalar(segment.name)
      lines.append("  - " + (segment.path.map { "{name: \(name), path: \(YAMLText.scalar($0))}" } ?? name))
    }
  }
  if !roles.fairness.isEmpty {
    lines.append(commented("fairness: \(YAMLText.list(roles.fairness))", "compared group against group"))
  }
  lines += [
    "",
    "# Business figures: the mean of a number, or the share of a boolean that is true:",
    "# kpis:",
    "#   NAME: {path: PATH}              # of the prediction log; label_path: PATH of the label log",
    "",
    commented("baseline: baseline.json", "from `leeway baseline --reference FILE…`"),
    "",
    "time: {pane: 5m, windows: [1h, 24h], lateness: 10m, label_horizon: 7d, action_max_age: 1h}",
    "",
    commented("min_samples: 100", "fewer rows than this say nothing"),
    commented("min_coverage: 0.5", "share of labels before a performance figure can go red"),
    "",
    "# Where yellow and red begin. Most metrics have a default; write here what should differ:",
    "# gradient:",
    "#   psi: {yellow: \"> 0.10\", red: \"> 0.20\"}",
    "# exceptions:",
    "#   - {feature: NAME, segment: \"NAME=value\", psi: {yellow: \"> 0.15\", red: \"> 0.30\"}}",
    "# health: {weights: {\(labels == nil ? "psi: 1" : "psi: 0.5, \(performanceMetric(roles.task)): 0.5")}}",
    "",
  ]
  return lines.joined(separator: "\n")
}

private func rulesText(_ roles: FieldRoles, hasLabels: Bool, model: String) -> String {
  let segments = YAMLText.list(["all"] + roles.segments.map { $0.name + "=*" })
  var rules: [String] = []
  func add(_ name: String, _ metric: String, _ lines: [String], _ summary: String) {
    rules += ["      - alert: \(name)", "        metric: \(metric)"]
    rules += lines.map { "        " + $0 }
    rules += [
      "        annotations: {summary: \(YAMLText.quoted(summary))}",
      "        actions: {yellow: [log], red: [log], resolved: [log]}",
    ]
  }
  let lasting = ["yellow: {for: 10m}", "red: {for: 5m, keep_firing_for: 15m}"]
  let figure = "{{segment}}: {{metric}} {{value}} (n={{n}})"
  add(
    "Drift", "psi", ["features: [\"*\"]", "segments: \(segments)", "window: 1h"] + lasting,
    "{{feature}} in \(figure)")
  if !roles.features.isEmpty {
    add(
      "MissingValues", "null_rate", ["features: [\"*\"]", "segments: [all]", "window: 1h"] + lasting,
      "{{feature}} in \(figure)")
  }
  if hasLabels {
    add("Performance", performanceMetric(roles.task), ["segments: \(segments)", "window: 24h"] + lasting, figure)
  }
  if !roles.fairness.isEmpty {
    add(
      "SelectionGap", "demographic_parity_difference",
      ["features: \(YAMLText.list(roles.fairness))", "window: 24h"] + lasting,
      "{{feature}}: {{metric}} {{value}} (n={{n}})")
  }
  if roles.latency != nil {
    add("Latency", "latency_p99_ms", ["segments: [all]", "window: 1h"] + lasting, figure)
  }
  if roles.status != nil {
    add("Errors", "error_rate", ["segments: [all]", "window: 1h"] + lasting, figure)
  }
  let groups = ["groups:", "  - name: \(YAMLText.scalar(model))", "    rules:"] + rules
  return
    (["# What happens when a level is left. Written by `leeway init`; check it with `leeway check`.", ""] + groups + [
      "",
      "actions:",
      "  log: {type: log}",
      "  # hook: {type: webhook, url: \"https://ops.example/hook\"}",
      "  # rollback: {type: rollback, argv: [./rollback.sh, \"{{model_version}}\"], timeout: 2m}   # asks for approval first",
      "",
    ]).joined(separator: "\n")
}

private func taskName(_ task: PredictionTask) -> String {
  switch task {
  case .binary: TaskKind.binary.rawValue
  case .multiclass: TaskKind.multiclass.rawValue
  case .regression: TaskKind.regression.rawValue
  }
}

/// The figure that says most about a model of this task.
private func performanceMetric(_ task: PredictionTask) -> String {
  switch task {
  case .binary: Metric.f1.rawValue
  case .multiclass: Metric.f1Macro.rawValue
  case .regression: Metric.rmse.rawValue
  }
}

/// `1` and `true` stand without quotes, as people write them.
private func classText(_ name: String) -> String {
  Int(name) != nil || name == "true" || name == "false" ? name : YAMLText.scalar(name)
}

private func commented(_ text: String, _ comment: String) -> String {
  text + String(repeating: " ", count: max(1, 36 - text.count)) + "# " + comment
}

/// A text that cannot end its comment line.
private func commentText(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
