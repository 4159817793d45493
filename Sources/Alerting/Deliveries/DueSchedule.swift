import Notation

/// What is due when, by key: a binary heap, whose entries that no longer hold are let go when they come up.
struct DueSchedule: Sendable {
  private struct Entry: Comparable {
    var due: Instant
    var key: String

    static func < (a: Entry, b: Entry) -> Bool { a.due != b.due ? a.due < b.due : a.key < b.key }
  }

  /// Parents before children; the first one always holds.
  private var heap: [Entry] = []
  private var dues: [String: Instant] = [:]

  /// The earliest of all. Complexity: O(1).
  var first: Instant? { heap.first?.due }

  /// Complexity: O(log *n*), amortised.
  mutating func set(_ key: String, _ due: Instant?) {
    guard dues[key] != due else { return }
    dues[key] = due
    if let due { push(Entry(due: due, key: key)) }
    if heap.count > 2 * dues.count + 64 {
      // A sorted array is a heap.
      heap = dues.map { Entry(due: $1, key: $0) }.sorted()
    }
    dropOutdated()
  }

  /// Takes out all that is due by now, earliest first, and by key among equals.
  mutating func takeDue(now: Instant) -> [String] {
    var keys: [String] = []
    while let entry = heap.first, entry.due <= now {
      keys.append(entry.key)
      dues[entry.key] = nil
      dropOutdated()
    }
    return keys
  }

  private mutating func dropOutdated() {
    while let entry = heap.first, dues[entry.key] != entry.due { removeFirst() }
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
