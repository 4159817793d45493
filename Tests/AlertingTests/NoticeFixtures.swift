import Foundation
import Notation
import Readings

@testable import Alerting

/// An item about ``psiIdentity``, or about another segment of its rule.
func noticeItem(
  _ change: AlertTransition = transition(), rule: Rule = psiRule(), segment: String? = nil, startedAt: Instant? = nil,
  toldLevel: Level? = nil
) -> Notice.Item {
  var change = change
  if let segment { change.identity.key.segment = segment }
  return Notice.Item(
    transition: change, rule: rule, startedAt: startedAt ?? change.at - .minutes(30), toldLevel: toldLevel)
}

func notice(
  _ kind: Notice.Kind = .firing, _ items: [Notice.Item] = [noticeItem()],
  labels: [(name: String, value: String)] = [], by: String? = nil
) -> Notice {
  Notice(id: "00ff", kind: kind, groupKey: "abcd", groupLabels: labels, items: items, at: minute(5), by: by)
}

/// A JSON text as nested dictionaries and arrays; empty if it is none.
func parsed(_ text: String) -> [String: Any] {
  (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
}

extension Action {
  static func making(_ kind: Kind, by: [String] = []) -> Action {
    Action(name: "a", kind: kind, grouping: by.isEmpty ? nil : Grouping(by: by))
  }
}
