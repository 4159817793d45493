/// A flat row of integers of which many are zero: one bit per entry that says whether it is there, and the values of
/// those that are. An entry is found by the number of bits before its own.
struct RankedCounts: Equatable {
  private(set) var mask: [UInt64]
  private(set) var values: [Int64] = []
  /// Values before those of each word of the mask.
  private var ranks: [UInt32]

  init(wordCount: Int) {
    mask = Array(repeating: 0, count: wordCount)
    ranks = Array(repeating: 0, count: wordCount)
  }

  /// `nil` unless there is a value for each bit.
  init?(mask: [UInt64], values: [Int64]) {
    self.init(wordCount: mask.count)
    self.mask = mask
    self.values = values
    var rank: UInt32 = 0
    for word in mask.indices {
      ranks[word] = rank
      rank += UInt32(mask[word].nonzeroBitCount)
    }
    guard rank == values.count else { return nil }
  }

  subscript(position: Int) -> Int64 {
    guard has(position) else { return 0 }
    return values[rank(position)]
  }

  private func has(_ position: Int) -> Bool {
    position >> 6 < mask.count && mask[position >> 6] & 1 << UInt64(position & 63) != 0
  }

  private func rank(_ position: Int) -> Int {
    Int(ranks[position >> 6]) + (mask[position >> 6] & (1 << UInt64(position & 63) &- 1)).nonzeroBitCount
  }

  /// Adds to one entry.
  mutating func add(_ amount: Int64, at position: Int) {
    guard !has(position) else {
      values[rank(position)] &+= amount
      return
    }
    values.insert(amount, at: rank(position))
    mask[position >> 6] |= 1 << UInt64(position & 63)
    for word in (position >> 6 + 1)..<max(position >> 6 + 1, mask.count) { ranks[word] += 1 }
  }

  /// Adds a row. Cost: its touched entries, and a move of what is behind the first new one.
  mutating func add(_ row: LabelRow) {
    makeRoom(for: row)
    values.withUnsafeMutableBufferPointer { values in
      for word in mask.indices where row.touched[word] != 0 {
        let present = mask[word]
        let first = Int(ranks[word])
        var bits = row.touched[word]
        while bits != 0 {
          let bit = bits & (0 &- bits)
          values[first + (present & (bit &- 1)).nonzeroBitCount] &+= row.values[word << 6 + bits.trailingZeroBitCount]
          bits ^= bit
        }
      }
    }
  }

  /// Makes all touched entries be there.
  private mutating func makeRoom(for row: LabelRow) {
    var ahead = 0
    for word in mask.indices where row.touched[word] & ~mask[word] != 0 {
      ahead += (row.touched[word] & ~mask[word]).nonzeroBitCount
    }
    guard ahead > 0 else { return }
    var end = values.count
    values.append(contentsOf: repeatElement(0, count: ahead))
    values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      // From behind, so that every entry is moved once, and straight to its place; where nothing is new before, it is there.
      for word in mask.indices.reversed() where ahead > 0 {
        let old = start + Int(ranks[word])
        let count = end - Int(ranks[word])
        end -= count
        let union = mask[word] | row.touched[word]
        guard union != mask[word] else {
          (old + ahead).update(from: old, count: count)
          ranks[word] += UInt32(ahead)
          continue
        }
        ahead -= union.nonzeroBitCount - count
        Self.spread(from: old, count, mask[word], to: old + ahead, union)
        ranks[word] += UInt32(ahead)
        mask[word] = union
      }
    }
  }

  /// Moves the values of one word to where they stand among zeros for its new entries.
  private static func spread(
    from old: UnsafeMutablePointer<Int64>, _ count: Int, _ present: UInt64, to new: UnsafeMutablePointer<Int64>,
    _ union: UInt64
  ) {
    var from = count
    var to = union.nonzeroBitCount
    var bits = union
    while bits != 0 {
      let bit: UInt64 = 1 << UInt64(63 - bits.leadingZeroBitCount)
      to -= 1
      if present & bit != 0 {
        from -= 1
        new[to] = old[from]
      } else {
        new[to] = 0
      }
      bits ^= bit
    }
  }

  /// Its entries times `sign`, ascending, in place of what `deltas` had.
  func write(to deltas: inout [LabelDelta], sign: Int64) {
    deltas.removeAll(keepingCapacity: true)
    var next = 0
    for word in mask.indices {
      var bits = mask[word]
      while bits != 0 {
        deltas.append(LabelDelta(position: word << 6 + bits.trailingZeroBitCount, amount: sign &* values[next]))
        next += 1
        bits &= bits &- 1
      }
    }
  }
}
