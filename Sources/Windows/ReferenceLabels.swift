import Records

/// The labels of a reference in columns: of each id what its newest label says, and when the first one came. Of labels of
/// one time, or without, the last one read counts. Memory: about 70 bytes a label, and 8 more for each business figure.
struct ReferenceLabels {
  /// What a row without a label has for its number.
  static let none: Int32 = -1

  private var numbers: [IdentifierHash: Int32] = [:]
  private(set) var outcomes: [Double] = []
  /// Of an id's first label, in microseconds; `Int64.min` where the log does not say.
  private(set) var timestamps: [Int64] = []
  /// Of the label that counts.
  private var newest: [Int64] = []
  /// A column for each business figure of the label log.
  private(set) var kpis: [[Double]]

  init(kpiCount: Int) {
    kpis = Array(repeating: [], count: kpiCount)
  }

  /// Ids with a label.
  var count: Int { outcomes.count }

  mutating func add(_ batch: LabelBatch) {
    for row in 0..<batch.count {
      if let known = numbers[batch.ids[row]] {
        let number = Int(known)
        let time = batch.timestamps[row]
        if time != .min { timestamps[number] = min(timestamps[number], time) }
        guard time == .min || time >= newest[number] else { continue }
        newest[number] = time
        outcomes[number] = batch.outcomes[row]
        for index in kpis.indices { kpis[index][number] = batch.kpis[index][row] }
      } else {
        guard let number = Int32(exactly: count) else { return }
        numbers[batch.ids[row]] = number
        outcomes.append(batch.outcomes[row])
        timestamps.append(batch.timestamps[row])
        newest.append(batch.timestamps[row])
        for index in kpis.indices { kpis[index].append(batch.kpis[index][row]) }
      }
    }
  }

  /// The label's number for each row of a batch, ``none`` where there is none or nothing was served.
  func joined(with batch: RecordBatch) -> [Int32] {
    guard !batch.ids.isEmpty else { return Array(repeating: Self.none, count: batch.count) }
    return batch.ids.indices.map { row in
      batch.served[row] == RecordBatch.Served.nothing ? Self.none : numbers[batch.ids[row]] ?? Self.none
    }
  }
}
