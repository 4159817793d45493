/// The shapes that a log's lines have had lately, in the order in which they are tried.
///
/// A shape that reads a line changes places with the one before it, so that the frequent ones come first (the
/// transposition rule; Rivest, "On self-organizing sequential search heuristics", 1976).
/// Learning costs several times as much as parsing a line, so it pauses ever longer on logs whose shapes do not recur.
struct ShapeCache: ~Copyable {
  private static let capacity = 4
  /// Lines that a shape must have read to have been worth learning.
  private static let worthwhile = 64
  private static let longestPause = 4096

  private let shapes: UnsafeMutablePointer<LineShape>
  private(set) var count = 0
  private var pause = 0
  private var nextPause = 1

  init() {
    shapes = .allocate(capacity: Self.capacity)
  }

  deinit {
    for index in 0..<count { shapes[index].deallocate() }
    shapes.deallocate()
  }

  @inline(__always)
  subscript(index: Int) -> UnsafeMutablePointer<LineShape> { shapes + index }

  /// Notes that a line was read by a shape.
  @inline(__always)
  mutating func use(_ index: Int) {
    shapes[index].uses &+= 1
    if index > 0 { swap(&shapes[index], &shapes[index - 1]) }
  }

  /// Whether the line at hand, which has none of the shapes, should be learned from.
  mutating func startsLearning() -> Bool {
    guard pause == 0 else {
      pause -= 1
      return false
    }
    return true
  }

  /// Takes over a shape; the last one makes room.
  mutating func keep(_ shape: LineShape) {
    if count == Self.capacity {
      count -= 1
      if shapes[count].uses < Self.worthwhile { backOff() } else { nextPause = 1 }
      shapes[count].deallocate()
    }
    (shapes + count).initialize(to: shape)
    count += 1
  }

  /// Notes that nothing could be learned from a line.
  mutating func backOff() {
    pause = nextPause
    nextPause = min(2 * nextPause, Self.longestPause)
  }
}
