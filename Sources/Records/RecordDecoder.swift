/// Decodes prediction lines into a batch of columns. Holds the vocabularies that the batch's codes refer to.
/// Used by one thread at a time.
package final class RecordDecoder {
  package let schema: RecordSchema
  private var reader: RowReader

  /// - Parameters:
  ///   - categories: texts that get the first codes of each categorical feature, in schema order.
  ///   - learnsCategories: whether other texts get the codes behind them; ``Vocabulary/overflow`` if not.
  ///   - readsIDs: whether the ids' column is filled, which labels are joined by; without it a line needs no id.
  package init(
    schema: RecordSchema, categories: [[String]], learnsCategories: Bool, readsIDs: Bool = true
  ) {
    self.schema = schema
    let task = schema.task
    var fields = [
      LineField(role: .timestamp, path: schema.timestamp),
      LineField(role: LineField.Role(outcomeOf: task), path: schema.prediction),
    ]
    func add(_ role: LineField.Role, _ path: FieldPath?, column: Int = 0) {
      if let path { fields.append(LineField(role: role, path: path, column: column)) }
    }
    switch task {
    case .binary: add(.score, schema.score)
    case .multiclass:
      add(.classScores, schema.score)
      for (number, name) in task.names.enumerated() { add(.classScore, schema.score?.appending(name), column: number) }
    case .regression: break
    }
    if readsIDs { add(.id, schema.id) }
    add(.part, schema.version)
    add(.latency, schema.latency)
    add(.status, schema.status)
    add(.override, schema.override)
    for (column, kpi) in schema.kpis.enumerated() { add(.kpi, kpi.path, column: column) }
    let numeric = schema.features.filter { $0.kind == .numeric }
    let categorical = schema.features.filter { $0.kind == .categorical }
    for (column, feature) in numeric.enumerated() { add(.numeric, feature.path, column: column) }
    for (column, feature) in categorical.enumerated() { add(.categorical, feature.path, column: column) }
    for (index, dimension) in schema.dimensions.enumerated() { add(.part, dimension.path, column: index + 1) }
    let vocabularies = categorical.indices.map { index in
      Vocabulary(
        limit: learnsCategories ? Vocabulary.defaultLimit : 0,
        texts: index < categories.count ? categories[index] : [])
    }
    reader = RowReader(
      fields: fields, task: task, partCount: 1 + schema.dimensions.count, vocabularies: vocabularies)
  }

  /// What the categorical features' codes stand for, in schema order.
  package var categories: [Vocabulary] { (0..<reader.categoryCount).map { reader.categories[$0].vocabulary } }

  package func emptyBatch() -> RecordBatch {
    let columns = reader.stage.columns
    var classCount = 0
    if case .multiclass = schema.task { classCount = reader.classes.count }
    return RecordBatch(
      numericCount: columns.numeric, categoricalCount: columns.categorical, classCount: classCount,
      kpiCount: columns.kpis)
  }

  /// Appends the rows of a block to the batch, and hands over the lines that are none.
  /// Returns the number of lines that are not blank, bad ones too.
  package func decode(_ block: LineBlock, into batch: inout RecordBatch, reject: (RejectedLine) -> Void) -> Int {
    guard batch.count == 0 || batch.table.identity === reader.combinations.table.identity else {
      var other = emptyBatch()
      let count = decode(block, into: &other, reject: reject)
      batch.append(other)
      return count
    }
    if batch.count == 0 { reader.combinations.renewIfLong() }
    let count = reader.read(block, flush: { $0.flush(into: &batch) }, reject: reject)
    batch.table = reader.combinations.table
    return count
  }
}
