import Alerting
import Engine
import Notation
import Readings

/// Alerts as lines of a table, and as JSON.
enum AlertListText {
  static func lines(_ entries: [AlertOverview.Entry], now: Instant, output: TextOutput) -> [String] {
    var table = TextTable([
      TextTable.Column("ID", priority: 10), TextTable.Column("LEVEL", priority: 9),
      TextTable.Column("AGE", priority: 5, isRight: true), TextTable.Column("ALERT", priority: 8, least: 10),
      TextTable.Column("WHERE", priority: 6, least: 16), TextTable.Column("VALUE", priority: 4, isRight: true),
      TextTable.Column("LIMIT", priority: 3, isRight: true), TextTable.Column("STATE", priority: 7, least: 12),
      TextTable.Column("OWNER", priority: 2),
    ])
    for entry in entries {
      let (instance, figures) = (entry.instance, entry.instance.figures)
      table.add([
        StyledText(entry.identity.shortID), output.text(instance.level),
        StyledText(age(instance.since, now: now)), StyledText(printable(entry.identity.rule)),
        StyledText(printable(entry.identity.key.text)), StyledText(figures.value.map(shortText) ?? ""),
        StyledText(figures.threshold.map(shortText) ?? ""), StyledText(printable(standing(entry, now: now))),
        StyledText(printable(entry.rule?.owner ?? "")),
      ])
    }
    return table.lines(output)
  }

  /// The state in words, with what people and other alerts have to do with it.
  static func standing(_ entry: AlertOverview.Entry, now: Instant) -> String {
    var parts = [entry.instance.state.rawValue]
    // What has become worse since is nobody's yet; the details tell of it.
    if let acknowledgement = entry.acknowledgement,
      acknowledgement.level.severity >= entry.instance.episodeLevel?.severity ?? 0
    {
      parts.append((acknowledgement.isFalseAlarm ? "FALSE ALARM by " : "ACK by ") + acknowledgement.by)
    }
    if let silence = entry.silence { parts.append("SILENCED until \(clock(silence.until, now: now))") }
    if let inhibitor = entry.inhibitor { parts.append("INHIBITED by \(inhibitor.rule)") }
    if let override = entry.override {
      parts.append("HELD at \(override.level.rawValue) until \(clock(override.until, now: now))")
    }
    for delivery in entry.waiting {
      parts.append(delivery.state == .unknown ? "\(delivery.action) UNKNOWN" : "\(delivery.action) WAITS FOR APPROVAL")
    }
    return parts.joined(separator: ", ")
  }

  /// How long something has lasted.
  static func age(_ since: Instant, now: Instant) -> String {
    since < Instant(seconds: -10_000_000_000) ? "-" : (now - since).roughText
  }

  /// `14:30` within a day, else `2026-03-02 14:30` (UTC).
  static func clock(_ instant: Instant, now: Instant) -> String {
    let time = instant.timeOfDayText.dropLast(3) + "Z"
    let isNear = instant < now + .days(1) && now < instant + .days(1)
    return isNear ? String(time) : "\(instant.dateText) \(time)"
  }

  static func json(_ entries: [AlertOverview.Entry]) -> String {
    var json = JSONText()
    json.object { json in
      json.array("alerts") { json in
        for entry in entries { write(entry, to: &json) }
      }
    }
    json.newline()
    return json.text
  }

  private static func write(_ entry: AlertOverview.Entry, to json: inout JSONText) {
    let (instance, figures) = (entry.instance, entry.instance.figures)
    json.object { json in
      json.field("id", entry.identity.id)
      json.field("alert", entry.identity.rule)
      entry.identity.write(to: &json)
      json.field("state", instance.state.rawValue)
      json.field("level", instance.level.rawValue)
      json.field("since", instance.since)
      json.field("episode", instance.episode)
      json.field("episode_level", instance.episodeLevel?.rawValue)
      json.field("value", figures.value)
      json.field("n", figures.n)
      json.field("threshold", figures.threshold)
      json.field("because", figures.because)
      json.field("owner", entry.rule?.owner)
      json.field("runbook", entry.rule?.runbook)
      json.field("acknowledged_by", entry.acknowledgement?.by)
      json.field("false_alarm", entry.acknowledgement?.isFalseAlarm ?? false)
      json.field("silenced_until", entry.silence?.until.rfc3339)
      json.field("inhibited_by", entry.inhibitor?.id)
      json.field("held_at", entry.override?.level.rawValue)
      json.field("held_until", entry.override?.until.rfc3339)
      json.array("waiting") { json in
        for delivery in entry.waiting {
          json.object { json in
            json.field("id", delivery.id)
            json.field("action", delivery.action)
            json.field("state", delivery.state.name)
            json.field("expires", delivery.expiresAt?.rfc3339)
          }
        }
      }
      json.object("labels") { json in
        for (name, value) in entry.labels.values.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
      }
    }
  }
}
