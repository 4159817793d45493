import Notation
import Readings

extension Renderer {
  /// A row of the question.
  private enum DialogRow {
    case text(Line)
    case delivery(DeliveryStatus, isFirst: Bool)
    case field(DecisionDialog.Part, label: String, note: String, isMistake: Bool)
    case toggle
    case rule

    var part: DecisionDialog.Part? {
      switch self {
      case .text, .rule: nil
      case .delivery: .delivery
      case .field(let part, _, _, _): part
      case .toggle: .falseAlarm
      }
    }
  }

  /// Draws the question over the view: what it is about, what follows, the fields, and the buttons below them. Where
  /// there is little room it fills the screen, and the rows run along with the focus.
  mutating func drawDialog(_ dialog: DecisionDialog, in area: Rectangle) {
    let check = DialogCheck(dialog, in: state)
    let width = area.width < 66 ? area.width : max(66, min(88, area.width * 3 / 5))
    let rows = dialogRows(dialog, check, width: width - 4)
    let box = area.centered(width: width, height: rows.count + 3)
    guard box.width >= 10, box.height >= 4 else { return }
    mark(area, .outside)
    mark(box, .dialog)
    drawBox(box, title: dialogTitle(dialog))
    let inner = box.inset(x: 2, y: 1)
    let room = inner.height - 1
    let focused = rows.lastIndex { $0.part == dialog.focus && isCurrent($0, dialog) }
    let first = focused.map { firstRow(selected: $0, count: rows.count, rows: room) } ?? max(0, rows.count - room)
    for (row, content) in rows.dropFirst(first).prefix(room).enumerated() {
      draw(content, dialog, check, in: inner.row(row))
    }
    drawButtons(dialog, check, in: inner.row(inner.height - 1))
    drawDialogFoot(dialog, check, range: rangeText(first: first, rows: room, count: rows.count), in: box)
  }

  private func dialogTitle(_ dialog: DecisionDialog) -> String {
    switch dialog.kind {
    case .approve, .reject: "\(dialog.kind.title) \(dialog.delivery?.action ?? "")?"
    default: "\(dialog.kind.title) \(dialog.alert.rule)"
    }
  }

  private func isCurrent(_ row: DialogRow, _ dialog: DecisionDialog) -> Bool {
    if case .delivery(let delivery, _) = row { return delivery.id == dialog.delivery?.id }
    return true
  }

  // MARK: - Rows

  private func dialogRows(_ dialog: DecisionDialog, _ check: DialogCheck, width: Int) -> [DialogRow] {
    var rows = subjectLines(dialog, check, width: width).map { DialogRow.text($0) }
    rows.append(.rule)
    if dialog.hasChoice {
      for (index, delivery) in check.waiting.enumerated() { rows.append(.delivery(delivery, isFirst: index == 0)) }
    }
    for part in dialog.parts {
      switch part {
      case .person: rows += field(part, "You", note: "", dialog, check, width: width)
      case .reason: rows += field(part, "Reason", note: "", dialog, check, width: width)
      case .span: rows += field(part, "For", note: endOfSilence(dialog), dialog, check, width: width)
      case .falseAlarm: rows.append(.toggle)
      case .confirmation:
        rows.append(
          .text([("Type ", .plain), (check.confirmation, Style.plain.bold()), (" to confirm:", .plain)]))
        rows += field(part, "", note: "", dialog, check, width: width)
      case .delivery, .cancel, .act: break
      }
    }
    rows += warnings(check, width: width).map { DialogRow.text($0) }
    return rows + [.text([])]
  }

  /// A field, and in a narrow box its note below it.
  private func field(
    _ part: DecisionDialog.Part, _ label: String, note: String, _ dialog: DecisionDialog, _ check: DialogCheck,
    width: Int
  ) -> [DialogRow] {
    let mistake = check.mistakes[part]
    let text = mistake ?? note
    // An empty field is not yet wrong.
    let isWrong = mistake != nil && dialog[part]?.text.isEmpty == false
    let row = DialogRow.field(part, label: label, note: text, isMistake: isWrong)
    guard Self.noteWidth(width) == 0, !text.isEmpty, isWrong || mistake == nil else { return [row] }
    let style: Style = isWrong ? .level(.red) : .faint
    return [row, .text([("  \(isWrong ? "! " : "")\(text)", style)])]
  }

  private static func noteWidth(_ width: Int) -> Int { width >= 56 ? 26 : 0 }

  private func endOfSilence(_ dialog: DecisionDialog) -> String {
    guard let now = state.now ?? state.snapshot?.time, let span = TimeSpan(dialog.span.text.trimmed), span > .zero,
      span <= .days(366)
    else { return "" }
    return "until \(moment(now + span))Z"
  }

  /// What the question is about, and what follows from a yes.
  private func subjectLines(_ dialog: DecisionDialog, _ check: DialogCheck, width: Int) -> [Line] {
    var lines: [Line] = []
    let key = dialog.alert.key
    if let alert = check.alert {
      let limit = alert.threshold.map { ", limit \(Figure.value($0, of: key.metric))" } ?? ""
      let value = alert.value.map { "  \(Figure.value($0, of: key.metric))\(limit)" } ?? ""
      lines.append([
        ("\(glyphs.symbol(alert.level)) \(alert.level.word) ", .level(alert.level)),
        (dialog.alert.rule, Style.plain.bold()), ("  \(alert.state.rawValue)\(value)", .plain),
      ])
    } else {
      lines.append([(dialog.alert.rule, Style.plain.bold())])
    }
    let place = [key.title, key.subject, "in \(key.segment)", key.version == "*" ? nil : key.version, key.window]
    lines.append([(place.compactMap(\.self).joined(separator: " "), .faint)])
    if dialog.kind.needsConfirmation { lines += deliveryLines(dialog, check, width: width) }
    let consequence = dialog.kind.consequence(isFalseAlarm: dialog.isFalseAlarm)
    let style: Style = dialog.kind == .approve ? Style.plain.bold() : .plain
    lines += consequence.wrapped(width, glyphs: glyphs).map { [($0, style)] }
    return lines
  }

  /// Why it cannot be done, and what else has changed meanwhile.
  private func warnings(_ check: DialogCheck, width: Int) -> [Line] {
    var lines: [Line] = []
    if let obstacle = check.obstacle { lines += noteLines("! \(obstacle)", .level(.red), width: width) }
    for remark in check.remarks {
      lines += noteLines("\(glyphs.symbol(.yellow)) \(remark)", .level(.yellow), width: width)
    }
    return lines
  }

  private func noteLines(_ text: String, _ style: Style, width: Int) -> [Line] {
    text.wrapped(width, glyphs: glyphs).map { [($0, style)] }
  }

  /// What would be run, until when it waits, and who may say yes.
  private func deliveryLines(_ dialog: DecisionDialog, _ check: DialogCheck, width: Int) -> [Line] {
    guard let delivery = dialog.delivery else { return [] }
    let now = state.now ?? state.snapshot?.time
    var waits = ""
    if let end = delivery.expiresAt {
      let left = now.map { end - $0 }.map { $0 > .zero ? ", \($0.roughText) left" : "" } ?? ""
      waits = "  waits until \(moment(end))Z\(left)"
    }
    var lines: [Line] = [
      [("runs ", .faint), (delivery.action, Style.plain.bold()), ("  \(delivery.type)", .faint), (waits, .plain)]
    ]
    if let approvers = check.alert?.approvers, !approvers.isEmpty {
      let who = "may \(dialog.kind.rawValue): \(approvers.joined(separator: ", "))"
      lines += who.wrapped(width, glyphs: glyphs).map { [($0, .faint)] }
    }
    return lines
  }

  // MARK: - Drawing

  private mutating func draw(_ row: DialogRow, _ dialog: DecisionDialog, _ check: DialogCheck, in area: Rectangle) {
    var pen = Pen(area)
    switch row {
    case .rule:
      pen.put(
        String(repeating: String(Character(glyphs.horizontal)), count: area.width), Style(.border), on: &canvas)
    case .text(let line):
      for part in line where pen.remaining > 0 {
        pen.put(part.text.truncated(pen.remaining, glyphs: glyphs), part.style, on: &canvas)
      }
    case .delivery(let delivery, let isFirst):
      let isChosen = delivery.id == dialog.delivery?.id
      let isFocused = isChosen && dialog.focus == .delivery
      if let index = check.waiting.firstIndex(where: { $0.id == delivery.id }) { mark(area, .choice(index)) }
      pen.put(isFocused ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(isFirst ? "Action" : "", width: Self.labelWidth, isFocused ? .accent : .plain, on: &canvas)
      let end = delivery.expiresAt.map { "  until \(moment($0))Z" } ?? ""
      pen.put(
        "\(isChosen ? "(*)" : "( )") \(delivery.action)".truncated(pen.remaining, glyphs: glyphs),
        isChosen ? Style.plain.bold() : .plain, on: &canvas)
      let state = delivery.state == "unknown" ? "  unknown how far it came" : end
      pen.put(state.truncated(pen.remaining, glyphs: glyphs), .faint, on: &canvas)
    case .field(let part, let label, let note, let isMistake):
      drawField(part, label: label, note: note, isMistake: isMistake, dialog, in: area)
    case .toggle:
      let isFocused = dialog.focus == .falseAlarm
      mark(area, .dialogPart(DecisionDialog.Part.falseAlarm.rawValue))
      pen.put(isFocused ? glyphs.marker : " ", .accent, on: &canvas)
      pen.skip(Self.labelWidth)
      let text = "[\(dialog.isFalseAlarm ? "x" : " ")] a false alarm"
      pen.put(text, isFocused ? .accent : .plain, on: &canvas)
      pen.put(isFocused ? "  space changes it" : "", .faint, on: &canvas)
    }
  }

  private static let labelWidth = 7

  private mutating func drawField(
    _ part: DecisionDialog.Part, label: String, note: String, isMistake: Bool, _ dialog: DecisionDialog,
    in area: Rectangle
  ) {
    guard let editor = dialog[part] else { return }
    let isFocused = dialog.focus == part
    mark(area, .dialogPart(part.rawValue))
    let noteWidth = Self.noteWidth(area.width)
    var pen = Pen(area)
    pen.put(isFocused ? glyphs.marker : " ", .accent, on: &canvas)
    pen.put(label, width: Self.labelWidth, isFocused ? .accent : .plain, on: &canvas)
    let line = Rectangle(x: pen.x, y: area.y, width: pen.remaining - (note.isEmpty ? 0 : noteWidth), height: 1)
    // A line to write on.
    if isFocused || (editor.text.isEmpty && (noteWidth > 0 || note.isEmpty)) { canvas.fill(line, "_", style: .faint) }
    drawLine(editor, in: line, isFocused: isFocused)
    guard noteWidth > 0, !note.isEmpty else {
      if noteWidth == 0, editor.text.isEmpty, !isFocused, !note.isEmpty {
        canvas.put(note.truncated(line.width, glyphs: glyphs), x: line.x, y: line.y, style: .faint, in: line)
      }
      return
    }
    let text = ((isMistake ? "! " : "") + note).truncated(noteWidth - 2, glyphs: glyphs)
    canvas.put(text, x: line.maxX + 2, y: area.y, style: isMistake ? .level(.red) : .faint, in: area)
  }

  private mutating func drawButtons(_ dialog: DecisionDialog, _ check: DialogCheck, in area: Rectangle) {
    var pen = Pen(area)
    pen.skip(1)
    let word = dialog.kind == .note ? "Put on record" : dialog.kind.title
    for (part, text) in [
      (DecisionDialog.Part.cancel, "[ Cancel ]"), (.act, check.isReady ? "[ \(word) ]" : "( \(word) )"),
    ] {
      let isFocused = dialog.focus == part
      var style: Style = part == .act && !check.isReady ? .faint : Style.plain.bold()
      if isFocused { style = style.reversed() }
      let from = pen.x
      pen.put(isFocused ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(text, style, on: &canvas)
      mark(
        Rectangle(x: from, y: area.y, width: pen.x - from, height: 1).intersection(area), .dialogPart(part.rawValue))
      pen.put("  ", on: &canvas)
    }
    let missing = missingText(dialog, check)
    if pen.remaining >= columns(of: missing) { pen.put(missing, .faint, on: &canvas) }
  }

  /// What keeps the act from being possible.
  private func missingText(_ dialog: DecisionDialog, _ check: DialogCheck) -> String {
    if check.obstacle != nil { return "not possible any more" }
    if check.isReady { return dialog.focus == .act ? "enter does it" : "" }
    let names: [String] = dialog.parts.filter { check.mistakes[$0] != nil }.map { part in
      switch part {
      case .person: "your name"
      case .reason: "a reason"
      case .span: "how long"
      default: "the confirmation"
      }
    }
    return "wanted: " + names.joined(separator: ", ")
  }

  private mutating func drawDialogFoot(
    _ dialog: DecisionDialog, _ check: DialogCheck, range: String, in box: Rectangle
  ) {
    let keys = dialog.focus == .act ? "enter decides" : dialog.focus == .cancel ? "enter cancels" : "enter next"
    let whole = " \(range.isEmpty ? "" : range + "  ")\(keys)  tab moves  esc cancels "
    let text = columns(of: whole) <= box.width - 4 ? whole : " \(keys)  esc cancels "
    canvas.put(
      text.truncated(box.width - 2, glyphs: glyphs), x: box.maxX - 2 - min(box.width - 4, columns(of: text)),
      y: box.maxY - 1, style: .faint, in: box.inset(x: 1, y: 0))
  }
}
