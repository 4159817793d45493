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
  /// At the error probability of one test: the plan's, shared out over all the tests of one evaluation.
  private(set) var criticalValues = CriticalValues(alpha: 0)

  private struct ComparisonKey: Hashable {
    let attribute: Int
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

    let tests = baseline.layout.columns.count * cells.count
    criticalValues = CriticalValues(alpha: registry.plan.alpha / Double(max(1, tests)))
    subjects = cells.map { cell in
      subject(
        WindowSums.Target(version: -1, cell: cell), version: "*", segment: registry.cells[cell].name, windows: windows,
        baseline: baseline)
    }
    subjects += versions.map { version in
      subject(
        WindowSums.Target(version: version.id, cell: 0), version: version.name, segment: registry.cells[0].name,
        windows: windows, baseline: baseline)
    }
    comparisons = registry.plan.fairness.flatMap { attribute in
      let groups = registry.groups(of: attribute).filter(present.contains)
      return ([(id: -1, name: "*")] + versions).map { version in
        Comparison(
          groups: groups.map { cell in
            (registry.cells[cell].values.joined(), WindowSums.Target(version: version.id, cell: cell))
          },
          overall: WindowSums.Target(version: version.id, cell: 0),
          firstSeries: series(
            of: ComparisonKey(attribute: attribute, version: version.id), named: registry.dimensionNames[attribute],
            version: version.name, windows: windows))
      }
    }
  }

  private mutating func subject(
    _ target: WindowSums.Target, version: String, segment: String, windows: [WindowPlan.Window], baseline: Baseline
  ) -> Subject {
    if let known = knownSubjects[target] { return known }
    let slots = SeriesSlots(baseline.columns)
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

  private mutating func series(
    of comparison: ComparisonKey, named attribute: String, version: String, windows: [WindowPlan.Window]
  ) -> [Int] {
    if let known = comparisonSeries[comparison] { return known }
    let numbers = windows.map { window in
      let first = keys.count
      keys += FairnessMeasures.metrics.map {
        SeriesKey(metric: $0, version: version, feature: attribute, window: window.name)
      }
      return first
    }
    comparisonSeries[comparison] = numbers
    return numbers
  }
}

/// The series of one subject over one window, in the order of their numbers: the columns', then those of the service,
/// of performance, and of the labels.
struct SeriesSlots {
  let all: [(metric: Metric, feature: String?)]

  init(_ columns: ColumnProfiles) {
    var all: [(metric: Metric, feature: String?)] = []
    for feature in columns.features {
      let metrics =
        switch feature.profile {
        case .numeric: DriftMeasures.numericMetrics
        case .categorical: DriftMeasures.categoricalMetrics
        }
      all += metrics.map { ($0, feature.name) }
    }
    if columns.score != nil { all += DriftMeasures.numericMetrics.map { ($0, "@score") } }
    all += (ServiceMeasures.metrics + PerformanceMeasures.metrics + [.labelCoverage]).map { ($0, nil) }
    self.all = all
  }

  /// Where the slots of the service begin, by the number of columns with drift.
  static func service(columns: Int) -> Int { 3 * columns }
  static func performance(columns: Int) -> Int { service(columns: columns) + ServiceMeasures.metrics.count }
  static func labelCoverage(columns: Int) -> Int { performance(columns: columns) + PerformanceMeasures.metrics.count }
}
