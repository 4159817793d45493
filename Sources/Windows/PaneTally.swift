/// How many of something there are per pane. Adding to the same pane again and again costs next to nothing.
struct PaneTally {
  private var counts: [Int: Int] = [:]
  private var hotPane = Int.min
  private var hotCount = 0
  private(set) var total = 0

  mutating func add(_ amount: Int, to pane: Int) {
    if pane != hotPane {
      settle()
      hotPane = pane
      counts[pane, default: 0] += 0
    }
    hotCount += amount
    total += amount
  }

  private mutating func settle() {
    if hotCount != 0 { counts[hotPane, default: 0] += hotCount }
    hotCount = 0
  }

  func contains(_ pane: Int) -> Bool { counts[pane] != nil }

  /// How many there are in a range of panes. Cost: the panes that have any.
  func count(in panes: Range<Int>) -> Int {
    counts.reduce(panes.contains(hotPane) ? hotCount : 0) { sum, entry in
      panes.contains(entry.key) ? sum + entry.value : sum
    }
  }

  /// Forgets the panes before one, and returns how many there were in them.
  @discardableResult
  mutating func removeAll(before pane: Int) -> Int {
    settle()
    hotPane = .min
    var removed = 0
    for old in counts.keys.filter({ $0 < pane }) { removed += counts.removeValue(forKey: old) ?? 0 }
    total -= removed
    return removed
  }

  // MARK: - State

  func write(to writer: inout StateWriter) {
    var settled = self
    settled.settle()
    writer.write(settled.counts.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key)
      writer.write(entry.value)
    }
  }

  init() {}

  init(_ reader: inout StateReader) throws(StateDamage) {
    for _ in 0..<(try reader.count()) {
      let pane = try reader.integer()
      let count = try reader.integer()
      guard count.magnitude < 1 << 40 else { throw StateDamage() }
      counts[pane] = count
      total += count
    }
  }
}
