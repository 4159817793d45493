import Notation
import Yams

/// A value in a YAML file that knows its name and place, and reports what is wrong with it.
///
/// The typed readers return `nil` after having reported a wrong type or range; none of them throws, so that one pass
/// finds every mistake.
package struct YAMLValue {
  let node: Node
  /// The way here from the top of the file: `time.pane`, `features.age`, `segments[2]`; empty at the top.
  package let name: String
  package let location: SourceLocation
  package let diagnostics: Diagnostics

  init(node: Node, name: String, fallback: SourceLocation, diagnostics: Diagnostics) {
    self.node = node
    self.name = name
    self.location =
      node.mark.map { SourceLocation(file: fallback.file, line: $0.line, column: $0.column) } ?? fallback
    self.diagnostics = diagnostics
  }

  /// Reports an error at this value.
  package func error(_ message: String, remedy: String? = nil) {
    diagnostics.error(message, at: location, remedy: remedy)
  }

  /// Reports a warning at this value.
  package func warning(_ message: String, remedy: String? = nil) {
    diagnostics.warning(message, at: location, remedy: remedy)
  }

  // MARK: What it is

  package var isMapping: Bool { node.mapping != nil }
  package var isList: Bool { node.sequence != nil }
  package var isScalar: Bool { node.scalar != nil }
  /// Nothing, `~` or `null`.
  package var isNull: Bool { Self.isNull(node) }
  /// The text of a scalar as written, without its quotes; `nil` for lists, mappings and null. Reports nothing.
  package var scalarText: String? { isNull ? nil : node.scalar?.string }
  /// Whether it is a scalar without quotes, so that it may be a number or a boolean.
  package var isPlain: Bool { node.scalar?.style == .plain }

  static func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  // MARK: Scalars

  /// A text. Numbers and booleans count as the text they are written with. Not empty.
  package func string(example: String? = nil) -> String? {
    guard let text = scalarText else { return mismatch("a text", example: example) }
    guard !text.isEmpty else {
      error("\(subject) is empty", remedy: example.map { "for example \($0)" })
      return nil
    }
    return text
  }

  /// A text that names something: on one line, and no longer than people can read.
  package func nameText(example: String) -> String? {
    guard let text = string(example: example) else { return nil }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      error("\(subject) has characters in it that cannot be shown", remedy: "for example \(example)")
      return nil
    }
    guard text.count <= 200 else {
      error("\(subject) has more than 200 characters", remedy: "for example \(example)")
      return nil
    }
    return text
  }

  /// A finite number, within `range` if given.
  package func double(in range: ClosedRange<Double>? = nil, example: String = "0.5") -> Double? {
    guard isPlain, let value = scalarText.flatMap(Double.init), value.isFinite else {
      return mismatch("a number", example: example)
    }
    if let range, !range.contains(value) {
      return outOfRange(shortestText(value), shortestText(range.lowerBound), shortestText(range.upperBound))
    }
    return value
  }

  /// A whole number, within `range` if given. `1e6`, `1_000_000` and `1M` count as one.
  package func int(in range: ClosedRange<Int>? = nil, example: String = "100") -> Int? {
    guard isPlain, let value = scalarText.flatMap(Quantity.count) else {
      return mismatch("a whole number", example: example)
    }
    if let range, !range.contains(value) {
      return outOfRange(String(value), String(range.lowerBound), String(range.upperBound))
    }
    return value
  }

  /// A size in bytes such as `64KiB`, `1MiB`, `1GB` or `65536`, within `range` if given.
  package func byteCount(in range: ClosedRange<Int>? = nil, example: String = "1MiB") -> Int? {
    guard let value = scalarText.flatMap(Quantity.byteCount) else { return mismatch("a size", example: example) }
    if let range, !range.contains(value) {
      return outOfRange(
        Quantity.byteText(value), Quantity.byteText(range.lowerBound), Quantity.byteText(range.upperBound))
    }
    return value
  }

  /// `true` or `false`; also `yes`, `no`, `on`, `off`, as in YAML 1.1.
  package func bool() -> Bool? {
    switch isPlain ? scalarText?.lowercased() : nil {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: mismatch("true or false", example: nil)
    }
  }

  /// A length of time such as `5m`, not negative, within `range` if given.
  package func timeSpan(in range: ClosedRange<TimeSpan>? = nil, example: String = "5m, 1h30m or 7d") -> TimeSpan? {
    guard let value = scalarText.flatMap({ TimeSpan($0) }) else {
      return mismatch("a length of time", example: example)
    }
    if let range, !range.contains(value) {
      return outOfRange(value.text, range.lowerBound.text, range.upperBound.text)
    }
    return value
  }

  /// One of a closed set of names.
  package func choice(_ choices: [String]) -> String? {
    guard let text = string(example: choices.first) else { return nil }
    guard choices.contains(text) else {
      error("\(subject) cannot be '\(text)'", remedy: suggestion(for: text, among: choices, kind: "choices"))
      return nil
    }
    return text
  }

  // MARK: Lists

  /// The elements of a list.
  package func list(example: String = "[a, b]") -> [YAMLValue]? {
    guard let sequence = node.sequence else { return mismatch("a list", example: example) }
    return sequence.enumerated().map { index, element in
      YAMLValue(node: element, name: "\(name)[\(index + 1)]", fallback: location, diagnostics: diagnostics)
    }
  }

  /// The elements of a list, or the value itself where it is no list.
  package func oneOrMany() -> [YAMLValue] {
    isList ? list() ?? [] : [self]
  }

  // MARK: Mappings

  /// A mapping with the given keys; every other key is reported, with the nearest valid one.
  ///
  /// - Parameter refused: keys that are known, but must not be there, each with the reason and what to do instead.
  package func mapping(keys: [String], refused: [String: Refusal] = [:], example: String? = nil) -> YAMLMapping? {
    guard let mapping = freeMapping(example: example) else { return nil }
    for entry in mapping.entries where !keys.contains(entry.key) {
      if let refusal = refused[entry.key] {
        let title = name.isEmpty ? entry.key : "\(name).\(entry.key)"
        diagnostics.error("'\(title)' \(refusal.reason)", at: entry.location, remedy: refusal.remedy)
      } else {
        let place = name.isEmpty ? "" : " in '\(name)'"
        diagnostics.error(
          "unknown key '\(entry.key)'\(place)", at: entry.location,
          remedy: suggestion(for: entry.key, among: keys, kind: "valid keys"))
      }
    }
    return mapping
  }

  /// Why a key must not be there.
  package struct Refusal: Sendable {
    /// Follows the key: `must not stand in a rules file`.
    package var reason: String
    package var remedy: String
  }

  /// Whether it is a mapping with this key, merged ones included. Reports nothing new.
  func hasKey(_ key: String) -> Bool { isMapping && YAMLMapping(self).keys.contains(key) }

  /// A mapping whose keys are names of the writer's own.
  package func freeMapping(example: String? = nil) -> YAMLMapping? {
    guard node.mapping != nil else { return mismatch("a mapping", example: example ?? "key: value") }
    return YAMLMapping(self)
  }

  // MARK: Wording

  /// `'time.pane'`, or `the file` at the top.
  package var subject: String { name.isEmpty ? "the file" : "'\(name)'" }

  /// Reports that something else is wanted here; returns `nil`.
  package func mismatch<Value>(_ wanted: String, example: String?) -> Value? {
    error("\(subject) must be \(wanted), not \(found)", remedy: example.map { "for example \($0)" })
    return nil
  }

  private func outOfRange<Value>(_ value: String, _ low: String, _ high: String) -> Value? {
    error("\(subject) is \(value), but must lie between \(low) and \(high)")
    return nil
  }

  /// What stands here, in words.
  package var found: String {
    switch node {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    case .scalar(let scalar):
      if isNull { return "nothing" }
      let text = scalar.string.count > 40 ? scalar.string.prefix(40) + "…" : scalar.string[...]
      return isPlain ? "'\(text)'" : "the text \"\(text)\" in quotes"
    }
  }
}
