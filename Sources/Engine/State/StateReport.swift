import Alerting
import Ingest
import Notation
import Readings

/// What `leeway state show` tells.
package struct StateReport {
  let path: String
  var summary = StateSummary()
  var sources: [SourceState] = []
  var manifest = StateManifest()
  var header: StateCheckpoint.Header?
  var alerts: [AlertInstance] = []
  var openDeliveries = 0
  /// The process that has the directory.
  var holder: String?
  /// Bytes of the file and of its write-ahead log.
  var size: Int64?
  var logSize: Int64?

  init(path: String) {
    self.path = path
  }

  // MARK: - JSON

  /// One JSON object on one line.
  package var json: String {
    var json = JSONText()
    json.object { json in
      json.object("totals") { json in
        json.field("lines", summary.lines)
        json.field("records", summary.records)
        write(summary.bad, to: &json)
        json.field("late", summary.late)
        json.field("labels", summary.labels)
        json.field("joined", summary.joined)
        json.field("unmatched", summary.unmatched)
        json.field("duplicate", summary.duplicates)
        json.field("pending", summary.pending)
      }
      json.array("sources") { json in
        for source in sources { write(source, to: &json) }
      }
      json.object("labels") { json in
        json.field("duplicate_predictions", summary.duplicatePredictions)
        json.field("duplicate_labels", summary.duplicateLabels)
        json.field("revised", summary.revisedLabels)
        json.field("expired_predictions", summary.expiredPredictions)
        json.field("expired_labels", summary.expiredLabels)
      }
      json.field("model", header?.model)
      json.field("time", header?.time.map { Instant(microseconds: $0).rfc3339 })
      json.field("checkpoint", header.map { Instant(microseconds: $0.savedAt).rfc3339 })
      json.field("checkpoints", manifest.checkpoints)
      json.field("schema", StateTables.version)
      json.object("history") { json in
        write("readings", manifest.reading, to: &json)
        write("panes", manifest.pane, to: &json)
        write("transitions", manifest.transition, to: &json)
      }
      json.field("alerts", manifest.alert.count)
      json.field("alerts_open", alerts.count { $0.episodeLevel != nil })
      json.field("deliveries", manifest.delivery.count)
      json.field("deliveries_open", openDeliveries)
    }
    json.newline()
    return json.text
  }

  private func write(_ source: SourceState, to json: inout JSONText) {
    let position = source.position
    json.object { json in
      json.field("path", position.path)
      json.field("kind", position.kind.rawValue)
      json.field("offset", Int(position.offset))
      if let size = size(of: position) {
        json.field("size", Int(size))
      } else {
        json.field("size", String?.none)
      }
      json.field("lines", source.totals.lines)
      json.field("records", source.totals.records)
      write(source.totals.bad, to: &json)
      json.field("late", source.totals.late)
      json.field("labels", source.totals.labels)
      json.field("newest", position.newest.map { Instant(microseconds: $0).rfc3339 })
      json.field("device", String(position.device))
      json.field("inode", String(position.inode))
    }
  }

  private func write(_ bad: [String: Int], to json: inout JSONText) {
    json.object("bad") { json in
      for (reason, count) in bad.sorted(by: { $0.key < $1.key }) { json.field(reason, count) }
    }
  }

  private func write(_ name: String, _ tally: StateTally, to json: inout JSONText) {
    json.object(name) { json in
      json.field("rows", tally.count)
      json.field("bytes", tally.bytes)
    }
  }

  /// Of the file now, if it is still under its name.
  private func size(of position: FilePosition) -> Int64? {
    guard FileIdentity(path: position.path) == position.identity else { return nil }
    return StateInspection.size(of: position.path)
  }

  // MARK: - Text

  /// For people, several lines.
  package var text: String {
    var lines: [(String, String)] = []
    lines.append(("state", "\(path), \(Self.bytes(size ?? 0)), log \(Self.bytes(logSize ?? 0))"))
    if let holder { lines.append(("agent", "process \(holder)")) }
    guard let header else { return Self.table(lines + [("checkpoint", "none yet")]) }
    lines.append(("model", header.model))
    lines.append(
      ("checkpoint", "\(Instant(microseconds: header.savedAt).rfc3339), number \(manifest.checkpoints)"))
    lines.append(("events until", header.time.map { Instant(microseconds: $0).rfc3339 } ?? "-"))
    lines.append(("lines", "\(summary.lines)"))
    lines.append(("records", "\(summary.records), \(summary.late) late, \(summary.duplicatePredictions) duplicate"))
    lines.append(("bad", Self.text(of: summary.bad)))
    lines.append(
      (
        "labels",
        "\(summary.labels), \(summary.joined) joined, \(summary.unmatched) unmatched, "
          + "\(summary.duplicateLabels) duplicate, \(summary.revisedLabels) revised"
      ))
    lines.append(("pending", "\(summary.pending) predictions wait for their label"))
    lines.append(("alerts", "\(alerts.count { $0.episodeLevel != nil }) open of \(alerts.count)"))
    lines.append(("deliveries", "\(openDeliveries) open of \(manifest.delivery.count)"))
    lines.append(
      (
        "history",
        "readings \(Self.bytes(Int64(manifest.reading.bytes))), panes \(Self.bytes(Int64(manifest.pane.bytes))), "
          + "\(manifest.transition.count) transitions"
      ))
    for source in sources {
      let position = source.position
      let size = size(of: position).map { " of \($0)" } ?? ", not there any more"
      let bad = source.totals.bad.isEmpty ? "" : "; bad: \(Self.text(of: source.totals.bad))"
      lines.append(
        (
          position.kind.rawValue,
          "\(position.path): read to \(position.offset)\(size); \(source.totals.lines) lines\(bad)"
        ))
    }
    return Self.table(lines)
  }

  private static func text(of bad: [String: Int]) -> String {
    guard !bad.isEmpty else { return "0" }
    let total = bad.values.reduce(0, +)
    let reasons = bad.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
    return "\(total) (\(reasons.joined(separator: ", ")))"
  }

  private static func bytes(_ count: Int64) -> String {
    switch count {
    case ..<(1 << 10): "\(count) B"
    case ..<(1 << 20): "\(count >> 10) KiB"
    case ..<(1 << 30): "\(count >> 20) MiB"
    default: "\(shortText(Double(count) / Double(1 << 30))) GiB"
    }
  }

  private static func table(_ lines: [(String, String)]) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
    }.joined()
  }
}
