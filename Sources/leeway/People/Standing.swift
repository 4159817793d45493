import Alerting
import Engine
import Notation
import Readings

/// A silence or an override in a list.
struct Standing {
  var id: String
  var matchers: LabelMatchers
  /// Of an override.
  var level: Level?
  var from: Instant
  var until: Instant
  var by: String
  var reason: String

  /// - Parameter kind: what they are, as the JSON's only key and in the text: `silences`.
  static func print(_ list: [Standing], as kind: String, now: Instant, asJSON: Bool) {
    if asJSON {
      Swift.print(json(list, kind), terminator: "")
    } else if list.isEmpty {
      Swift.print("No \(kind).")
    } else {
      let output = TextOutput.standard(ascii: false)
      for line in table(list, now: now, output).lines(output) { Swift.print(line) }
    }
  }

  /// The one that a person means by the first digits of its id.
  static func id(_ prefix: String, of ids: [String], kind: String) throws(EngineError) -> String {
    let found = prefix.isEmpty ? [] : ids.filter { $0.hasPrefix(prefix.lowercased()) }
    guard let id = found.first else {
      throw EngineError(
        .configuration, "no \(kind) that stands has the id '\(printable(prefix))'; 'leeway \(kind) list' lists them")
    }
    guard found.count == 1 else {
      throw EngineError(.configuration, "'\(printable(prefix))' begins the ids of \(found.count); give more digits")
    }
    return id
  }

  private static func table(_ list: [Standing], now: Instant, _ output: TextOutput) -> TextTable {
    var table = TextTable([
      TextTable.Column("ID", priority: 9), TextTable.Column("LEVEL", priority: 8),
      TextTable.Column("LEFT", priority: 7, isRight: true), TextTable.Column("UNTIL", priority: 3),
      TextTable.Column("ALERTS", priority: 6, least: 20), TextTable.Column("BY", priority: 5, least: 6),
      TextTable.Column("REASON", priority: 4, least: 10),
    ])
    for one in list {
      table.add([
        StyledText(one.id), one.level.map(output.text) ?? StyledText(""), StyledText((one.until - now).roughText),
        StyledText(one.until.rfc3339), StyledText(printable(one.matchers.text)), StyledText(printable(one.by)),
        StyledText(printable(one.reason)),
      ])
    }
    return table
  }

  private static func json(_ list: [Standing], _ kind: String) -> String {
    var json = JSONText()
    json.object { json in
      json.array(kind) { json in
        for one in list {
          json.object { json in
            json.field("id", one.id)
            if let level = one.level { json.field("level", level.rawValue) }
            json.field("matchers", one.matchers.text)
            json.field("from", one.from)
            json.field("until", one.until)
            json.field("by", one.by)
            json.field("reason", one.reason)
          }
        }
      }
    }
    json.newline()
    return json.text
  }
}
