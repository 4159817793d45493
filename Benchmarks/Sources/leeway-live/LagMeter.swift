import LiveLogs
import Measuring

/// How long it takes until what was written has been read.
struct LagMeter {
  private var waiting: [GrowingLog.Mark] = []
  private var first = 0
  private var lags: [Double] = []
  private var progressed = ContinuousClock.now
  private var lastPosition: (inode: UInt64, position: Int) = (0, 0)
  /// Longest time without any progress while there was something to read, in seconds.
  private(set) var longestStandstill = 0.0

  mutating func wrote(_ mark: GrowingLog.Mark) { waiting.append(mark) }

  var isDone: Bool { first == waiting.count }

  /// Looks how far the reader has come.
  ///
  /// - Parameter newest: the inode of the log that is being written. An older one that the reader has closed, it has
  ///   read to its end.
  mutating func look(_ probe: inout ProcessProbe, newest: UInt64) {
    while first < waiting.count {
      let inode = waiting[first].inode
      let found = probe.position(inode: inode)
      let now = ContinuousClock.now
      guard let position = found ?? (inode == newest ? nil : Int.max) else { return stand(at: now) }
      if lastPosition != (inode, position) {
        stand(at: now)
        lastPosition = (inode, position)
        progressed = now
      }
      let before = first
      while first < waiting.count, waiting[first].inode == inode, waiting[first].end <= position {
        lags.append((now - waiting[first].time).inSeconds)
        first += 1
      }
      // On to the next file only when this one is through.
      guard first > before, first < waiting.count, waiting[first].inode != inode else {
        return first == waiting.count ? () : stand(at: now)
      }
    }
  }

  private mutating func stand(at now: ContinuousClock.Instant) {
    guard first < waiting.count else { return }
    longestStandstill = max(longestStandstill, (now - max(progressed, waiting[first].time)).inSeconds)
  }

  /// Lag in seconds below which a share of all writes lies.
  func quantile(_ share: Double) -> Double {
    let sorted = lags.sorted()
    return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }
}
