import Readings

/// What readings are made for: the cells and versions that have had rows, each with its reference and its series.
///
/// Series are numbered in blocks, one per subject and window, as the subjects appear. A series keeps its number, and
/// with the number whatever others keep about it.
struct SeriesRoster {
  /// All versions by cell, or one version on its own.
  struct Subject {
    let target: WindowSums.Target
    let reference: ReferenceCell
    /// The number of the first of its series, per window.
    let firstSeries: [Int]
  }

  /// The groups of one attribute in the traffic of all versions or of one.
  struct Comparison {
    let groups: [(name: String, target: WindowSums.Target)]
    /// All groups together.
    let overall: WindowSums.Target
    /// The gaps of the reference, as ``FairnessMeasures`` has them.
    var baselines: [Double?] = []
    /// The number of the first of its series, per window.
    let firstSeries: [Int]
  }

  /// By number.
  private(set) var keys: [SeriesKey] = []
  /// In display order.
  private(set) var cells: [Int] = []
  private(set) var versions: [(id: Int, name: String)] = []
  /// In the order in which readings are made.
  private(set) var subjects: [Subject] = []
  private(set) var comparisons: [Comparison] = []
  /// The numbers of the series that there is one of for the whole model, in the order of ``modelMetrics``, per window;
  /// empty before the first update.
  private(set) var modelSeries: [Int] = []
  /// Where each figure of a subject stands.
  private(set) var slots: SeriesSlots?
  /// At the error probability of one test: the plan's, shared out over all the tests of one evaluation.
  private(set) var criticalValues = CriticalValues(alpha: 0)

  /// What there is one of for the whole model.
  static let modelMetrics: [Metric] = [.parseErrorRate, .health]

  private struct ComparisonKey: Hashable {
    let attribute: [Int]
    let version: Int
  }

  /// The parts that it was made of.
  private var partCount = 0
  private var knownSubjects: [WindowSums.Target: Subject] = [:]
  private var comparisonSeries: [ComparisonKey: [Int]] = [:]

  /// Takes in what has appeared since. Costs nothing if there is nothing new.
  mutating func update(
    appeared: Set<Int>, registry: CellRegistry, windows: [WindowPlan.Window], baseline: Baseline
  ) {
    guard appeared.count != partCount else { return }
    partCount = appeared.count
    let parts = appeared.map { registry.parts[$0] }
    let present = Set(parts.map(\.cell))
    cells = registry.cellsInOrder.filter(present.contains)
    versions = Set(parts.map(\.version)).map { (id: $0, name: registry.versions[$0]) }
      .filter { $0.name != CellRegistry.missingValue }.sorted { $0.name < $1.name }

    if modelSeries.isEmpty {
      modelSeries = windows.map { window in
        let first = keys.count
        keys += Self.modelMetrics.map { SeriesKey(metric: $0, window: window.name) }
        return first
      }
    }
    let tests = baseline.layout.columns.count * cells.count
    criticalValues = CriticalValues(alpha: registry.plan.alpha / Double(max(1, tests)))
    subjects = cells.map { cell in
      subject(
        WindowSums.Target(version: -1, cell: cell), version: "*", segment: registry.cells[cell].name, windows: windows,
        baseline: baseline, plan: registry.plan)
    }
    subjects += versions.map { version in
      subject(
        WindowSums.Target(version: version.id, cell: 0), version: version.name, segment: registry.cells[0].name,
        windows: windows, baseline: baseline, plan: registry.plan)
    }
    let attributes = FairnessMeasures.metrics(baseline.layout).isEmpty ? [] : registry.plan.fairness
    comparisons = attributes.flatMap { attribute in
      let groups = registry.groups(of: attribute).filter(present.contains)
      return ([(id: -1, name: "*")] + versions).map { version in
        var comparison = Comparison(
          groups: groups.map { cell in
            (registry.cells[cell].values.joined(separator: ","), WindowSums.Target(version: version.id, cell: cell))
          },
          overall: WindowSums.Target(version: version.id, cell: 0),
          firstSeries: series(
            of: ComparisonKey(attribute: attribute, version: version.id),
            named: attribute.map { registry.dimensionNames[$0] }.joined(separator: ","),
            version: version.name, windows: windows, layout: baseline.layout))
        comparison.baselines = FairnessMeasures(
          comparison: comparison, layout: baseline.layout, plan: registry.plan, critical: criticalValues
        ).baselines(of: groups.map { baseline.cells[registry.cells[$0].name] })
        return comparison
      }
    }
  }

  private mutating func subject(
    _ target: WindowSums.Target, version: String, segment: String, windows: [WindowPlan.Window], baseline: Baseline,
    plan: CellPlan
  ) -> Subject {
    if let known = knownSubjects[target] { return known }
    let slots = slots(baseline, plan)
    let subject = Subject(
      target: target, reference: ReferenceCell(baseline: baseline, cellName: segment),
      firstSeries: windows.map { window in
        let first = keys.count
        keys += slots.all.map { slot in
          SeriesKey(
            metric: slot.metric, version: version, segment: segment, feature: slot.feature, window: window.name)
        }
        return first
      })
    knownSubjects[target] = subject
    return subject
  }

  /// The subject that a series of a cell is about; `nil` for one of an attribute or of the whole model.
  func subject(of key: SeriesKey, registry: CellRegistry) -> Subject? {
    guard !key.metric.isPerAttribute, !Self.modelMetrics.contains(key.metric) else { return nil }
    return subjects.first { subject in
      let version = subject.target.version < 0 ? "*" : registry.versions[subject.target.version]
      return version == key.version && registry.cells[subject.target.cell].name == key.segment
    }
  }

  /// The comparison that a series of an attribute is about.
  ///
  /// - Parameter window: the number of the series' window.
  func comparison(of key: SeriesKey, window: Int?) -> Comparison? {
    guard let window else { return nil }
    return comparisons.first { comparison in
      let first = keys[comparison.firstSeries[window]]
      return first.feature == key.feature && first.version == key.version
    }
  }

  private mutating func slots(_ baseline: Baseline, _ plan: CellPlan) -> SeriesSlots {
    if let slots { return slots }
    let names = baseline.layout.columnNames(features: baseline.columns.features.map(\.name))
    let slots = SeriesSlots(layout: baseline.layout, names: names, plan: plan)
    self.slots = slots
    return slots
  }

  private mutating func series(
    of comparison: ComparisonKey, named attribute: String, version: String, windows: [WindowPlan.Window],
    layout: CellLayout
  ) -> [Int] {
    if let known = comparisonSeries[comparison] { return known }
    let numbers = windows.map { window in
      let first = keys.count
      keys += FairnessMeasures.metrics(layout).map {
        SeriesKey(metric: $0, version: version, feature: attribute, window: window.name)
      }
      return first
    }
    comparisonSeries[comparison] = numbers
    return numbers
  }
}
