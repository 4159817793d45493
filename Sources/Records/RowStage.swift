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
  /// Column after column, ``stride`` rows each.
  let numeric: UnsafeMutablePointer<Double>
  let categorical: UnsafeMutablePointer<Int32>
  let numericCount: Int
  let categoricalCount: Int

  private(set) var count = 0
  private(set) var invalidValues = 0

  init(numericCount: Int, categoricalCount: Int) {
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
    numeric = column(of: .nan, count: numericCount)
    categorical = column(of: Vocabulary.missing, count: categoricalCount)
    self.numericCount = numericCount
    self.categoricalCount = categoricalCount
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
    numeric.deallocate()
    categorical.deallocate()
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
    for column in 0..<numericCount {
      let values = numeric + column * Self.stride
      isSame = isSame && values[a].bitPattern == values[b].bitPattern
    }
    for column in 0..<categoricalCount {
      let codes = categorical + column * Self.stride
      isSame = isSame && codes[a] == codes[b]
    }
    return isSame
  }

  /// Moves the committed rows to the end of a batch.
  mutating func flush(into batch: inout RecordBatch, hasIDs: Bool) {
    let rows = count
    batch.offsets.append(contentsOf: UnsafeBufferPointer(start: offsets, count: rows))
    batch.timestamps.append(contentsOf: UnsafeBufferPointer(start: timestamps, count: rows))
    if hasIDs { batch.ids.append(contentsOf: UnsafeBufferPointer(start: ids, count: rows)) }
    batch.served.append(contentsOf: UnsafeBufferPointer(start: served, count: rows))
    batch.scores.append(contentsOf: UnsafeBufferPointer(start: scores, count: rows))
    batch.latencies.append(contentsOf: UnsafeBufferPointer(start: latencies, count: rows))
    batch.failed.append(contentsOf: UnsafeBufferPointer(start: failed, count: rows))
    batch.combinations.append(contentsOf: UnsafeBufferPointer(start: combinations, count: rows))
    for column in 0..<numericCount {
      let values = UnsafeBufferPointer(start: numeric + column * Self.stride, count: rows)
      batch.numeric[column].append(contentsOf: values)
    }
    for column in 0..<categoricalCount {
      let codes = UnsafeBufferPointer(start: categorical + column * Self.stride, count: rows)
      batch.categorical[column].append(contentsOf: codes)
    }
    batch.invalidValues += invalidValues
    clear()
  }

  /// Moves the committed rows to the end of a batch of labels.
  mutating func flush(into batch: inout LabelBatch) {
    let rows = count
    batch.offsets.append(contentsOf: UnsafeBufferPointer(start: offsets, count: rows))
    batch.timestamps.append(contentsOf: UnsafeBufferPointer(start: timestamps, count: rows))
    batch.ids.append(contentsOf: UnsafeBufferPointer(start: ids, count: rows))
    for row in 0..<rows { batch.positive.append(served[row] == RecordBatch.Served.positive) }
    clear()
  }

  private mutating func clear() {
    count = 0
    invalidValues = 0
  }
}
