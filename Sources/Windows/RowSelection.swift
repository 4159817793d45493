/// The rows of a batch that are to be counted, with where they belong. A class because it owns memory, which is used
/// again for the next batch.
final class RowSelection {
  /// Rows that belong to one pane, up to (not including) `end`.
  struct Run {
    let key: OpenPanes.Key
    let end: Int
  }

  /// The rows' numbers in the batch, ascending, and their strata.
  private(set) var rows: UnsafeMutablePointer<UInt32>
  private(set) var strata: UnsafeMutablePointer<UInt32>
  private(set) var runs: [Run] = []
  private var capacity = 1024

  init() {
    rows = .allocate(capacity: capacity)
    strata = .allocate(capacity: capacity)
  }

  var count: Int { runs.last?.end ?? 0 }

  /// Replaces the selection by the rows that `body` appends, at most `capacity` of them.
  func fill(capacity needed: Int, _ body: (inout Writer) -> Void) {
    runs.removeAll(keepingCapacity: true)
    if needed > capacity {
      capacity = max(needed, capacity * 2)
      rows.deallocate()
      strata.deallocate()
      rows = .allocate(capacity: capacity)
      strata = .allocate(capacity: capacity)
    }
    var writer = Writer(selection: self, rows: rows, strata: strata, capacity: capacity)
    body(&writer)
    writer.endRun()
  }

  /// Appends rows; everything that changes with each of them is its own.
  struct Writer {
    fileprivate let selection: RowSelection
    fileprivate let rows: UnsafeMutablePointer<UInt32>
    fileprivate let strata: UnsafeMutablePointer<UInt32>
    fileprivate let capacity: Int
    private var count = 0
    private var key: OpenPanes.Key?

    fileprivate init(
      selection: RowSelection, rows: UnsafeMutablePointer<UInt32>, strata: UnsafeMutablePointer<UInt32>, capacity: Int
    ) {
      self.selection = selection
      self.rows = rows
      self.strata = strata
      self.capacity = capacity
    }

    @inline(__always)
    mutating func append(row: Int, stratum: UInt32, key: OpenPanes.Key) {
      precondition(count < capacity, "more rows than there is room for")
      if key != self.key {
        endRun()
        self.key = key
      }
      rows[count] = UInt32(truncatingIfNeeded: row)
      strata[count] = stratum
      count &+= 1
    }

    fileprivate func endRun() {
      if let key { selection.runs.append(Run(key: key, end: count)) }
    }
  }

  deinit {
    rows.deallocate()
    strata.deallocate()
  }
}
