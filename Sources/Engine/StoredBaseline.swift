import Records
import Statistics
import Windows

/// The content of a baseline's file. Counts are stored sparsely as index, value, index, value …
struct StoredBaseline: Codable {
  struct Column: Codable {
    var name: String
    var numeric: Numeric?
    var categorical: Categorical?
  }

  struct Grid: Codable {
    var edges: [Double]
    var exact: Bool
    var bins: [Int]
  }

  struct Numeric: Codable {
    var edges: [Double]
    var exact: Bool
    var bins: [Int]
    var mean: Double
    var standardDeviation: Double
    var minimum: Double
    var maximum: Double
    var expected: Range?
  }

  /// As configured; an end that is missing is infinite.
  struct Range: Codable {
    var from: Double?
    var to: Double?
  }

  struct Categorical: Codable {
    var categories: [String]
    var other: Bool
  }

  struct Task: Codable {
    var kind: String
    var positive: String?
    var classes: [String]?
  }

  struct KPI: Codable {
    var name: String
    var source: String
    var mean: Double
    var standardDeviation: Double
  }

  struct Calibration: Codable {
    var scores: [Double]
    var probabilities: [Double]
  }

  struct Cell: Codable {
    var traffic: [Int64]
    var labels: [Int64]
  }

  var format: Int
  var model: String
  var sources: [BaselineFile.Source]
  var rows: Int
  var labelled: Int
  var from: String
  var to: String
  var minSamples: Int
  var task: Task
  var features: [Column]
  var score: Numeric?
  var classScores: [Grid]
  var label: Numeric?
  var residual: Numeric?
  var kpis: [KPI]
  var calibration: Calibration?
  /// Left out if false.
  var overrides: Bool?
  var cells: [String: Cell]

  init(_ file: BaselineFile) {
    format = BaselineFile.formatVersion
    model = file.model
    sources = file.sources
    rows = file.rows
    labelled = file.labelled
    from = file.from
    to = file.to
    minSamples = file.baseline.minSamples
    let columns = file.baseline.columns
    task = Task(columns.task)
    features = columns.features.map { column in
      switch column.profile {
      case .numeric(let profile): Column(name: column.name, numeric: Numeric(profile))
      case .categorical(let profile):
        Column(
          name: column.name, categorical: Categorical(categories: profile.categories, other: profile.hasOther))
      }
    }
    score = columns.score.map(Numeric.init)
    classScores = columns.classScores.map { Grid(edges: $0.edges, exact: $0.isExact, bins: $0.binOfCell) }
    label = columns.label.map(Numeric.init)
    residual = columns.residual.map(Numeric.init)
    kpis = columns.kpis.map {
      KPI(name: $0.name, source: $0.source.rawValue, mean: $0.mean, standardDeviation: $0.standardDeviation)
    }
    calibration = columns.calibration.map { Calibration(scores: $0.scores, probabilities: $0.probabilities) }
    overrides = columns.hasOverrides ? true : nil
    cells = file.baseline.cells.mapValues { Cell(traffic: sparse($0.traffic), labels: sparse($0.labels)) }
  }

  /// `nil` if it is not one.
  var baseline: Baseline? {
    guard let columns else { return nil }
    let layout = CellLayout(columns: columns)
    var dense: [String: Baseline.Cell] = [:]
    for (name, cell) in cells {
      guard let traffic = row(cell.traffic, width: layout.trafficWidth),
        let labels = row(cell.labels, width: layout.labelWidth)
      else { return nil }
      dense[name] = Baseline.Cell(traffic: traffic, labels: labels)
    }
    return Baseline(columns: columns, cells: dense, minSamples: minSamples)
  }

  private var columns: ColumnProfiles? {
    guard let task = task.task else { return nil }
    var columns = ColumnProfiles(task: task, features: [], score: nil)
    for feature in features {
      guard let profile = feature.profile else { return nil }
      columns.features.append(.init(name: feature.name, profile: profile))
    }
    columns.score = score?.profile
    columns.classScores = classScores.compactMap { FineGrid(edges: $0.edges, isExact: $0.exact, binOfCell: $0.bins) }
    columns.label = label?.profile
    columns.residual = residual?.profile
    columns.kpis = kpis.compactMap { kpi in
      KPIField.Source(rawValue: kpi.source).map {
        KPIProfile(name: kpi.name, source: $0, mean: kpi.mean, standardDeviation: kpi.standardDeviation)
      }
    }
    columns.calibration = calibration.flatMap {
      IsotonicCalibration(scores: $0.scores, probabilities: $0.probabilities)
    }
    columns.hasOverrides = overrides == true
    let isWhole =
      (columns.score != nil) == (score != nil) && columns.classScores.count == classScores.count
      && (columns.label != nil) == (label != nil) && (columns.residual != nil) == (residual != nil)
      && columns.kpis.count == kpis.count && (columns.calibration != nil) == (calibration != nil)
    return isWhole ? columns : nil
  }
}

extension StoredBaseline.Task {
  init(_ task: PredictionTask) {
    switch task {
    case .binary(let positive): self.init(kind: "binary", positive: positive)
    case .multiclass(let classes): self.init(kind: "multiclass", classes: classes)
    case .regression: self.init(kind: "regression")
    }
  }

  var task: PredictionTask? {
    switch kind {
    case "binary": positive.map { .binary(positive: $0) }
    case "multiclass": classes.map { .multiclass(classes: $0) }
    case "regression": .regression
    default: nil
    }
  }
}

extension StoredBaseline.Column {
  fileprivate var profile: ColumnProfiles.Profile? {
    if let numeric { return numeric.profile.map { .numeric($0) } }
    return categorical.map { .categorical(CategoricalProfile(categories: $0.categories, hasOther: $0.other)) }
  }
}

extension StoredBaseline.Numeric {
  init(_ profile: NumericProfile) {
    edges = profile.grid.edges
    exact = profile.grid.isExact
    bins = profile.grid.binOfCell
    mean = profile.mean
    standardDeviation = profile.standardDeviation
    minimum = profile.minimum
    maximum = profile.maximum
    expected = profile.expected.map { range in
      StoredBaseline.Range(
        from: range.lowerBound.isFinite ? range.lowerBound : nil,
        to: range.upperBound.isFinite ? range.upperBound : nil)
    }
  }

  var profile: NumericProfile? {
    let ends = expected.map { (from: $0.from ?? -.infinity, to: $0.to ?? .infinity) }
    if let ends, !(ends.from <= ends.to) { return nil }
    return FineGrid(edges: edges, isExact: exact, binOfCell: bins).map {
      NumericProfile(
        grid: $0, mean: mean, standardDeviation: standardDeviation, minimum: minimum, maximum: maximum,
        expected: ends.map { $0.from...$0.to })
    }
  }
}

private func sparse(_ row: [Int64]) -> [Int64] {
  row.enumerated().flatMap { $1 == 0 ? [] : [Int64($0), $1] }
}

private func row(_ sparse: [Int64], width: Int) -> [Int64]? {
  guard sparse.count.isMultiple(of: 2) else { return nil }
  var row = [Int64](repeating: 0, count: width)
  for position in stride(from: 0, to: sparse.count, by: 2) {
    guard let index = Int(exactly: sparse[position]), row.indices.contains(index) else { return nil }
    row[index] = sparse[position + 1]
  }
  return row
}
