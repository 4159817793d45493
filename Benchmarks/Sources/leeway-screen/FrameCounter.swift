import Measuring

/// Counts the frames in what a program writes: by the marks of synchronised output (DEC private mode 2026) if it sends
/// them, else by the silence between them.
struct FrameCounter {
  private(set) var output = PseudoTerminal.Output()
  private var isMarked = false
  /// Bytes of the mark that the output ends with.
  private var matched = 0
  /// Bytes of the frame so far.
  private var length = 0
  private var last = ContinuousClock.now - .seconds(1)

  /// Silence after which output counts as another frame, in seconds.
  private static let gap = 0.02
  private static let mark = Array("\u{1B}[?2026h".utf8)

  mutating func add(_ bytes: [UInt8], at now: ContinuousClock.Instant) {
    if !isMarked, (now - last).inSeconds >= Self.gap { begin(with: 0) }
    last = now
    output.bytes += bytes.count
    for byte in bytes {
      length += 1
      matched = byte == Self.mark[matched] ? matched + 1 : byte == Self.mark[0] ? 1 : 0
      guard matched == Self.mark.count else { continue }
      matched = 0
      // What was told apart by silence is counted anew.
      if !isMarked { (output.frames, output.largestFrame, length) = (0, 0, Self.mark.count) }
      isMarked = true
      begin(with: Self.mark.count)
    }
    output.largestFrame = max(output.largestFrame, length)
  }

  /// - Parameter count: bytes of the next frame that have been counted as the last one's.
  private mutating func begin(with count: Int) {
    if length > count { output.largestFrame = max(output.largestFrame, length - count) }
    output.frames += 1
    length = count
  }
}
