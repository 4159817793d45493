/// Finds how many of some ascending edges lie below a number: a table over the edges' range says where to begin, and a
/// step or two from there end it.
///
/// A number's slot is a rounded linear function of it, held at the ends, hence never decreasing. So every edge in a lower slot than a
/// number's is below that number and every edge in a higher one is not, whatever rounding does: only the edges in its own
/// slot are compared, and the result is exactly that of a search through all of them.
struct EdgeTable: Equatable, Sendable {
  /// The edges, then +∞, which is below nothing.
  private let edges: [Double]
  /// By slot, the number of edges in lower slots; at the end, the number of all.
  private let firsts: [UInt32]
  private let origin: Double
  private let scale: Double
  private let lastSlot: Double

  /// Slots per edge to begin with, and at most in all: 16 KiB, so that a table in use stays in the first-level cache.
  private static let slotsPerEdge = 4
  private static let mostSlots = 4096

  /// - Parameter edges: ascending, distinct and finite. Complexity: O(edges).
  init(_ edges: [Double]) {
    var slots = 64
    while slots < edges.count * Self.slotsPerEdge, slots < Self.mostSlots { slots *= 2 }
    var table = Self(edges, slots: slots)
    // Where the edges bunch up, narrower slots pull them apart.
    while slots < Self.mostSlots, table.crowdedEdges * 8 > edges.count {
      slots *= 2
      table = Self(edges, slots: slots)
    }
    self = table
  }

  /// From so many edges on, the outermost two do not stretch the table: they may lie far out.
  private static let trimmedFrom = 8

  private init(_ edges: [Double], slots: Int) {
    let inner = edges.count < Self.trimmedFrom ? edges[...] : edges[1..<edges.count - 1]
    let first = inner.first ?? 0
    let span = (inner.last ?? 0) - first
    let scale = Double(slots - 1) / span
    // A span that is empty, or too wide or too narrow to divide by, leaves one slot for everything.
    let isUsable = span.isFinite && scale.isFinite && scale > 0
    origin = first
    self.scale = isUsable ? scale : 0
    lastSlot = isUsable ? Double(slots - 1) : 0
    self.edges = edges + [.infinity]
    var counts = [UInt32](repeating: 0, count: isUsable ? slots + 1 : 2)
    for edge in edges { counts[Self.slot(of: edge, origin, self.scale, lastSlot) + 1] += 1 }
    for slot in 1..<counts.count { counts[slot] += counts[slot - 1] }
    firsts = counts
  }

  /// Edges that share their slot with more than one other.
  private var crowdedEdges: Int {
    zip(firsts, firsts.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0 > 2 ? Int($1.1 - $1.0) : 0) }
  }

  /// The number of edges below a value that is not NaN.
  @inline(__always)
  func count(below value: Double) -> Int {
    edges.withUnsafeBufferPointer { edges in
      firsts.withUnsafeBufferPointer { firsts in
        count(below: value, edges, firsts)
      }
    }
  }

  /// For each value `first` and the number of edges below it, or `null` if it is NaN. Values beyond the length of
  /// `positions` are left out.
  func positions(of values: Span<Double>, first: UInt32, null: UInt32, into positions: inout MutableSpan<UInt32>) {
    edges.withUnsafeBufferPointer { edges in
      firsts.withUnsafeBufferPointer { firsts in
        for i in 0..<min(values.count, positions.count) {
          let value = values[unchecked: i]
          positions[unchecked: i] =
            value.isNaN ? null : first &+ UInt32(truncatingIfNeeded: count(below: value, edges, firsts))
        }
      }
    }
  }

  /// Unchecked access is safe: a slot is held within the table, and a position never passes the +∞ at the edges' end.
  @inline(__always)
  private func count(
    below value: Double, _ edges: UnsafeBufferPointer<Double>, _ firsts: UnsafeBufferPointer<UInt32>
  ) -> Int {
    guard let edges = edges.baseAddress, let firsts = firsts.baseAddress else { return 0 }
    let slot = Self.slot(of: value, origin, scale, lastSlot)
    var position = Int(firsts[slot])
    // Most slots hold at most two edges: two steps without a branch to be guessed wrong.
    position &+= edges[position] < value ? 1 : 0
    position &+= edges[position] < value ? 1 : 0
    guard edges[position] < value else { return position }
    var remaining = Int(firsts[slot &+ 1]) &- position
    while remaining > 1 {
      let half = remaining >> 1
      position &+= edges[position &+ half &- 1] < value ? half : 0
      remaining &-= half
    }
    return remaining == 1 && edges[position] < value ? position &+ 1 : position
  }

  /// The nearest slot, by way of adding 2⁵², past which a Double has no fraction: its lowest bits are the whole number.
  @inline(__always)
  private static func slot(of value: Double, _ origin: Double, _ scale: Double, _ last: Double) -> Int {
    // With a scale of 0 an infinite value gives NaN here, which the first comparison turns into the last slot: 0.
    let place = (value - origin) * scale
    let below = place < last ? place : last
    let held = below > 0 ? below : 0
    return Int(truncatingIfNeeded: (held + 0x1p52).bitPattern & 0xFFFF)
  }
}
