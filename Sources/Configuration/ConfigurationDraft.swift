import Alerting
import Foundation
import Records
import Windows

/// What could be read of a configuration, mistakes or not.
package struct ConfigurationDraft {
  package var paths: ConfigurationPaths
  /// The checked configuration; `nil` if there were errors.
  package var configuration: WatchConfiguration?
  package var inputs: InputFiles?
  package var labels = LabelPlan()
  /// Every configured path and where it stands.
  package var fields: [ConfiguredField]

  private static let keys = [
    "model", "task", "inputs", "fields", "labels", "positive", "features", "segments", "fairness", "baseline", "time",
    "gradient", "exceptions", "rules", "min_samples", "min_coverage", "alpha", "reference", "state",
  ]
  private static let unsupported = ["cost": "", "kpis": "", "multiclass": "", "regression": ""]

  /// Reads `leeway.yaml` and its rules and reports every mistake in them.
  ///
  /// - Parameters:
  ///   - file: the configuration file, absolute or relative to the working directory; diagnostics show it as given.
  ///   - environment: where `url_env` and the program search path are looked up.
  package static func read(
    file: String, environment: [String: String] = ProcessInfo.processInfo.environment, into diagnostics: Diagnostics
  ) -> ConfigurationDraft {
    let paths = ConfigurationPaths(file: file)
    var draft = ConfigurationDraft(paths: paths, configuration: nil, inputs: nil, fields: [])
    let document = YAMLDocument.read(
      path: paths.file, shownAs: file, purpose: "configuration",
      hint: "name it with --config, or write one with 'leeway init LOG…'", into: diagnostics)
    guard
      let root = document?.mapping(
        keys: keys, unsupported: unsupported, example: "model: credit-risk, and the other keys below it")
    else { return draft }
    draft.read(root, environment: environment, diagnostics: diagnostics)
    return draft
  }

  private mutating func read(_ root: YAMLMapping, environment: [String: String], diagnostics: Diagnostics) {
    let model = root.required("model", example: "credit-risk")?.string(example: "credit-risk")
    Self.checkTask(root)
    inputs = root.required("inputs", example: "{predictions: [logs/predictions-*.jsonl]}")
      .flatMap { InputFiles($0, paths: paths) }
    let reference = root.value("reference").flatMap { InputFiles(reference: $0, paths: paths, like: inputs) }

    var reader = FieldReader()
    let schema = SchemaSection(root, reader: &reader)
    let dimensions = DimensionsSection(root, features: schema.features, reader: &reader)
    fields = reader.fields
    labels = schema.labelPlan
    let hasLabelFiles = inputs.map { !$0.labels.isEmpty } ?? true
    if inputs?.labels.isEmpty == false, root.value("labels") == nil, let place = root.value("inputs") {
      place.error(
        "'inputs.labels' is given, but 'labels' does not say where a label's id and value stand",
        remedy: "for example labels: {id: request_id, value: label}")
    }

    let plan = WindowPlan(root.value("time"))
    let names = WatchedNames(
      schema, dimensions, windows: plan.windows, hasLabels: hasLabelFiles && root.value("labels") != nil)
    let gradient = Gradient(root, names: names)
    let cells = CellPlan(
      segments: dimensions.segments, fairness: dimensions.fairness,
      minSamples: root.int("min_samples", in: 1...1_000_000_000) ?? 100,
      minCoverage: root.double("min_coverage", in: 0...1) ?? 0.5,
      alpha: root.double("alpha", in: 1e-12...0.5) ?? 0.001)
    let baseline = root.string("baseline", example: "baseline.json") ?? "baseline.json"
    let rules = RulesSection(root, names: names, gradient: gradient, paths: paths, environment: environment)
    let state = StateRetention(root.value("state"))

    guard !diagnostics.hasErrors, let model, let inputs,
      let recordSchema = schema.recordSchema(dimensions: dimensions.dimensions)
    else { return }
    configuration = WatchConfiguration(
      paths: paths, model: model, inputs: inputs, reference: reference, schema: recordSchema,
      labelSchema: schema.labels, labels: schema.labelPlan, windowPlan: plan, cellPlan: cells,
      baseline: paths.absolute(baseline), gradient: gradient, rules: rules.rules, actions: rules.actions, state: state)
  }

  private static func checkTask(_ root: YAMLMapping) {
    guard let value = root.value("task"), let task = value.string(example: "binary"), task != "binary" else { return }
    if task == "multiclass" || task == "regression" {
      value.error("task '\(task)' is not supported by this version", remedy: "supported tasks: binary")
    } else {
      value.error("unknown task '\(task)'", remedy: suggestion(for: task, among: ["binary"], kind: "supported tasks"))
    }
  }
}

extension WatchConfiguration {
  /// Reads and checks a configuration and its rules; `nil` if there is an error, all of which are reported.
  /// See ``ConfigurationDraft/read(file:environment:into:)``.
  package static func load(
    file: String, environment: [String: String] = ProcessInfo.processInfo.environment, into diagnostics: Diagnostics
  ) -> WatchConfiguration? {
    ConfigurationDraft.read(file: file, environment: environment, into: diagnostics).configuration
  }
}
