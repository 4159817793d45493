/// Why a text is no list of matchers.
package struct MatcherError: Error, Equatable, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}

extension LabelMatcher {
  /// As it can be read again: `segment="region=apac"`.
  package var text: String {
    let escaped = value.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\(name)\(comparison.rawValue)\"\(escaped)\""
  }
}

extension LabelMatchers {
  /// As it can be read again, with commas between: `alert="FeatureDrift",segment=~"region=.*"`.
  package var text: String { list.map(\.text).joined(separator: ",") }

  /// Reads matchers with commas between them, each a name, one of `=`, `!=`, `=~`, `!~`, and a value. A value in quotes
  /// may hold anything, `\"` and `\\` included; one without ends at a comma.
  package init(parsing text: String) throws(MatcherError) {
    var scanner = MatcherScanner(text)
    var list: [LabelMatcher] = []
    repeat { list.append(try scanner.matcher()) } while try scanner.hasMore()
    self.init(list)
  }
}

/// Goes through a text of matchers from left to right, by scalars: a combining mark must not hide a quote.
private struct MatcherScanner {
  private let text: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) {
    self.text = Array(text.unicodeScalars)
  }

  private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var string = ""
    string.unicodeScalars.append(contentsOf: scalars)
    return string
  }

  private mutating func skipSpace() {
    while position < text.count, text[position].properties.isWhitespace { position += 1 }
  }

  /// Whether another matcher follows; goes past the comma.
  mutating func hasMore() throws(MatcherError) -> Bool {
    skipSpace()
    guard position < text.count else { return false }
    guard text[position] == "," else {
      throw MatcherError("'\(string(text[position...]))' follows a value; a comma stands between matchers")
    }
    position += 1
    skipSpace()
    return position < text.count
  }

  mutating func matcher() throws(MatcherError) -> LabelMatcher {
    skipSpace()
    let start = position
    while position < text.count, !"=!~,\"".unicodeScalars.contains(text[position]),
      !text[position].properties.isWhitespace
    { position += 1 }
    let name = string(text[start..<position])
    guard !name.isEmpty else {
      throw MatcherError(
        "'\(string(text[start...]))' does not begin with a label's name; for example alert=\"FeatureDrift\"")
    }
    skipSpace()
    let symbol = string(text[position..<min(position + 2, text.count)])
    guard
      let comparison = LabelMatcher.Comparison(rawValue: symbol)
        ?? LabelMatcher.Comparison(rawValue: string(text[position..<min(position + 1, text.count)]))
    else { throw MatcherError("after '\(name)' there has to be =, !=, =~ or !~") }
    position += comparison.rawValue.count
    skipSpace()
    let value = try value(of: name)
    do {
      return try LabelMatcher(name, comparison, value)
    } catch {
      throw MatcherError("'\(value)' is not a regular expression: \(error)")
    }
  }

  private mutating func value(of name: String) throws(MatcherError) -> String {
    guard position < text.count, text[position] == "\"" else {
      let start = position
      while position < text.count, text[position] != "," { position += 1 }
      var value = text[start..<position]
      while value.last?.properties.isWhitespace == true { value.removeLast() }
      return string(value)
    }
    position += 1
    var value = ""
    while position < text.count, text[position] != "\"" {
      if text[position] == "\\", position + 1 < text.count { position += 1 }
      value.unicodeScalars.append(text[position])
      position += 1
    }
    guard position < text.count else { throw MatcherError("the value of '\(name)' has no closing quote") }
    position += 1
    return value
  }
}
