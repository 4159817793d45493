import Notation
import Readings

/// An event of PagerDuty's Events API v2, without the routing key, which is added when it is sent.
///
/// The group's key is the `dedup_key`, so that all messages about a group are one incident: firing triggers it, the end
/// of the last alert resolves it.
struct PagerDutyPayload {
  static let summaryLimit = 1024
  /// Alerts in the details of a group: an event must not be longer than 512 KB.
  static let alertLimit = 50

  private let notice: Notice

  init(_ notice: Notice) {
    self.notice = notice
  }

  private var eventAction: String {
    switch notice.kind {
    case .firing, .nodata, .error: "trigger"
    case .acknowledged: "acknowledge"
    case .resolved: "resolve"
    }
  }

  func write(to json: inout JSONText) {
    json.object { json in
      json.field("event_action", eventAction)
      json.field("dedup_key", notice.groupKey)
      guard eventAction == "trigger", let item = notice.items.first else { return }
      json.object("payload") { writeEvent(first: item, to: &$0) }
      if let url = item.runbookURL {
        json.array("links") { json in
          json.object { json in
            json.field("href", url)
            json.field("text", "Runbook of \(item.transition.identity.rule)")
          }
        }
      }
      json.field("client", "leeway")
    }
  }

  private func writeEvent(first item: Notice.Item, to json: inout JSONText) {
    let key = item.transition.identity.key
    json.field("summary", notice.summary.shortened(to: Self.summaryLimit))
    json.field("timestamp", item.transition.at)
    json.field("severity", Self.severity(notice.level))
    json.field("source", item.transition.identity.model)
    json.field("component", key.segment)
    json.field("group", item.rule.group)
    json.field("class", key.metricName)
    json.object("custom_details") { json in
      if notice.count == 1 {
        WebhookPayload(id: notice.id, transition: item.transition, rule: item.rule).writeFacts(to: &json)
      } else {
        notice.writeGroupLabels(to: &json)
        notice.writeAlerts(limit: Self.alertLimit, to: &json)
      }
    }
  }

  static func severity(_ level: Level) -> String {
    switch level {
    case .red: "critical"
    case .yellow, .nodata: "warning"
    case .error: "error"
    case .green, .insufficient: "info"
    }
  }
}
