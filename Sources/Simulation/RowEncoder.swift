import Notation

/// Turns rows into lines of JSON.
package struct RowEncoder: Sendable {
  private let featureNames: [String]
  private let dimensionNames: [String]
  private let format: Scenario.LogFormat
  private let hasOverrides: Bool
  private let clock: EventClock
  private var text = JSONText()

  package init(_ scenario: Scenario, clock: EventClock = .scenario) {
    featureNames = scenario.features.map(\.name)
    dimensionNames = scenario.segments.map(\.name)
    format = scenario.log
    hasOverrides = scenario.overrides != nil
    self.clock = clock
  }

  /// The line, its newline included.
  package mutating func line(_ event: LogEvent) -> [UInt8] {
    text.removeAll()
    switch event {
    case .prediction(let row): encode(row, into: &text)
    case .label(let row): encode(row, into: &text)
    }
    text.newline()
    return text.bytes
  }

  private func encode(_ row: PredictionRow, into text: inout JSONText) {
    text.object { text in
      writeTime(row.time, to: &text)
      text.field("request_id", identifier(row.number))
      text.field("model_version", row.version)
      text.object("features") { text in
        for (name, value) in zip(featureNames, row.features) {
          switch value {
          case .number(let number): text.field(name, number)
          case .category(let category): text.field(name, category)
          case .missing: text.field(name, nil as Double?)
          }
        }
      }
      text.object("segment") { text in
        for (name, value) in zip(dimensionNames, row.segment) { text.field(name, value) }
      }
      text.field("prediction", row.prediction.map(Double.init))
      text.field("probability", row.score)
      text.field("latency_ms", row.latencyMilliseconds)
      text.field("status", row.prediction == nil ? "error" : "ok")
      if hasOverrides { text.field("override", row.override.map(Double.init)) }
    }
  }

  private func encode(_ row: LabelRow, into text: inout JSONText) {
    text.object { text in
      text.field("request_id", identifier(row.number))
      text.field("label", row.label)
      writeTime(row.time, to: &text)
    }
  }

  private func writeTime(_ time: Instant, to text: inout JSONText) {
    let shown = clock.shown(time)
    switch format.timestamp {
    case .rfc3339: text.field("ts", shown)
    case .unixMilliseconds: text.field("ts", Int(shown.microseconds / 1000))
    }
  }

  private func identifier(_ number: UInt64) -> String {
    let digits = String(number)
    return format.idPrefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}

/// How the scenario's time is told in the log.
package enum EventClock: Hashable, Sendable {
  /// As it is.
  case scenario
  /// Pressed together: `start` stays where it is, and everything after it comes `speed` times as fast.
  case compressed(start: Instant, speed: Double)

  /// In whole milliseconds when compressed.
  package func shown(_ time: Instant) -> Instant {
    guard case .compressed(let start, let speed) = self, speed > 0, speed != 1 else { return time }
    let microseconds = min((time - start).seconds * 1e6 / speed, 9e15)
    return (start + TimeSpan(microseconds: Int64(microseconds))).floored(to: TimeSpan(microseconds: 1000))
  }
}
