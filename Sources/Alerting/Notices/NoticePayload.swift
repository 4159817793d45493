import Notation

/// The body of the request by which a notice is told.
package enum NoticePayload {
  /// One JSON text, without what is secret (a routing key) or depends on the time of sending (until when an alert of an
  /// Alertmanager counts as firing). For the log and the bell it is what a webhook would be sent.
  package static func text(_ notice: Notice, for action: Action) -> String {
    var json = JSONText()
    switch action.kind {
    case .slack: SlackPayload(notice).write(to: &json)
    case .pagerduty: PagerDutyPayload(notice).write(to: &json)
    case .alertmanager: AlertmanagerAlert.write(AlertmanagerAlert.told(notice.items), to: &json)
    case .webhook, .exec, .log, .bell: writeFacts(of: notice, groups: action.tellsGroups, to: &json)
    }
    return json.text
  }

  private static func writeFacts(of notice: Notice, groups: Bool, to json: inout JSONText) {
    if let item = notice.items.first, notice.count == 1, !groups {
      WebhookPayload(
        id: notice.id, transition: item.transition, rule: item.rule, group: notice.groupKey,
        acknowledgedBy: notice.kind == .acknowledged ? notice.by ?? "" : nil
      ).write(to: &json)
    } else {
      GroupPayload(notice).write(to: &json)
    }
  }
}

extension Action {
  /// Whether its messages are about groups, even where a group has a single alert.
  fileprivate var tellsGroups: Bool { grouping.map { !$0.by.isEmpty } ?? false }
}
