/// What drawing has cost since the dashboard was opened.
package struct FrameStatistics: Equatable, Sendable {
  /// Frames that were sent.
  package private(set) var frames = 0
  /// Frames that were drawn and differed in nothing from what was on the screen.
  package private(set) var unchanged = 0
  /// Bytes sent to the terminal, all in all.
  package private(set) var bytes = 0
  package private(set) var largestFrame = 0
  /// Processor time of the thread for drawing, comparing and sending, in nanoseconds.
  package private(set) var time: Int64 = 0
  package private(set) var longestTime: Int64 = 0

  package init() {}

  mutating func note(bytes: Int) { self.bytes += bytes }

  mutating func note(frameOf bytes: Int, time: Int64) {
    if bytes > 0 { frames += 1 } else { unchanged += 1 }
    largestFrame = max(largestFrame, bytes)
    self.time += time
    longestTime = max(longestTime, time)
  }
}
