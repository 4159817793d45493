import Foundation
import Notation

extension AuditReport {
  /// Two tables for people: how alerts were answered, and what was decided. Shares are in percent.
  package var text: String {
    guard !rules.isEmpty || all != Figures() else {
      return "\(period): no alert fired and nothing was decided\n"
    }
    let rows = rules + [("all", all)]
    let answers = Self.table(
      ["", "red", "yellow", "acknowledged", "median", "p90", "called false", "of red", "of judged"],
      rows.map { name, figures in
        [
          name, String(figures.red), String(figures.yellow), String(figures.acknowledged),
          Self.span(figures.timeToAcknowledge(0.5)), Self.span(figures.timeToAcknowledge(0.9)),
          String(figures.redCalledFalse), Self.percent(figures.falseShare), Self.percent(figures.falseShareOfJudged),
        ]
      })
    let decisions = Self.table(
      ["", "approved", "rejected", "overridden", "override rate", "expired", "silences", "stood (median)"],
      rows.map { name, figures in
        [
          name, String(figures.approved), String(figures.rejected), String(figures.overridden),
          Self.percent(figures.overrideRate), String(figures.expired), String(figures.silences),
          Self.span(figures.medianSilence),
        ]
      })
    return "\(period)\n\nEpisodes, and how they were answered\n\(answers)\nDecisions\n\(decisions)"
  }

  private var period: String {
    switch (from > .distantPast, to < .distantFuture) {
    case (false, false): "All that is on record"
    case (true, false): "From \(from.rfc3339)"
    case (false, true): "Until \(to.rfc3339)"
    case (true, true): "From \(from.rfc3339) to \(to.rfc3339)"
    }
  }

  private static func span(_ seconds: Double?) -> String {
    guard let seconds, let whole = Int64(exactly: seconds.rounded()), whole < 1 << 40 else { return "-" }
    return TimeSpan(seconds: whole).roughText
  }

  private static func percent(_ share: Double?) -> String {
    share.map { "\(shortestText(($0 * 1000).rounded() / 10))%" } ?? "-"
  }

  /// The first column from the left, the others from the right.
  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      var text = ""
      for (column, cell) in line.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        text += column == 0 ? cell + space : "  " + space + cell
      }
      return text + "\n"
    }.joined()
  }
}

extension AuditReport {
  /// One JSON object on one line; times in seconds, shares from 0 to 1, `null` where there is nothing to divide by.
  package var json: String {
    var json = JSONText()
    json.object { json in
      json.field("from", from > .distantPast ? from.rfc3339 : nil)
      json.field("to", to < .distantFuture ? to.rfc3339 : nil)
      json.object("all") { Self.write(all, to: &$0) }
      json.array("rules") { json in
        for (name, figures) in rules {
          json.object { json in
            json.field("alert", name)
            Self.write(figures, to: &json)
          }
        }
      }
    }
    json.newline()
    return json.text
  }

  private static func write(_ figures: Figures, to json: inout JSONText) {
    json.object("episodes") { json in
      json.field("red", figures.red)
      json.field("yellow", figures.yellow)
      json.field("acknowledged", figures.acknowledged)
      json.field("red_acknowledged", figures.redAcknowledged)
      json.field("red_called_false", figures.redCalledFalse)
      json.field("yellow_called_false", figures.yellowCalledFalse)
      json.field("false_share", figures.falseShare)
      json.field("false_share_of_judged", figures.falseShareOfJudged)
    }
    json.object("time_to_acknowledge_s") { json in
      json.field("median", figures.timeToAcknowledge(0.5))
      json.field("p90", figures.timeToAcknowledge(0.9))
    }
    json.object("decisions") { json in
      json.field("approved", figures.approved)
      json.field("rejected", figures.rejected)
      json.field("overridden", figures.overridden)
      json.field("expired", figures.expired)
      json.field("override_rate", figures.overrideRate)
    }
    json.object("silences") { json in
      json.field("made", figures.silences)
      json.field("ended", figures.silenced.count)
      json.field("stood_median_s", figures.medianSilence)
      json.field("stood_total_s", figures.silenced.reduce(0, +))
    }
  }
}
