import Alerting

/// Reads what is asked of names: globs, and regular expressions after `=~`.
enum PatternReader {
  /// The pattern in `value`; an expression that is none is reported.
  static func pattern(_ value: YAMLValue, example: String = "\"*\"") -> Pattern? {
    guard let text = value.string(example: example) else { return nil }
    guard text.hasPrefix(Pattern.expressionMark) else { return .glob(Glob(text)) }
    let hint = "for example \"=~ age|income\""
    let expression = text.dropFirst(Pattern.expressionMark.count).drop { $0 == " " }
    guard expression.contains(where: { !$0.isWhitespace }) else {
      value.error("'\(text)' has no regular expression after =~", remedy: hint)
      return nil
    }
    let longest = RegularExpression.longestPattern
    guard expression.unicodeScalars.count <= longest else {
      value.error("the regular expression is longer than \(longest) characters", remedy: "use several")
      return nil
    }
    do {
      return try Pattern(text)
    } catch {
      value.error("'\(text)' is not a regular expression: \(Self.reason(error))", remedy: hint)
      return nil
    }
  }

  /// One line of what the parser says.
  private static func reason(_ error: any Error) -> String {
    let text = String(describing: error)
    return String(text.prefix { !$0.isNewline }.prefix(200))
  }
}

extension Pattern {
  /// What a regular expression begins with.
  static let expressionMark = "=~"
}

extension RegularExpression {
  /// The texts that it stands for, if it is nothing but texts with `|` between them.
  var alternatives: [String]? {
    guard !pattern.contains(where: { "\\^$.[](){}*+?".contains($0) }) else { return nil }
    return pattern.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  }

  /// Names that stand right before an equals sign, where it is certain that they begin there: `region` in
  /// `region=(eu|apac)`.
  var namesBeforeEquals: [String] {
    var names: [String] = []
    var name = ""
    /// Whether what is collected in `name` began at the beginning of a name.
    var isWhole = true
    for character in pattern {
      if character.isLetter || character.isNumber || "_-".contains(character) {
        name.append(character)
        continue
      }
      if character == "=", isWhole, !name.isEmpty, !names.contains(name) { names.append(name) }
      name = ""
      isWhole = "(|,^:".contains(character)
    }
    return names
  }
}
