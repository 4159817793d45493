import Notation
import Readings

/// What a receiver is told of a group of alerts: a JSON object with the alerts as ``WebhookPayload`` has them, the worst
/// first, and the number of those left out beyond ``limit``.
struct GroupPayload {
  /// Alerts in one message.
  static let limit = 100

  private let notice: Notice

  init(_ notice: Notice) {
    self.notice = notice
  }

  func write(to json: inout JSONText) {
    json.object { json in
      json.field("id", notice.id)
      json.field("type", "alerts.\(notice.kind.rawValue)")
      json.field("group", notice.groupKey)
      notice.writeGroupLabels(to: &json)
      json.field("level", notice.level.rawValue)
      json.field("at", notice.at)
      if let by = notice.by { json.field("by", by) }
      json.field("firing", notice.openItems.count)
      json.field("resolved", notice.items.count - notice.openItems.count)
      notice.writeAlerts(limit: Self.limit, to: &json)
    }
  }
}

extension Notice {
  /// Those that are not over.
  var openItems: [Item] { items.filter { $0.transition.to != .resolved } }

  /// The worst of the alerts that are not over; green if all are.
  var level: Level { openItems.map(\.transition.level).max { $0.severity < $1.severity } ?? .green }

  /// How many it is about.
  var count: Int { items.count + max(0, omitted) }

  /// How many of them have no place among the first `limit`.
  func omitted(beyond limit: Int) -> Int { count - min(items.count, limit) }

  /// As `group_labels`, in the order of the configuration.
  func writeGroupLabels(to json: inout JSONText) {
    json.object("group_labels") { json in
      for label in groupLabels { json.field(label.name, label.value) }
    }
  }

  /// As `alerts`, and as `omitted` how many are not among them.
  func writeAlerts(limit: Int, to json: inout JSONText) {
    json.array("alerts") { json in
      for item in items.prefix(limit) {
        json.object { WebhookPayload(id: id, transition: item.transition, rule: item.rule).writeFacts(to: &$0) }
      }
    }
    json.field("omitted", omitted(beyond: limit))
  }
}
