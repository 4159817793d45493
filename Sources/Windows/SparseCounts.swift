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

  package init(_ dense: UnsafeBufferPointer<Int64>) {
    self.init()
    for index in dense.indices where dense[index] != 0 {
      indices.append(UInt32(index))
      values.append(dense[index])
    }
  }

  package var isEmpty: Bool { indices.isEmpty }

  package subscript(index: Int) -> Int64 {
    let position = self.position(of: UInt32(index))
    return position < indices.count && indices[position] == UInt32(index) ? values[position] : 0
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

  /// `dense += sign · self`
  package func add(to dense: inout [Int64], sign: Int64) {
    dense.withUnsafeMutableBufferPointer { dense in
      for position in indices.indices {
        dense[Int(indices[position])] &+= sign &* values[position]
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
