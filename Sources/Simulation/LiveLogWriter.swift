import Notation

/// Writes a scenario's logs as if the model were in production now: appends to `predictions.jsonl` and `labels.jsonl`
/// when each row is due, and rotates them.
///
/// Rows carry the time at which they are written. With a `speed` above 1 everything comes that much faster: traffic,
/// incidents, and the delay of labels.
package struct LiveLogWriter {
  /// Real time, as a parameter.
  package struct Clock {
    package var now: () -> Instant
    package var sleep: (TimeSpan) -> Void

    package init(now: @escaping () -> Instant, sleep: @escaping (TimeSpan) -> Void) {
      self.now = now
      self.sleep = sleep
    }
  }

  /// Rows wait no longer than this after they are due, if the machine keeps up.
  package static let tick = TimeSpan(microseconds: 100_000)

  private static let largestWrite = 1 << 16

  private let directory: String
  private let speed: Double
  private let rotateAt: Int
  private let clock: Clock
  private let shouldStop: () -> Bool

  /// - Parameters:
  ///   - speed: above 0.
  ///   - rotateAt: bytes.
  ///   - shouldStop: asked before every tick and every write; the lines handed out by then are complete.
  package init(
    directory: String, speed: Double = 1, rotateAt: Int = 16 << 20, clock: Clock, shouldStop: @escaping () -> Bool
  ) {
    self.directory = directory
    self.speed = speed
    self.rotateAt = rotateAt
    self.clock = clock
    self.shouldStop = shouldStop
  }

  /// Runs until the last label is written or it is told to stop; the scenario's start is when row time begins.
  package func write(_ scenario: Scenario) throws(SimulationError) -> BatchLogWriter.Summary {
    try makeDirectory(directory)
    var summary = BatchLogWriter.Summary()
    try BatchLogWriter(directory: directory).writeReference(of: scenario, summary: &summary)
    summary.files += ["predictions.jsonl", "labels.jsonl"]
    var predictions = try RotatingFile(path: directory + "/predictions.jsonl", maximumSize: rotateAt)
    var labels = try RotatingFile(path: directory + "/labels.jsonl", maximumSize: rotateAt)
    let eventClock = EventClock.compressed(start: scenario.start, speed: speed)
    var encoder = RowEncoder(scenario, clock: eventClock)
    var events = EventSequence(scenario).makeIterator()
    var next = events.next()
    var predictionLines: [UInt8] = []
    var labelLines: [UInt8] = []
    while let upcoming = next, !shouldStop() {
      let now = clock.now()
      let wait = eventClock.shown(upcoming.time) - now
      if wait > .zero {
        clock.sleep(min(wait, Self.tick))
        continue
      }
      while let event = next, eventClock.shown(event.time) <= now {
        let line = encoder.line(event)
        switch event {
        case .prediction:
          predictionLines += line
          summary.predictions += 1
        case .label:
          labelLines += line
          summary.labels += 1
        }
        next = events.next()
        if max(predictionLines.count, labelLines.count) >= Self.largestWrite { break }
      }
      try predictions.append(predictionLines)
      try labels.append(labelLines)
      predictionLines.removeAll(keepingCapacity: true)
      labelLines.removeAll(keepingCapacity: true)
    }
    return summary
  }
}
