/// Decoded predictions in columns (structure of arrays): row *i* is the *i*-th element of every column.
package struct RecordBatch: Sendable {
  /// What was served: for a binary task ``negative`` or ``positive``, for several classes the number of the class, for
  /// regression ``positive``.
  package enum Served {
    package static let negative: UInt8 = 0
    package static let positive: UInt8 = 1
    /// A class that is not among the task's.
    package static let other: UInt8 = 254
    /// The request failed and nothing was served.
    package static let nothing: UInt8 = 255
  }

  /// Where each row's line begins in the block that it was decoded from.
  package var offsets: [UInt32] = []
  /// Microseconds since the Unix epoch.
  package var timestamps: [Int64] = []
  /// Empty if the schema has no id.
  package var ids: [IdentifierHash] = []
  /// The combination of version and dimension values, as numbered in ``table``.
  package var combinations: [UInt32] = []
  package var table = CombinationTable()
  package var served: [UInt8] = []
  /// P(positive class); for several classes that of the served class; for regression the served number. NaN where there
  /// is none.
  package var scores: [Double] = []
  /// For several classes, a column of scores for each of them; NaN in all of them for a row without scores. Else empty.
  package var classScores: [[Double]] = []
  /// Whether a person replaced the prediction. Empty if the schema has no override.
  package var overridden: [Bool] = []
  /// What the person served instead, as a label would say it (see ``LabelBatch/outcomes``); NaN where nobody did or the
  /// log does not say what. Empty if the schema has no override.
  package var overrides: [Double] = []
  /// A column for each business figure of the log: a number, or 1 and 0 for a boolean; NaN is null.
  package var kpis: [[Double]] = []
  /// Microseconds, negative where there is none.
  package var latencies: [Int64] = []
  package var failed: [Bool] = []
  /// One column per numeric feature, in the order of the schema's numeric features; NaN is null.
  package var numeric: [[Double]]
  /// One column per categorical feature, likewise; codes of that column's vocabulary.
  package var categorical: [[Int32]]
  /// Values read as null because they had the wrong type or were not finite.
  package var invalidValues = 0

  package init(numericCount: Int, categoricalCount: Int, classCount: Int = 0, kpiCount: Int = 0) {
    classScores = Array(repeating: [], count: classCount)
    kpis = Array(repeating: [], count: kpiCount)
    numeric = Array(repeating: [], count: numericCount)
    categorical = Array(repeating: [], count: categoricalCount)
  }

  package var count: Int { timestamps.count }

  /// Empties the batch and keeps its memory (and its table).
  package mutating func removeAll() {
    offsets.removeAll(keepingCapacity: true)
    timestamps.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    combinations.removeAll(keepingCapacity: true)
    served.removeAll(keepingCapacity: true)
    scores.removeAll(keepingCapacity: true)
    overridden.removeAll(keepingCapacity: true)
    overrides.removeAll(keepingCapacity: true)
    for index in classScores.indices { classScores[index].removeAll(keepingCapacity: true) }
    for index in kpis.indices { kpis[index].removeAll(keepingCapacity: true) }
    latencies.removeAll(keepingCapacity: true)
    failed.removeAll(keepingCapacity: true)
    for index in numeric.indices { numeric[index].removeAll(keepingCapacity: true) }
    for index in categorical.indices { categorical[index].removeAll(keepingCapacity: true) }
    invalidValues = 0
  }
}

/// Decoded labels in columns.
package struct LabelBatch: Sendable {
  /// Where each label's line begins in the block that it was decoded from.
  package var offsets: [UInt32] = []
  /// When the label became known, in microseconds; `Int64.min` if the log does not say.
  package var timestamps: [Int64] = []
  package var ids: [IdentifierHash] = []
  /// Binary: 1 or 0. Several classes: the class's number, ``RecordBatch/Served/other`` for one that is not among the
  /// task's. Regression: the number.
  package var outcomes: [Double] = []
  /// A column for each business figure of the log, as in ``RecordBatch/kpis``.
  package var kpis: [[Double]]

  package init(kpiCount: Int = 0) {
    kpis = Array(repeating: [], count: kpiCount)
  }

  package var count: Int { ids.count }

  package mutating func removeAll() {
    offsets.removeAll(keepingCapacity: true)
    timestamps.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    outcomes.removeAll(keepingCapacity: true)
    for index in kpis.indices { kpis[index].removeAll(keepingCapacity: true) }
  }
}

extension RecordBatch {
  /// Adds the rows of a batch of the same shape. Numbers of another table are translated.
  package mutating func append(_ other: RecordBatch) {
    if count == 0 || table.identity === other.table.identity {
      if count == 0 || other.table.count > table.count { table = other.table }
      combinations += other.combinations
    } else {
      let (merged, numbers) = table.merged(with: other.table)
      table = merged
      combinations += other.combinations.map { numbers[Int($0)] }
    }
    offsets += other.offsets
    timestamps += other.timestamps
    ids += other.ids
    served += other.served
    scores += other.scores
    overridden += other.overridden
    overrides += other.overrides
    for index in classScores.indices { classScores[index] += other.classScores[index] }
    for index in kpis.indices { kpis[index] += other.kpis[index] }
    latencies += other.latencies
    failed += other.failed
    for index in numeric.indices { numeric[index] += other.numeric[index] }
    for index in categorical.indices { categorical[index] += other.categorical[index] }
    invalidValues += other.invalidValues
  }
}
