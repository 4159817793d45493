import Readings

/// The series of one subject over one window, in the order of their numbers: block after block, each with the figures
/// of one kind of measure in that measure's order.
struct SeriesSlots {
  private(set) var all: [(metric: Metric, feature: String?)] = []
  /// Where the block of each of the layout's columns begins.
  let columns: [Int]
  /// Where the other blocks begin.
  let service: Int
  let kpis: Int
  let estimation: Int
  let labelColumns: Int
  let performance: Int
  let labelKPIs: Int
  let lag: Int
  let labelCoverage: Int

  init(layout: CellLayout, names: [String], plan: CellPlan) {
    var all: [(metric: Metric, feature: String?)] = []
    func block(_ metrics: [Metric], of feature: String? = nil) -> Int {
      defer { all += metrics.map { ($0, feature) } }
      return all.count
    }
    columns = zip(layout.columns, names).map { column, name in
      block(
        DriftMeasures.metrics(of: column, isPrediction: name == ModelColumn.prediction, task: layout.task), of: name)
    }
    service = block(ServiceMeasures.metrics)
    kpis = all.count
    all += layout.kpis.map { (.kpi, $0.name) }
    estimation = block(EstimationMeasures.metrics(layout: layout))
    labelColumns = all.count
    all += LabelDriftMeasures.slots(layout).map { ($0.metric, $0.feature) }
    performance = block(PerformanceMeasures.metrics(layout: layout, plan: plan))
    labelKPIs = all.count
    all += layout.labelKPIs.map { (.kpi, $0.name) }
    lag = block(LabelLagMeasures.metrics)
    labelCoverage = block([.labelCoverage])
    self.all = all
  }
}

extension CellLayout {
  /// The columns for which drift is measured without labels: the features, the score, and what was served.
  var columns: [Feature] {
    features + (score.map { [.numeric($0)] } ?? []) + (prediction.map { [.categorical($0)] } ?? [])
  }

  /// The names of ``columns``.
  func columnNames(features names: [String]) -> [String] {
    names + (score == nil ? [] : [task == .regression ? ModelColumn.prediction : ModelColumn.score])
      + (prediction == nil ? [] : [ModelColumn.prediction])
  }
}
