import Readings

/// Runbooks: Markdown as it reads in a terminal. Headings stand out, lists hang, code and tables keep their lines, and a
/// link is its text with the address behind it.
extension Renderer {
  /// The runbook that the rule names, or where it is.
  func runbookLines(_ alert: AlertStatus, width: Int) -> [Line] {
    guard let place = alert.runbook else { return [[("the rule names no runbook", .faint)]] }
    guard let text = state.snapshot?.runbooks[place] else {
      return wrapped([(place, Style(.accent, isUnderlined: true))], width: width)
        + [[("open it there: its text is not at hand", .faint)]]
    }
    return markdownLines(text, width: width)
  }

  func markdownLines(_ text: String, width: Int) -> [Line] {
    guard width > 0 else { return [] }
    var lines: [Line] = []
    var isCode = false
    var table: [Substring] = []
    func closeTable() {
      if !table.isEmpty { lines += tableLines(table, width: width) }
      table = []
    }
    for row in Self.paragraphs(of: text) {
      if !isCode, row.hasPrefix("|") {
        table.append(Substring(row))
        continue
      }
      closeTable()
      if row.drop(while: { $0 == " " }).hasPrefix("```") {
        isCode.toggle()
      } else if isCode {
        lines.append([("  " + row.showingControls, Style(.accent))])
      } else if row.hasPrefix("#") {
        let title = String(row.drop { $0 == "#" || $0 == " " })
        let style = Style(.title, isBold: true, isUnderlined: row.hasPrefix("# "))
        lines += wrapped(Self.inline(title, style), width: width)
      } else if Self.isRule(row) {
        lines.append([(String(repeating: String(Character(glyphs.horizontal)), count: width), Style(.border))])
      } else {
        lines += bodyLines(row, width: width)
      }
    }
    closeTable()
    return lines
  }

  private func bodyLines(_ row: String, width: Int) -> [Line] {
    let body = row.drop { $0 == " " }
    guard !body.isEmpty else { return [[]] }
    if body.hasPrefix(">") {
      let quote = String(body.drop { $0 == ">" || $0 == " " })
      let edge = String(Character(glyphs.vertical)) + " "
      return wrapped(Self.inline(quote, .faint), width: width - 2).map { [(edge, Style(.border))] + $0 }
    }
    let mark = Self.listMark(of: body)
    let lead = min(row.count - body.count, max(0, width / 3))
    let indent = lead + (mark.isEmpty ? 0 : mark.count + 1)
    let shown = mark.count == 1 && glyphs.isUnicode ? "•" : String(mark)
    let start: Line = [(String(repeating: " ", count: lead) + (mark.isEmpty ? "" : shown + " "), .faint)]
    let rest = String(mark.isEmpty ? body : body.dropFirst(mark.count + 1))
    return wrapped(start + Self.inline(rest, .plain), width: width, indent: indent)
  }

  /// The rows of a table under one another, the widest columns narrowed until the table fits.
  private func tableLines(_ rows: [Substring], width: Int) -> [Line] {
    let cells = rows.map { row -> [String] in
      let inner = row.dropFirst().drop { $0 == " " }
      var parts = inner.split(separator: "|", omittingEmptySubsequences: false).map {
        Self.plain(String($0.trimmed))
      }
      if parts.last?.isEmpty == true { parts.removeLast() }
      return parts
    }
    let count = cells.reduce(0) { max($0, $1.count) }
    guard count > 0 else { return [] }
    func isDivider(_ row: [String]) -> Bool {
      !row.isEmpty && row.allSatisfy { $0.contains("-") && $0.allSatisfy { "-: ".contains($0) } }
    }
    let texts = cells.filter { !isDivider($0) }
    var widths = (0..<count).map { column in
      texts.reduce(1) { max($0, column < $1.count ? columns(of: $1[column]) : 0) }
    }
    let room = max(count, width - 2 * (count - 1))
    while widths.reduce(0, +) > room, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
      widths[widest] > 1
    {
      // In one step down to the next widest, or by what is too much.
      let next = widths.indices.filter { $0 != widest }.map { widths[$0] }.max() ?? 1
      let excess = widths.reduce(0, +) - room
      widths[widest] -= max(1, min(excess, widths[widest] - next))
    }
    let hasHead = cells.count > 1 && isDivider(cells[1])
    return cells.enumerated().map { index, row in
      if isDivider(row) {
        let line = widths.map { String(repeating: String(Character(glyphs.horizontal)), count: $0) }
        return [(line.joined(separator: "  "), Style(.border))]
      }
      let fitted = widths.indices.map { (($0 < row.count ? row[$0] : "")).fitted(widths[$0], glyphs: glyphs) }
      return [(fitted.joined(separator: "  "), hasHead && index == 0 ? .plain.bold() : .plain)]
    }
  }

  /// The rows of a Markdown text, those of one paragraph or item put together.
  private static func paragraphs(of text: String) -> [String] {
    var rows: [String] = []
    var isCode = false
    var isOpen = false
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let row = row.last == "\r" ? row.dropLast() : row
      let body = row.drop { $0 == " " }
      let isFence = body.hasPrefix("```")
      let isText = !isCode && !isFence && !body.isEmpty && !"#|>".contains(body.first ?? " ") && !isRule(String(row))
      if isText, isOpen, listMark(of: body).isEmpty {
        rows[rows.count - 1] += " " + body
      } else {
        rows.append(row.hasPrefix(" ") && body.hasPrefix("|") ? String(body) : String(row))
      }
      if isFence { isCode.toggle() }
      isOpen = isText
    }
    if rows.last?.isEmpty == true { rows.removeLast() }
    return rows
  }

  /// `---`, `***`
  private static func isRule(_ row: String) -> Bool {
    guard let mark = row.first(where: { $0 != " " }), mark == "-" || mark == "*" || mark == "_" else { return false }
    let body = row.filter { $0 != " " }
    return body.count >= 3 && body.allSatisfy { $0 == mark }
  }

  /// `-` or `12.` at the beginning of an item of a list; else empty.
  private static func listMark(of body: Substring) -> Substring {
    if let first = body.first, "-*+".contains(first), body.dropFirst().first == " " { return body.prefix(1) }
    let digits = body.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count < 5, let end = body.dropFirst(digits.count).first, end == "." || end == ")",
      body.dropFirst(digits.count + 1).first == " "
    else { return "" }
    return body.prefix(digits.count + 1)
  }
}

extension Substring {
  /// Without the spaces at both ends.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
