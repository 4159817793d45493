/// What the model predicts.
package enum PredictionTask: Equatable, Sendable {
  /// One of two classes. `positive` is the positive class as text: a class is positive if its JSON text (without quotes)
  /// is this; `true` and `1`, `false` and `0`, `1.0` and `1` are the same.
  case binary(positive: String)
  /// One of the named classes; matched in the same way.
  case multiclass(classes: [String])
  /// A number.
  case regression

  /// Most classes that a multiclass task may have.
  package static let classLimit = 64

  /// How many classes can be told apart: 0 for regression.
  package var classCount: Int {
    switch self {
    case .binary: 2
    case .multiclass(let classes): classes.count
    case .regression: 0
    }
  }
}

/// A business figure: the mean of a number, or the share of a boolean that is true.
package struct KPIField: Equatable, Sendable {
  package enum Source: String, Sendable {
    case predictions
    case labels
  }

  package var name: String
  package var source: Source
  package var path: FieldPath

  package init(name: String, source: Source, path: FieldPath) {
    self.name = name
    self.source = source
    self.path = path
  }
}
