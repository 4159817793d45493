import Readings

/// What stands within a line of Markdown: emphasis, code, links.
extension Renderer {
  /// The runs of a line; what is not closed stays as it is written.
  static func inline(_ text: String, _ style: Style) -> Line {
    var runs: Line = []
    var plain = ""
    var rest = Substring(text.showingControls)
    func close() {
      if !plain.isEmpty { runs.append((plain, style)) }
      plain = ""
    }
    while let first = rest.first {
      // Most of a text is none of the characters below: it is taken in one go.
      let run = rest.utf8.prefix { !Self.inlineStarts.contains($0) }
      if !run.isEmpty {
        plain += rest[..<run.endIndex]
        rest = rest[run.endIndex...]
        continue
      }
      if first == "`", let code = rest.enclosed(by: "`") {
        close()
        runs.append((String(code), Style(.accent)))
        rest = rest.dropFirst(code.count + 2)
      } else if rest.hasPrefix("**"), let strong = rest.enclosed(by: "**") {
        close()
        runs += inline(String(strong), style.bold())
        rest = rest.dropFirst(strong.count + 4)
      } else if first == "*", let stressed = rest.enclosed(by: "*"), stressed.first != " " {
        close()
        runs += inline(String(stressed), style.bold())
        rest = rest.dropFirst(stressed.count + 2)
      } else if first == "[" || rest.hasPrefix("!["), let link = rest.link {
        close()
        if link.title != link.address, !link.title.isEmpty { runs.append((link.title + " ", style)) }
        runs.append((link.address, Style(.accent, isUnderlined: true)))
        rest = rest.dropFirst(link.length)
      } else if first == "<", let address = rest.prefix(while: { $0 != ">" && $0 != " " }).dropFirst().address,
        rest.dropFirst(address.count + 1).first == ">"
      {
        close()
        runs.append((String(address), Style(.accent, isUnderlined: true)))
        rest = rest.dropFirst(address.count + 2)
      } else if first == "h", plain.last?.isLetter != true, let address = rest.prefix(while: { $0 != " " }).address {
        close()
        runs.append((String(address), Style(.accent, isUnderlined: true)))
        rest = rest.dropFirst(address.count)
      } else if first == "\\", let next = rest.dropFirst().first, next.isPunctuation {
        plain.append(next)
        rest = rest.dropFirst(2)
      } else {
        plain.append(first)
        rest = rest.dropFirst()
      }
    }
    close()
    return runs
  }

  /// What emphasis, code, links and addresses begin with.
  private static let inlineStarts = Array("`*[!<h\\".utf8)

  /// The same as plain text.
  static func plain(_ text: String) -> String { inline(text, .plain).map(\.text).joined() }
}

extension Substring {
  /// What stands between a mark at the beginning and its next appearance.
  fileprivate func enclosed(by mark: String) -> Substring? {
    let body = dropFirst(mark.count)
    var index = body.startIndex
    while index < body.endIndex {
      if body[index...].hasPrefix(mark) { return index > body.startIndex ? body[..<index] : nil }
      index = body.index(after: index)
    }
    return nil
  }

  /// `[title](address)` at the beginning, also that of a picture.
  fileprivate var link: (title: String, address: String, length: Int)? {
    let isPicture = hasPrefix("!")
    let body = dropFirst(isPicture ? 2 : 1)
    guard let end = body.firstIndex(of: "]") else { return nil }
    let after = body[body.index(after: end)...]
    guard after.first == "(", let close = after.firstIndex(of: ")") else { return nil }
    let title = body[..<end]
    let address = after[after.index(after: after.startIndex)..<close]
    return (String(title), String(address.prefix { $0 != " " }), (isPicture ? 2 : 1) + title.count + 3 + address.count)
  }

  /// The text, if it is the address of a page, without the punctuation after it.
  fileprivate var address: Substring? {
    guard hasPrefix("http://") || hasPrefix("https://") else { return nil }
    var text = self
    while let last = text.last, ".,;:)".contains(last) { text = text.dropLast() }
    return text
  }
}
