import Notation
import Readings

extension NoticeGroup {
  /// The key of an alert by itself.
  static func key(of identity: AlertIdentity, action: String) -> String {
    let key = identity.key
    return Delivery.digest([
      "alert", action, identity.model, identity.rule, key.metric.rawValue, key.version, key.segment, key.feature ?? "",
      key.window,
    ])
  }

  /// The key of the alerts that have these labels in common.
  static func key(of labels: [Label], action: String) -> String {
    Delivery.digest(["group", action] + labels.flatMap { [$0.name, $0.value] })
  }

  /// The name of the next message. It follows from the group's past and from what is new in it, so that a message that
  /// is made again after a crash has the name of before.
  ///
  /// - Parameter part: tells apart what is sent at one time.
  func messageID(_ kind: Notice.Kind, part: Int, news: [AlertTransition]) -> String {
    var parts = [
      "message", key, kind.rawValue, String(part), String(sent), toldAt.map { String($0.microseconds) } ?? "",
      repeatedAt.map { String($0.microseconds) } ?? "",
    ]
    for transition in news {
      let key = transition.identity.key
      parts += [
        transition.identity.rule, key.metric.rawValue, key.version, key.segment, key.feature ?? "", key.window,
        String(transition.episode), String(transition.at.microseconds), transition.to.rawValue,
        transition.level.rawValue,
      ]
    }
    return Delivery.digest(parts)
  }
}
