import CSimdjson

/// Decodes prediction lines into a batch of columns. Holds the vocabularies that the batch's codes refer to.
/// Owns a parser: used by one thread at a time.
package final class RecordDecoder {
  package let schema: RecordSchema
  /// Tells whose codes a batch's codes are.
  package let identity = Identity()
  package private(set) var versions = Vocabulary(limit: 1000)
  /// One per categorical feature, in schema order.
  package private(set) var categories: [Vocabulary]
  /// One per dimension.
  package private(set) var dimensionValues: [Vocabulary]

  package final class Identity: Sendable {}

  private let line: LineDecoder
  private let positive: ClassName
  private let idSlot, versionSlot, scoreSlot, latencySlot, statusSlot: Int?
  private let firstFeature, firstDimension: Int
  private let isNumeric: [Bool]

  /// - Parameters:
  ///   - categories: texts that get the first codes of each categorical feature, in schema order.
  package init(schema: RecordSchema, categories: [[String]]) {
    self.schema = schema
    positive = ClassName(schema.positive)
    var paths = [schema.timestamp, schema.prediction]
    func slot(_ path: FieldPath?) -> Int? {
      guard let path else { return nil }
      paths.append(path)
      return paths.count - 1
    }
    idSlot = slot(schema.id)
    versionSlot = slot(schema.version)
    scoreSlot = slot(schema.score)
    latencySlot = slot(schema.latency)
    statusSlot = slot(schema.status)
    firstFeature = paths.count
    paths += schema.features.map(\.path)
    firstDimension = paths.count
    paths += schema.dimensions.map(\.path)
    line = LineDecoder(paths: paths)
    isNumeric = schema.features.map { $0.kind == .numeric }
    let categorical = schema.features.filter { $0.kind == .categorical }
    self.categories = categorical.indices.map {
      Vocabulary(texts: $0 < categories.count ? categories[$0] : [])
    }
    dimensionValues = schema.dimensions.map { _ in Vocabulary(limit: 256) }
  }

  package func emptyBatch() -> RecordBatch {
    let numericCount = isNumeric.count { $0 }
    return RecordBatch(
      numericCount: numericCount, categoricalCount: isNumeric.count - numericCount,
      dimensionCount: schema.dimensions.count)
  }

  /// Appends one line (without its newline, followed by ``linePadding`` readable bytes) to the batch.
  /// Throws the line's defect and leaves the batch as it was.
  package func decode(_ bytes: UnsafeRawBufferPointer, into batch: inout RecordBatch) throws(LineDefect) {
    let values = try line.decode(bytes)
    let timestamp = try values[0].instant(field: schema.timestamp)
    let failed = statusSlot.map { values[$0].isFailure } ?? false
    let served: UInt8
    if failed, values[1].isAbsent {
      served = RecordBatch.Served.nothing
    } else {
      guard let isPositive = positive.matches(values[1]) else { throw values[1].defect(field: schema.prediction) }
      served = isPositive ? RecordBatch.Served.positive : RecordBatch.Served.negative
    }
    var score = Double.nan
    if let slot = scoreSlot, let path = schema.score, !(failed && values[slot].isAbsent) {
      score = try values[slot].probability(field: path)
    }
    if let slot = idSlot, let path = schema.id {
      batch.ids.append(try values[slot].identifier(field: path))
    }

    // Nothing throws from here on: the row is complete in every column.
    batch.timestamps.append(timestamp)
    batch.served.append(served)
    batch.scores.append(score)
    batch.failed.append(failed)
    batch.versions.append(versionSlot.flatMap { values[$0].category(in: &versions) } ?? Vocabulary.missing)
    batch.latencies.append(latencySlot.map { latency(values[$0], &batch.invalidValues) } ?? -1)
    appendFeatures(values, to: &batch)
    for index in dimensionValues.indices {
      let value = values[firstDimension + index]
      let code = value.category(in: &dimensionValues[index])
      if code == nil, !value.isAbsent { batch.invalidValues += 1 }
      batch.dimensions[index].append(code ?? Vocabulary.missing)
    }
  }

  private func appendFeatures(_ values: UnsafeBufferPointer<leeway_value>, to batch: inout RecordBatch) {
    var numericIndex = 0
    var categoricalIndex = 0
    for index in isNumeric.indices {
      let value = values[firstFeature + index]
      if isNumeric[index] {
        batch.numeric[numericIndex].append(value.isNumber ? value.number : .nan)
        if !value.isNumber, !value.isAbsent { batch.invalidValues += 1 }
        numericIndex += 1
      } else {
        let code = value.category(in: &categories[categoricalIndex])
        if code == nil, !value.isAbsent { batch.invalidValues += 1 }
        batch.categorical[categoricalIndex].append(code ?? Vocabulary.missing)
        categoricalIndex += 1
      }
    }
  }

  private func latency(_ value: leeway_value, _ invalidValues: inout Int) -> Int64 {
    guard value.isNumber, value.number >= 0, value.number < 1e12 else {
      if !value.isAbsent { invalidValues += 1 }
      return -1
    }
    return Int64((value.number * 1000).rounded())
  }
}
