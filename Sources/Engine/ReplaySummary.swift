import Notation
import Readings
import Windows

/// What a replay found, for people and as `summary.json`.
package struct ReplaySummary: Sendable {
  /// A series that left green.
  package struct Departure: Sendable {
    package var key: SeriesKey
    package var firstYellow: Instant?
    package var firstRed: Instant?
    /// When the change began that was the first to be seen.
    package var onset: Onset?
    /// The farthest that it went, on the gradient: 1 is yellow, 2 is red.
    package var worstGrade: Double
    package var worst: Reading
  }

  package var model: String
  package var lines = 0
  package var records = 0
  package var bad: [(reason: String, count: Int)] = []
  package var invalidValues = 0
  /// Predictions outside of `--from` and `--to`.
  package var outOfRange = 0
  package var late = 0
  package var duplicatePredictions = 0
  package var labels = 0
  package var joined = 0
  package var unmatched = 0
  package var duplicateLabels = 0
  package var revisedLabels = 0
  package var pending = 0
  package var panesClosed = 0
  package var readings = 0
  package var from: Instant?
  package var to: Instant?
  /// Alerts that fired, by rule.
  package var episodes: [(rule: String, count: Int)] = []
  /// Deliveries by action and state.
  package var deliveries: [(action: String, state: String, count: Int)] = []
  /// Worst first.
  package var departures: [Departure] = []
  package var files = 0
  /// Files that could not be read to their end, each with the reason.
  package var unreadable: [String] = []
  /// Files most of whose lines fail alike, and what they seem to be.
  package var findings: [String] = []
  /// Dimensions of which not all values are told apart.
  package var folded: [FoldedValues] = []
  /// Wall time.
  package var seconds: Double = 0

  package var rowsPerSecond: Double { seconds > 0 ? Double(lines) / seconds : 0 }
  package var isRed: Bool { departures.contains { $0.firstRed != nil } }

  /// `summary.json`: the same figures, series by series in order of name. Only `throughput` differs from run to run.
  func write(to json: inout JSONText) {
    json.object { json in
      json.field("model", model)
      json.object("time") { json in
        json.field("from", from?.rfc3339)
        json.field("to", to?.rfc3339)
      }
      json.field("files", files)
      json.array("unreadable") { json in
        for file in unreadable { json.element(file) }
      }
      json.array("findings") { json in
        for finding in findings { json.element(finding) }
      }
      json.array("folded") { json in
        for values in folded {
          json.object { json in
            json.field("dimension", values.dimension ?? "version")
            json.field("kept", values.kept)
            json.field("as", values.name)
          }
        }
      }
      json.field("lines", lines)
      json.field("records", records)
      json.object("bad") { json in
        for entry in bad { json.field(entry.reason, entry.count) }
      }
      json.field("invalid_values", invalidValues)
      json.field("out_of_range", outOfRange)
      json.field("late", late)
      json.object("predictions") { json in
        json.field("duplicate", duplicatePredictions)
        json.field("pending", pending)
      }
      json.object("labels") { json in
        json.field("read", labels)
        json.field("joined", joined)
        json.field("unmatched", unmatched)
        json.field("duplicate", duplicateLabels)
        json.field("revised", revisedLabels)
      }
      json.field("panes_closed", panesClosed)
      json.field("readings", readings)
      json.object("alerts") { json in
        for entry in episodes { json.field(entry.rule, entry.count) }
      }
      json.array("deliveries") { json in
        for entry in deliveries {
          json.object { json in
            json.field("action", entry.action)
            json.field("state", entry.state)
            json.field("count", entry.count)
          }
        }
      }
      json.array("series") { json in
        for departure in departures.sorted(by: { $0.key < $1.key }) { departure.write(to: &json) }
      }
      json.object("throughput") { json in
        json.field("seconds", seconds)
        json.field("lines_per_second", rowsPerSecond)
      }
    }
    json.newline()
  }
}

extension ReplaySummary.Departure {
  fileprivate func write(to json: inout JSONText) {
    json.object { json in
      json.field("metric", key.metricName)
      json.field("version", key.version)
      json.field("segment", key.segment)
      json.field("feature", key.metric == .kpi ? nil : key.feature)
      json.field("window", key.window)
      json.object("since") { json in
        json.field("time", onset?.time.rfc3339)
        json.field("earliest", onset?.earliest.rfc3339)
        json.field("latest", onset?.latest.rfc3339)
      }
      json.field("first_yellow", firstYellow?.rfc3339)
      json.field("first_red", firstRed?.rfc3339)
      json.field("worst_value", worst.value)
      json.field("worst_at", worst.windowEnd)
    }
  }
}
