/// Rows on their way into a batch: raw columns of a few hundred rows, small enough for the processor's cache.
///
/// A row is written at ``count`` column by column and counts once it is committed, so that a line that turns out to be
/// broken leaves no trace. One more row behind the last is free to write into.
struct RowStage: ~Copyable {
  static let capacity = 256
  /// Rows from one column of a kind to the next.
  static let stride = capacity + 2

  /// Where each row's line begins in its block.
  let offsets: UnsafeMutablePointer<UInt32>
  let timestamps: UnsafeMutablePointer<Int64>
  let ids: UnsafeMutablePointer<IdentifierHash>
  let served: UnsafeMutablePointer<UInt8>
  let scores: UnsafeMutablePointer<Double>
  let latencies: UnsafeMutablePointer<Int64>
  let failed: UnsafeMutablePointer<Bool>
  let combinations: UnsafeMutablePointer<UInt32>
  let overridden: UnsafeMutablePointer<Bool>
  let overrides: UnsafeMutablePointer<Double>
  /// Column after column, ``stride`` rows each.
  let numeric: UnsafeMutablePointer<Double>
  let categorical: UnsafeMutablePointer<Int32>
  let classScores: UnsafeMutablePointer<Double>
  let kpis: UnsafeMutablePointer<Double>
  let columns: Columns

  private(set) var count = 0
  private(set) var invalidValues = 0

  init(columns: Columns) {
    func column<Value>(of value: Value, count: Int = 1) -> UnsafeMutablePointer<Value> {
      let column = UnsafeMutablePointer<Value>.allocate(capacity: max(1, count) * Self.stride)
      column.initialize(repeating: value, count: max(1, count) * Self.stride)
      return column
    }
    offsets = column(of: 0)
    timestamps = column(of: .min)
    ids = column(of: IdentifierHash(low: 0, high: 0))
    served = column(of: 0)
    scores = column(of: .nan)
    latencies = column(of: -1)
    failed = column(of: false)
    combinations = column(of: 0)
    overridden = column(of: false)
    overrides = column(of: .nan)
    numeric = column(of: .nan, count: columns.numeric)
    categorical = column(of: Vocabulary.missing, count: columns.categorical)
    classScores = column(of: .nan, count: columns.classScores)
    kpis = column(of: .nan, count: columns.kpis)
    self.columns = columns
  }

  deinit {
    offsets.deallocate()
    timestamps.deallocate()
    ids.deallocate()
    served.deallocate()
    scores.deallocate()
    latencies.deallocate()
    failed.deallocate()
    combinations.deallocate()
    overridden.deallocate()
    overrides.deallocate()
    numeric.deallocate()
    categorical.deallocate()
    classScores.deallocate()
    kpis.deallocate()
  }

  var isFull: Bool { count >= Self.capacity }

  /// Counts the row that was written at ``count``.
  mutating func commit(invalidValues: Int) {
    count += 1
    self.invalidValues += invalidValues
  }

  /// Whether two rows are the same bit by bit.
  func isSameRow(_ a: Int, _ b: Int) -> Bool {
    var isSame =
      timestamps[a] == timestamps[b] && ids[a] == ids[b] && served[a] == served[b] && latencies[a] == latencies[b]
      && scores[a].bitPattern == scores[b].bitPattern && failed[a] == failed[b] && combinations[a] == combinations[b]
      && overridden[a] == overridden[b] && overrides[a].bitPattern == overrides[b].bitPattern
    for (values, count) in [(numeric, columns.numeric), (classScores, columns.classScores), (kpis, columns.kpis)] {
      for column in 0..<count {
        let values = values + column * Self.stride
        isSame = isSame && values[a].bitPattern == values[b].bitPattern
      }
    }
    for column in 0..<columns.categorical {
      let codes = categorical + column * Self.stride
      isSame = isSame && codes[a] == codes[b]
    }
    return isSame
  }

  /// Moves the committed rows to the end of a batch.
  mutating func flush(into batch: inout RecordBatch) {
    let rows = count
    batch.offsets.append(contentsOf: UnsafeBufferPointer(start: offsets, count: rows))
    batch.timestamps.append(contentsOf: UnsafeBufferPointer(start: timestamps, count: rows))
    if columns.hasIDs { batch.ids.append(contentsOf: UnsafeBufferPointer(start: ids, count: rows)) }
    batch.served.append(contentsOf: UnsafeBufferPointer(start: served, count: rows))
    batch.scores.append(contentsOf: UnsafeBufferPointer(start: scores, count: rows))
    batch.latencies.append(contentsOf: UnsafeBufferPointer(start: latencies, count: rows))
    batch.failed.append(contentsOf: UnsafeBufferPointer(start: failed, count: rows))
    batch.combinations.append(contentsOf: UnsafeBufferPointer(start: combinations, count: rows))
    if columns.hasOverride {
      batch.overridden.append(contentsOf: UnsafeBufferPointer(start: overridden, count: rows))
      batch.overrides.append(contentsOf: UnsafeBufferPointer(start: overrides, count: rows))
    }
    Self.append(numeric, count: columns.numeric, rows: rows, to: &batch.numeric)
    Self.append(categorical, count: columns.categorical, rows: rows, to: &batch.categorical)
    Self.append(classScores, count: columns.classScores, rows: rows, to: &batch.classScores)
    for column in columns.classScores..<max(columns.classScores, batch.classScores.count) {
      batch.classScores[column].append(contentsOf: repeatElement(.nan, count: rows))
    }
    Self.append(kpis, count: columns.kpis, rows: rows, to: &batch.kpis)
    batch.invalidValues += invalidValues
    clear()
  }

  /// Moves the committed rows to the end of a batch of labels.
  ///
  /// - Parameter outcome: what the labels are.
  mutating func flush(into batch: inout LabelBatch, outcome: LineField.Role) {
    let rows = count
    batch.offsets.append(contentsOf: UnsafeBufferPointer(start: offsets, count: rows))
    batch.timestamps.append(contentsOf: UnsafeBufferPointer(start: timestamps, count: rows))
    batch.ids.append(contentsOf: UnsafeBufferPointer(start: ids, count: rows))
    switch outcome {
    case .outcomeNumber: batch.outcomes.append(contentsOf: UnsafeBufferPointer(start: scores, count: rows))
    default: for row in 0..<rows { batch.outcomes.append(Double(served[row])) }
    }
    Self.append(kpis, count: columns.kpis, rows: rows, to: &batch.kpis)
    clear()
  }

  private static func append<Value>(
    _ values: UnsafeMutablePointer<Value>, count: Int, rows: Int, to columns: inout [[Value]]
  ) {
    for column in 0..<count {
      columns[column].append(contentsOf: UnsafeBufferPointer(start: values + column * stride, count: rows))
    }
  }

  private mutating func clear() {
    count = 0
    invalidValues = 0
  }
}

/// Which columns a row has besides those that every row has.
extension RowStage {
  struct Columns {
    var hasIDs: Bool
    var hasOverride: Bool
    var numeric: Int
    var categorical: Int
    var classScores: Int
    var kpis: Int

    init(of fields: [LineField]) {
      func count(_ role: LineField.Role) -> Int { fields.count { $0.role == role } }
      hasIDs = count(.id) > 0
      hasOverride = count(.override) > 0
      numeric = count(.numeric)
      categorical = count(.categorical)
      classScores = count(.classScore)
      kpis = count(.kpi)
    }
  }
}
