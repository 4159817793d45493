import Readings

/// Where a metric exists at all: for which tasks, and of which columns.
extension Metric {
  /// The tasks that the metric is defined for.
  var tasks: Set<TaskKind> {
    switch self {
    case .accuracy, .logLoss, .overrideAccuracy: [.binary, .multiclass]
    case .overrideWinRate: Set(TaskKind.allCases)
    case .precisionMacro, .recallMacro, .f1Macro, .precisionWeighted, .recallWeighted, .f1Weighted,
      .rocAUCOneVersusRest:
      [.multiclass]
    case .mae, .rmse, .bias, .r2: [.regression]
    case .positiveRate: [.binary]
    default:
      switch family {
      case .performance, .calibration, .estimation, .fairness: [.binary]
      case .drift, .service, .labels, .business, .health: Set(TaskKind.allCases)
      }
    }
  }

  /// Computed from the score: P(positive class), or the scores of all classes.
  var needsScore: Bool {
    switch self {
    case .rocAUC, .averagePrecision, .logLoss, .brier, .rocAUCOneVersusRest, .rocAUCDifference, .eceDifference: true
    default: family == .calibration || family == .estimation
    }
  }

  /// Of the whole model only: no segments, no single versions.
  var isOfWholeModel: Bool { self == .parseErrorRate || self == .health }

  /// A share of what goes wrong, or of what goes well: what an objective can be set for.
  var isShareOfRows: Bool {
    switch self {
    case .errorRate, .nullRate, .outOfRangeRate, .unseenRate, .lateRate, .parseErrorRate, .overrideRate: true
    case .accuracy, .precision, .recall, .specificity, .labelCoverage: true
    default: false
    }
  }

  /// Whether there is a figure of a column of this kind.
  func isMeasured(of column: WatchedColumn.Kind) -> Bool {
    switch self {
    case .psi, .js, .chi2: true
    case .ks, .wasserstein, .meanShift: column == .number || column == .labelledNumber
    case .outOfRangeRate: column == .number
    case .nullRate: column == .number || column == .category
    case .unseenRate: column == .category || column == .classes
    case .positiveRate: column == .positive
    default: false
    }
  }
}

/// A column whose drift is watched: a feature, or one of the model's own.
struct WatchedColumn {
  enum Kind {
    case number
    case category
    /// The positive class or not.
    case positive
    /// One of several classes.
    case classes
    /// A number that labels bring.
    case labelledNumber
  }

  var name: String
  var kind: Kind
}

extension WatchedColumn {
  /// The features, then the model's own columns that there are.
  static func all(_ schema: SchemaSection, hasLabels: Bool) -> [WatchedColumn] {
    var columns = schema.features.map { WatchedColumn(name: $0.name, kind: $0.kind == .numeric ? .number : .category) }
    let served: Kind
    let known: Kind
    switch schema.task.kind {
    case .multiclass: (served, known) = (.classes, .classes)
    case .regression: (served, known) = (.number, .labelledNumber)
    case .binary, nil: (served, known) = (.positive, .positive)
    }
    if schema.score != nil { columns.append(WatchedColumn(name: ModelColumn.score, kind: .number)) }
    columns.append(WatchedColumn(name: ModelColumn.prediction, kind: served))
    if hasLabels {
      columns.append(WatchedColumn(name: ModelColumn.label, kind: known))
      if schema.task.kind == .regression {
        columns.append(WatchedColumn(name: ModelColumn.residual, kind: .labelledNumber))
      }
    }
    return columns
  }
}
