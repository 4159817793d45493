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
  package var dashboard = DashboardSection()
  /// Every configured path and where it stands.
  package var fields: [ConfiguredField]

  private static let keys = [
    "model", "task", "inputs", "fields", "labels", "positive", "classes", "cost", "features", "segments", "fairness",
    "kpis", "metrics", "baseline", "time", "gradient", "exceptions", "health", "rules", "min_samples", "min_coverage",
    "alpha", "reference", "state", "dashboard",
  ]

  /// Reads `leeway.yaml` and its rules and reports every mistake in them.
  ///
  /// - Parameters:
  ///   - file: the configuration file, absolute or relative to the working directory; diagnostics show it as given.
  ///   - environment: where secrets and the program search path are looked up.
  ///   - rules: globs of rules files, absolute, in the place of the configuration's own.
  ///   - needsSecrets: whether the secrets of actions have to be there. Who only looks, or decides, need not be able to
  ///     read them.
  package static func read(
    file: String, environment: [String: String] = ProcessInfo.processInfo.environment, rules: [String]? = nil,
    needsSecrets: Bool = true, into diagnostics: Diagnostics
  ) -> ConfigurationDraft {
    let paths = ConfigurationPaths(file: file)
    var draft = ConfigurationDraft(paths: paths, configuration: nil, inputs: nil, fields: [])
    let document = YAMLDocument.read(
      path: paths.file, shownAs: file, purpose: "configuration",
      hint: "name it with --config, or write one with 'leeway init LOG…'", into: diagnostics)
    guard
      let root = document?.mapping(keys: keys, example: "model: credit-risk, and the other keys below it")
    else { return draft }
    draft.read(
      root, environment: environment, rules: rules, needsSecrets: needsSecrets, diagnostics: diagnostics)
    return draft
  }

  private mutating func read(
    _ root: YAMLMapping, environment: [String: String], rules patterns: [String]?, needsSecrets: Bool,
    diagnostics: Diagnostics
  ) {
    let model = root.required("model", example: "credit-risk")?.string(example: "credit-risk")
    let task = TaskSection(root)
    inputs = root.required("inputs", example: "{predictions: [logs/predictions-*.jsonl]}")
      .flatMap { InputFiles($0, paths: paths) }
    let reference = root.value("reference").flatMap { InputFiles(reference: $0, paths: paths, like: inputs) }

    var reader = FieldReader()
    let schema = SchemaSection(root, task: task, reader: &reader)
    let dimensions = DimensionsSection(root, features: schema.features, task: task, reader: &reader)
    let cost = CostSection(root, task: task)
    fields = reader.fields
    labels = schema.labelPlan
    let hasLabelFiles = inputs.map { !$0.labels.isEmpty } ?? true
    if inputs?.labels.isEmpty == false, root.value("labels") == nil, let place = root.value("inputs") {
      place.error(
        "'inputs.labels' is given, but 'labels' does not say where a label's id and value stand",
        remedy: "for example labels: {id: request_id, value: label}")
    }

    let plan = WindowPlan(root.value("time"))
    let hasLabelFields = root.value("labels") != nil
    let metrics = MetricsSection(root)
    let names = WatchedNames(
      schema, dimensions, costs: cost, leftOut: metrics.leftOut, windows: plan.windows,
      hasLabels: hasLabelFiles && hasLabelFields,
      hasLabelFields: hasLabelFields, hasHealth: root.value("health") != nil)
    let gradient = Gradient(root, names: names)
    let health = HealthWeights(root, names: names, gradient: gradient)
    var leftOut = metrics.leftOut
    if schema.status == nil { leftOut.insert(.errorRate) }
    if schema.override == nil { leftOut.insert(.overrideRate) }
    let cells = CellPlan(
      segments: dimensions.segments, fairness: dimensions.fairness,
      minSamples: root.int("min_samples", in: 1...1_000_000_000) ?? 100,
      minCoverage: root.double("min_coverage", in: 0...1) ?? 0.5,
      alpha: root.double("alpha", in: 1e-12...0.5) ?? 0.001, costs: cost.costs, beta: cost.beta,
      leftOut: leftOut)
    let baseline = root.string("baseline", example: "baseline.json") ?? "baseline.json"
    let rules = RulesSection(
      root, patterns: patterns, names: names, gradient: gradient, pane: plan.pane, paths: paths,
      environment: environment, needsSecrets: needsSecrets)
    let state = StateRetention(root.value("state"))
    dashboard = DashboardSection(root.value("dashboard"))

    guard !diagnostics.hasErrors, let model, let inputs,
      let recordSchema = schema.recordSchema(dimensions: dimensions.dimensions)
    else { return }
    configuration = WatchConfiguration(
      paths: paths, model: model, inputs: inputs, reference: reference, schema: recordSchema,
      labelSchema: schema.labels, labels: schema.labelPlan, windowPlan: plan, cellPlan: cells,
      baseline: paths.absolute(baseline), gradient: gradient, rules: rules.rules, actions: rules.actions,
      inhibitions: rules.inhibitions, state: state, health: health, dashboard: dashboard)
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
