import Notation
import Readings

/// A message to an incoming webhook of Slack: a line of text for notifications, and blocks to look at.
///
/// Slack takes at most 50 blocks, 150 characters in a header, 3000 in a section and 2000 in each of at most ten fields;
/// what is longer is cut here.
struct SlackPayload {
  static let headerLimit = 150
  static let sectionLimit = 3000
  static let fieldLimit = 2000
  /// Alerts of a group that are shown by themselves.
  static let alertLimit = 20
  /// Characters for each of them.
  private static let alertTextLimit = 600
  private static let textLimit = 1000

  private let notice: Notice

  init(_ notice: Notice) {
    self.notice = notice
  }

  func write(to json: inout JSONText) {
    json.object { json in
      json.field("text", SlackText.escaped(notice.summary, limit: Self.textLimit))
      json.array("blocks") { json in
        json.object { json in
          json.field("type", "header")
          json.object("text") { json in
            json.field("type", "plain_text")
            json.field("text", SlackText.escaped(notice.title, limit: Self.headerLimit))
          }
        }
        if let item = notice.items.first, notice.count == 1 {
          writeDetails(of: item, to: &json)
        } else {
          writeList(to: &json)
        }
      }
    }
  }

  private func writeDetails(of item: Notice.Item, to json: inout JSONText) {
    json.object { json in
      json.field("type", "section")
      writeMarkdown("text", SlackText.escaped(item.summary, limit: Self.sectionLimit), to: &json)
      json.array("fields") { json in
        for (name, value) in facts(of: item) {
          let text = "*\(name)*\n" + SlackText.escaped(value, limit: Self.fieldLimit - 100)
          writeMarkdown(nil, text, to: &json)
        }
      }
    }
    writeContext(context(of: item), to: &json)
  }

  /// At most ten, none of them empty.
  private func facts(of item: Notice.Item) -> [(name: String, value: String)] {
    let (figures, key) = (item.transition.figures, item.transition.identity.key)
    var facts: [(String, String?)] = [
      ("Value", figures.value.map(shortText)), ("Threshold", figures.threshold.map(shortText)),
      ("Metric", key.metricName), ("Rows", String(figures.n)), ("Segment", key.segment),
      ("Feature", key.metric == .kpi ? nil : key.feature), ("Version", key.version == "*" ? nil : key.version),
      ("Window", key.window),
    ]
    if item.rule.annotations["summary"] != nil { facts.append(("Because", figures.because)) }
    return facts.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
  }

  private func context(of item: Notice.Item) -> [String] {
    var parts = ["\(item.transition.identity.model), \(item.transition.at.rfc3339)"]
    if let by = notice.by { parts.append("acknowledged by \(by)") }
    if let owner = item.rule.owner { parts.append("owner \(owner)") }
    var texts = parts.map { SlackText.escaped($0, limit: Self.alertTextLimit) }
    if let url = item.runbookURL, url.utf16.count <= 1000 {
      texts.append(SlackText.link(url, label: "runbook"))
    } else if let runbook = item.rule.runbook {
      texts.append("runbook " + SlackText.escaped(runbook, limit: Self.alertTextLimit))
    }
    return texts
  }

  private func writeList(to json: inout JSONText) {
    for item in notice.items.prefix(Self.alertLimit) {
      let head = "*\(SlackText.escaped("\(item.word) \(item.transition.identity.rule)", limit: Self.headerLimit))*"
      json.object { json in
        json.field("type", "section")
        writeMarkdown("text", head + "\n" + SlackText.escaped(item.summary, limit: Self.alertTextLimit), to: &json)
      }
    }
    var parts = [notice.at.rfc3339]
    if let by = notice.by { parts.append("acknowledged by " + SlackText.escaped(by, limit: Self.alertTextLimit)) }
    let omitted = notice.omitted(beyond: Self.alertLimit)
    if omitted > 0 { parts.insert("and \(omitted) more", at: 0) }
    writeContext(parts, to: &json)
  }

  private func writeContext(_ texts: [String], to json: inout JSONText) {
    json.object { json in
      json.field("type", "context")
      json.array("elements") { json in
        for text in texts { writeMarkdown(nil, text, to: &json) }
      }
    }
  }

  /// - Parameter key: `nil` for an element of an array.
  private func writeMarkdown(_ key: String?, _ text: String, to json: inout JSONText) {
    func write(_ json: inout JSONText) {
      json.field("type", "mrkdwn")
      json.field("text", text)
    }
    if let key { json.object(key, write) } else { json.object(write) }
  }
}
