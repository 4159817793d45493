import Alerting
import Records
import Windows

/// What `leeway.yaml` and its rules say, checked: everything the engine needs to know of the person's wishes.
package struct WatchConfiguration: Sendable {
  /// The configuration file and its directory, absolute.
  package var paths: ConfigurationPaths
  package var model: String
  package var inputs: InputFiles
  /// The files `leeway baseline` reads where its command line names none.
  package var reference: InputFiles?
  package var schema: RecordSchema
  /// `nil` where no ground truth is configured.
  package var labelSchema: LabelSchema?
  package var labels: LabelPlan
  package var windowPlan: WindowPlan
  package var cellPlan: CellPlan
  /// The baseline profile, absolute.
  package var baseline: String
  package var gradient: Gradient
  package var rules: [Rule]
  package var actions: [String: Action]
  package var inhibitions: [Inhibition]
  package var state: StateRetention
  /// `nil` where no health score is wanted.
  package var health: HealthWeights?
  package var dashboard = DashboardSection()
}
