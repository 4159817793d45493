/// A flat row of integers of which few are not zero, as a closed pane keeps it.
package struct SparseCounts: Equatable, Sendable {
  /// Ascending.
  package private(set) var indices: [UInt32]
  package private(set) var values: [Int64]

  package init() {
    indices = []
    values = []
  }

  /// `nil` unless the indices ascend and there is a value for each.
  package init?(indices: [UInt32], values: [Int64]) {
    guard indices.count == values.count, zip(indices, indices.dropFirst()).allSatisfy(<) else { return nil }
    self.indices = indices
    self.values = values
  }

  /// Cost: a look at eight counts at a time, and at each where not all are zero.
  init(_ dense: UnsafeBufferPointer<UInt32>) {
    let filled = Self.countFilled(dense)
    indices = Array(unsafeUninitializedCapacity: filled) { indices, count in
      if let first = indices.baseAddress { Self.findFilled(dense, filled, into: first) }
      count = filled
    }
    values = indices.map { Int64(dense[Int($0)]) }
  }

  private static func countFilled(_ dense: UnsafeBufferPointer<UInt32>) -> Int {
    guard let counts = dense.baseAddress else { return 0 }
    let count = dense.count
    var filled: UInt32 = 0
    var index = 0
    while index < count {
      // The sign of x | −x tells whether x is zero, without a branch, so that several are looked at in one go.
      filled &+= (counts[index] | (0 &- counts[index])) &>> 31
      index &+= 1
    }
    return Int(filled)
  }

  /// Stores the positions of the `filled` counts that are not zero.
  private static func findFilled(
    _ dense: UnsafeBufferPointer<UInt32>, _ filled: Int, into positions: UnsafeMutablePointer<UInt32>
  ) {
    var found = 0
    var index = 0
    while found < filled {
      if index &+ 8 <= dense.count, isZero(dense, from: index) {
        index &+= 8
        continue
      }
      // Written whether zero or not, and kept by counting on: to guess wrong at every other count would cost more.
      let end = min(index &+ 8, dense.count)
      while index < end, found < filled {
        (positions + found).initialize(to: UInt32(truncatingIfNeeded: index))
        found &+= dense[index] == 0 ? 0 : 1
        index &+= 1
      }
    }
  }

  @inline(__always)
  private static func isZero(_ dense: UnsafeBufferPointer<UInt32>, from index: Int) -> Bool {
    var all: UInt32 = 0
    for offset in 0..<8 { all |= dense[index &+ offset] }
    return all == 0
  }

  package var isEmpty: Bool { indices.isEmpty }

  package subscript(index: Int) -> Int64 {
    let position = self.position(of: UInt32(index))
    return position < indices.count && indices[position] == UInt32(index) ? values[position] : 0
  }

  /// Replaces an entry that is there.
  mutating func replace(with value: Int64, at index: Int) {
    let position = self.position(of: UInt32(index))
    if position < indices.count, indices[position] == UInt32(index) { values[position] = value }
  }

  /// Replaces the entries that are there in a range of positions. Cost: two comparisons an entry.
  mutating func replace(in range: Range<Int>, with value: (_ index: Int) -> Int64) {
    var position = self.position(of: UInt32(range.lowerBound))
    while position < indices.count, Int(indices[position]) < range.upperBound {
      values[position] = value(Int(indices[position]))
      position += 1
    }
  }

  /// Adds to one entry. Cost: a binary search, and a shift of what is behind it if the entry was zero.
  package mutating func add(_ amount: Int64, at index: Int) {
    let position = self.position(of: UInt32(index))
    if position < indices.count, indices[position] == UInt32(index) {
      values[position] &+= amount
    } else {
      indices.insert(UInt32(index), at: position)
      values.insert(amount, at: position)
    }
  }

  mutating func add(_ deltas: [LabelDelta]) {
    for delta in deltas { add(delta.amount, at: delta.position) }
  }

  /// The sum of two rows. Cost: their entries.
  func adding(_ other: SparseCounts) -> SparseCounts {
    var sum = SparseCounts()
    sum.indices.reserveCapacity(max(indices.count, other.indices.count))
    sum.values.reserveCapacity(max(indices.count, other.indices.count))
    var (mine, its) = (0, 0)
    while mine < indices.count || its < other.indices.count {
      let index = Swift.min(
        mine < indices.count ? indices[mine] : .max, its < other.indices.count ? other.indices[its] : .max)
      var value: Int64 = 0
      if mine < indices.count, indices[mine] == index {
        value = values[mine]
        mine += 1
      }
      if its < other.indices.count, other.indices[its] == index {
        value &+= other.values[its]
        its += 1
      }
      guard value != 0 else { continue }
      sum.indices.append(index)
      sum.values.append(value)
    }
    return sum
  }

  /// `dense += sign · self`; positions beyond the row are left out.
  package func add(to dense: inout [Int64], sign: Int64) {
    dense.withUnsafeMutableBufferPointer { dense in
      indices.withUnsafeBufferPointer { indices in
        values.withUnsafeBufferPointer { values in
          let count =
            indices.last.map { Int($0) < dense.count ? indices.count : position(of: UInt32(dense.count)) } ?? 0
          if sign == 1 {
            for entry in 0..<count { dense[Int(indices[entry])] &+= values[entry] }
          } else {
            for entry in 0..<count { dense[Int(indices[entry])] &+= sign &* values[entry] }
          }
        }
      }
    }
  }

  package func dense(width: Int) -> [Int64] {
    var row = [Int64](repeating: 0, count: width)
    add(to: &row, sign: 1)
    return row
  }

  private func position(of index: UInt32) -> Int {
    var low = 0
    var high = indices.count
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
