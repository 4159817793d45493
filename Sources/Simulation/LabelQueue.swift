import Notation

/// Labels on their way, earliest first; labels of one moment in the order of their requests. A binary heap:
/// `O(log n)` to push and to pop.
struct LabelQueue {
  private var heap: [LabelRow] = []

  var earliest: LabelRow? { heap.first }

  mutating func push(_ row: LabelRow) {
    heap.append(row)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> LabelRow? {
    guard let top = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return top }
    heap[0] = last
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if Self.precedes(heap[child], heap[smallest]) { smallest = child }
      }
      if smallest == parent { return top }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private static func precedes(_ a: LabelRow, _ b: LabelRow) -> Bool {
    (a.time, a.number) < (b.time, b.number)
  }
}
