/// What is read from a prediction log: which JSON fields become which columns.
package struct RecordSchema: Equatable, Sendable {
  package struct Feature: Equatable, Sendable {
    package enum Kind: String, Sendable {
      case numeric
      case categorical
    }

    package var name: String
    package var path: FieldPath
    package var kind: Kind
    /// For numbers, the values that are expected; those of the reference if nothing is said.
    package var range: ClosedRange<Double>?

    package init(name: String, path: FieldPath, kind: Kind, range: ClosedRange<Double>? = nil) {
      self.name = name
      self.path = path
      self.kind = kind
      self.range = range
    }
  }

  /// A column whose values cut the traffic into segments.
  package struct Dimension: Equatable, Sendable {
    package var name: String
    package var path: FieldPath

    package init(name: String, path: FieldPath) {
      self.name = name
      self.path = path
    }
  }

  /// RFC 3339 text or a Unix time. Required in every record.
  package var timestamp: FieldPath
  /// Joins labels to predictions; required in every record if labels are read.
  package var id: FieldPath?
  package var version: FieldPath?
  /// The served class, or number for regression. Required in every record that was served without error.
  package var prediction: FieldPath
  /// P(positive class), 0…1; for several classes an object of `{class: p}`; unused for regression.
  package var score: FieldPath?
  package var latency: FieldPath?
  /// `ok`/`error`, a boolean (true is ok), or an HTTP code (400 and above is an error).
  package var status: FieldPath?
  package var features: [Feature]
  package var dimensions: [Dimension]
  package var task: PredictionTask
  /// Present (and neither null nor false) where a person replaced the prediction: what was served instead, as classes
  /// and numbers are written in ``prediction``. A boolean says that somebody did and not by what, and so does whatever
  /// can be no class or number.
  package var override: FieldPath?
  /// Business figures of the prediction log; those of the label log are in ``LabelSchema/kpis``.
  package var kpis: [KPIField]

  package init(
    timestamp: FieldPath, id: FieldPath?, version: FieldPath?, prediction: FieldPath, score: FieldPath?,
    latency: FieldPath?, status: FieldPath?, features: [Feature], dimensions: [Dimension], task: PredictionTask,
    override: FieldPath? = nil, kpis: [KPIField] = []
  ) {
    self.timestamp = timestamp
    self.id = id
    self.version = version
    self.prediction = prediction
    self.score = score
    self.latency = latency
    self.status = status
    self.features = features
    self.dimensions = dimensions
    self.task = task
    self.override = override
    self.kpis = kpis
  }
}

/// What is read from a label log.
package struct LabelSchema: Equatable, Sendable {
  package var id: FieldPath
  package var value: FieldPath
  /// When the label became known. Without it a label counts as known when its prediction was made.
  package var timestamp: FieldPath?
  package var task: PredictionTask
  package var kpis: [KPIField]

  package init(
    id: FieldPath, value: FieldPath, timestamp: FieldPath?, task: PredictionTask, kpis: [KPIField] = []
  ) {
    self.id = id
    self.value = value
    self.timestamp = timestamp
    self.task = task
    self.kpis = kpis
  }
}
