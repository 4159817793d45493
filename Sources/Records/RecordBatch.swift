/// Decoded predictions in columns (structure of arrays): row *i* is the *i*-th element of every column.
package struct RecordBatch: Sendable {
  /// What was served.
  package enum Served {
    package static let negative: UInt8 = 0
    package static let positive: UInt8 = 1
    /// The request failed and nothing was served.
    package static let nothing: UInt8 = 2
  }

  /// Microseconds since the Unix epoch.
  package var timestamps: [Int64] = []
  /// Empty if the schema has no id.
  package var ids: [IdentifierHash] = []
  /// Codes of the decoder's version vocabulary; all `Vocabulary.missing` without a version field.
  package var versions: [Int32] = []
  package var served: [UInt8] = []
  /// P(positive class), NaN where there is none.
  package var scores: [Double] = []
  /// Microseconds, negative where there is none.
  package var latencies: [Int64] = []
  package var failed: [Bool] = []
  /// One column per numeric feature, in the order of the schema's numeric features; NaN is null.
  package var numeric: [[Double]]
  /// One column per categorical feature, likewise; codes of that column's vocabulary.
  package var categorical: [[Int32]]
  /// One column per dimension; codes of that column's vocabulary.
  package var dimensions: [[Int32]]
  /// Values read as null because they had the wrong type or were not finite.
  package var invalidValues = 0

  package init(numericCount: Int, categoricalCount: Int, dimensionCount: Int) {
    numeric = Array(repeating: [], count: numericCount)
    categorical = Array(repeating: [], count: categoricalCount)
    dimensions = Array(repeating: [], count: dimensionCount)
  }

  package var count: Int { timestamps.count }

  /// Empties the batch and keeps its memory.
  package mutating func removeAll() {
    timestamps.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    versions.removeAll(keepingCapacity: true)
    served.removeAll(keepingCapacity: true)
    scores.removeAll(keepingCapacity: true)
    latencies.removeAll(keepingCapacity: true)
    failed.removeAll(keepingCapacity: true)
    for index in numeric.indices { numeric[index].removeAll(keepingCapacity: true) }
    for index in categorical.indices { categorical[index].removeAll(keepingCapacity: true) }
    for index in dimensions.indices { dimensions[index].removeAll(keepingCapacity: true) }
    invalidValues = 0
  }
}

/// Decoded labels in columns.
package struct LabelBatch: Sendable {
  /// When the label became known, in microseconds; `Int64.min` if the log does not say.
  package var timestamps: [Int64] = []
  package var ids: [IdentifierHash] = []
  package var positive: [Bool] = []

  package init() {}

  package var count: Int { ids.count }

  package mutating func removeAll() {
    timestamps.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    positive.removeAll(keepingCapacity: true)
  }
}

extension RecordBatch {
  /// Adds the rows of a batch of the same shape.
  package mutating func append(_ other: RecordBatch) {
    timestamps += other.timestamps
    ids += other.ids
    versions += other.versions
    served += other.served
    scores += other.scores
    latencies += other.latencies
    failed += other.failed
    for index in numeric.indices { numeric[index] += other.numeric[index] }
    for index in categorical.indices { categorical[index] += other.categorical[index] }
    for index in dimensions.indices { dimensions[index] += other.dimensions[index] }
    invalidValues += other.invalidValues
  }
}
