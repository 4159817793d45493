import Notation
import Readings

/// How an alert came to where it stands: the steps of its state and what people said, newest last.
extension Renderer {
  mutating func drawAlertHistory(_ placed: PlacedPane) { drawAlertPane(placed) }

  func historyLines(_ alert: AlertStatus, width: Int) -> [Line] {
    var entries: [(at: Instant, order: Int, lines: [Line])] = []
    let when = (alert.steps.map(\.at) + alert.remarks.map(\.at)).reduce(5) { max($0, columns(of: moment($1))) }
    func time(_ at: Instant) -> (text: String, style: Style) {
      (moment(at).fitted(when, glyphs: glyphs) + " ", .faint)
    }
    for step in alert.steps {
      var line: Line = [
        time(step.at),
        ("\(glyphs.symbol(step.level)) \(step.level.word)".fitted(9, glyphs: glyphs), .level(step.level)),
        (Self.sentence(step).fitted(min(24, max(0, width - when - 18)), glyphs: glyphs), .plain),
      ]
      if let value = step.value {
        let text = Figure.value(value, of: alert.key.metric, width: 6)
        line.append((" " + text.fitted(6, alignment: .right, glyphs: glyphs), .level(step.level)))
      }
      entries.append((step.at, entries.count, [line]))
    }
    for remark in alert.remarks {
      let colon = remark.reason.isEmpty ? "" : ": "
      let runs: Line = [
        time(remark.at), (remark.by.showingControls, .plain.bold()), (" " + Self.verb(remark.act) + colon, .plain),
        (remark.reason.showingControls, .plain),
      ]
      entries.append((remark.at, entries.count, wrapped(runs, width: width, indent: when + 1)))
    }
    guard !entries.isEmpty else { return [[("nothing on record yet", .faint)]] }
    entries.sort { $0.at == $1.at ? $0.order < $1.order : $0.at < $1.at }
    return entries.flatMap(\.lines)
  }

  private static func sentence(_ step: AlertStatus.Step) -> String {
    if step.from == step.to { return "now \(step.level.word), still \(step.to.rawValue)" }
    switch (step.from, step.to) {
    case (_, .pending): return "past the limit"
    case (_, .firing): return "fires"
    case (.pending, .green): return "back before it fired"
    case (_, .recovering): return "back within bounds"
    case (_, .resolved): return "is over"
    case (_, .green): return "within bounds"
    case (_, .nodata): return "no rows"
    case (_, .error): return "no figure"
    case (_, .unknown): return "not known"
    }
  }

  private static func verb(_ act: String) -> String {
    switch act {
    case "acknowledge": "looks after it"
    case "silence": "silences it"
    case "note": "notes"
    case "approve": "approves"
    case "reject": "rejects"
    case "override": "holds its level"
    default: act.split(separator: "_").joined(separator: " ").showingControls
    }
  }
}
