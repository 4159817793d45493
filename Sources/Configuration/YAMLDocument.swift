import Yams

/// Reads YAML into ``YAMLValue``s that know their place in the file.
///
/// ```swift
/// let diagnostics = Diagnostics()
/// let root = YAMLDocument.parse(text, file: "leeway.yaml", into: diagnostics)
/// let time = root?.mapping(keys: ["time"])?.value("time")?.mapping(keys: ["pane"])
/// let pane = time?.timeSpan("pane") ?? .minutes(5)
/// for diagnostic in diagnostics.sorted { print(diagnostic.text) }
/// ```
package enum YAMLDocument {
  /// Reads and parses a file; `nil` after reporting why that is not possible. See ``SourceText/read``.
  package static func read(
    path: String, shownAs name: String, purpose: String, hint: String, into diagnostics: Diagnostics
  ) -> YAMLValue? {
    SourceText.read(path: path, shownAs: name, purpose: purpose, hint: hint, into: diagnostics)
      .flatMap { parse($0, file: name, into: diagnostics) }
  }

  /// Parses a text that holds one document; `nil` after reporting a syntax error or that it is empty.
  ///
  /// Duplicate keys are reported and the last of them is kept, so that the rest can still be checked.
  package static func parse(_ text: String, file: String, into diagnostics: Diagnostics) -> YAMLValue? {
    let whole = SourceLocation(file: file)
    diagnostics.register(file: file)
    do {
      let root = try composeReportingDuplicateKeys(text, file: file, into: diagnostics)
      guard let root, !YAMLValue.isNull(root) else {
        diagnostics.error("the file is empty", at: whole, remedy: "'leeway init' writes one to start from")
        return nil
      }
      return YAMLValue(node: root, name: "", fallback: whole, diagnostics: diagnostics)
    } catch let error as YamlError {
      diagnostics.add(diagnostic(for: error, file: file))
    } catch {
      diagnostics.error("invalid YAML: \(error)", at: whole)
    }
    return nil
  }

  private static func diagnostic(for error: YamlError, file: String) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let setting = context.map { " (\($0.text.trimmedEnd), line \($0.mark.line))" } ?? ""
      return Diagnostic(
        .error, "invalid YAML: \(problem.trimmedEnd)\(setting)",
        at: SourceLocation(file: file, line: mark.line, column: mark.column), remedy: remedy(problem, context?.text))
    case .reader(let problem, let offset, _, let text):
      let location = offset.map { position(ofCharacter: $0, in: text, file: file) } ?? SourceLocation(file: file)
      return Diagnostic(
        .error, "invalid YAML: \(problem)", at: location, remedy: "remove the character that is not text")
    case .duplicatedKeysInMapping(let names, let context):
      return Diagnostic(
        .error, "key '\(names.first ?? "")' is given more than once",
        at: SourceLocation(file: file, line: context.mark.line, column: context.mark.column), remedy: "keep one of them"
      )
    default:
      return Diagnostic(.error, "invalid YAML: \(error)", at: SourceLocation(file: file))
    }
  }

  private static func remedy(_ problem: String, _ context: String?) -> String {
    if problem.contains("another document") { return "keep one document in a file" }
    if problem.contains("undefined alias") || context?.contains("alias") == true {
      return "put a text that begins with * in quotes: \"*\""
    }
    if context?.contains("block scalar") == true || problem.contains("cannot start any token") {
      return "put texts that begin with >, %, @ or ` in quotes, such as \"> 0.10\"; indent with spaces, not tabs"
    }
    if problem.contains("mapping values are not allowed") {
      return "check the indentation, and put a text that contains ': ' in quotes"
    }
    return "check the indentation, the quotes and the brackets here and on the lines before"
  }

  private static func position(ofCharacter offset: Int, in text: String, file: String) -> SourceLocation {
    var (line, column) = (1, 1)
    for character in text.prefix(offset) {
      if character.isNewline { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    return SourceLocation(file: file, line: line, column: column)
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = Substring(self)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
