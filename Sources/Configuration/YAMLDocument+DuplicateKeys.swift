import Yams

extension YAMLDocument {
  /// How many duplicate keys are looked for before the text is given up.
  private static let duplicateLimit = 50
  /// How many nodes are searched for marked keys; more than a file can hold unless it refers to itself over and over.
  private static let nodeLimit = 1_000_000

  /// Composes the node tree; every duplicate key is reported and the last one kept.
  ///
  /// The parser stops at the first mapping with a duplicate key. So the earlier of the two keys is marked in the text
  /// by a private-use character in place of its first, which moves nothing, and the text is parsed again; at the end
  /// the marked entries are taken out of the tree.
  ///
  /// Complexity: one parse more for each duplicate key.
  static func composeReportingDuplicateKeys(
    _ text: String, file: String, into diagnostics: Diagnostics
  ) throws -> Node? {
    var scalars = Array(text.unicodeScalars)
    let present = Set(scalars.lazy.filter(\.isPrivateUse))
    let markers = (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init).filter { !present.contains($0) }
    var originals: [Unicode.Scalar: String] = [:]

    for marker in markers.prefix(duplicateLimit) {
      do {
        let source = originals.isEmpty ? text : String(String.UnicodeScalarView(scalars))
        let root = try compose(yaml: source, .basic)
        guard let root, !originals.isEmpty else { return root }
        return withoutMarkedKeys(root, originals: originals, file: file, into: diagnostics)
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        guard let name = names.first, let index = index(of: context.mark, in: scalars),
          let target = firstLetter(ofKeyAt: index, in: scalars)
        else { throw YamlError.duplicatedKeysInMapping(duplicates: names, context: context) }
        scalars[target] = marker
        originals[marker] = name
      }
    }
    return try compose(yaml: String(String.UnicodeScalarView(scalars)), .basic)
  }

  /// The position of a line and column, lines ending as YAML 1.1 has it.
  private static func index(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
    var line = 1
    var index = 0
    while line < mark.line, index < scalars.count {
      switch scalars[index] {
      case "\r":
        if index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
        line += 1
      case "\n", "\u{85}", "\u{2028}", "\u{2029}": line += 1
      default: break
      }
      index += 1
    }
    index += mark.column - 1
    return scalars.indices.contains(index) ? index : nil
  }

  /// The first character inside the quotes, or of a plain key; `nil` if the key begins in some other way.
  private static func firstLetter(ofKeyAt index: Int, in scalars: [Unicode.Scalar]) -> Int? {
    switch scalars[index] {
    case "\"", "'":
      let inner = index + 1
      guard inner < scalars.count, scalars[inner] != "\"", scalars[inner] != "'" else { return nil }
      return inner
    case "&", "*", "!", "?", "[", "{": return nil
    default: return index
    }
  }

  private static func withoutMarkedKeys(
    _ node: Node, originals: [Unicode.Scalar: String], file: String, into diagnostics: Diagnostics
  ) -> Node {
    var remaining = nodeLimit
    func cleaned(_ node: Node) -> Node {
      remaining -= 1
      guard remaining > 0 else { return node }
      switch node {
      case .scalar, .alias: return node
      case .sequence(let sequence):
        return .sequence(.init(sequence.map(cleaned), sequence.tag, sequence.style, sequence.mark))
      case .mapping(let mapping):
        var firstLines: [String: Int] = [:]
        var kept: [(Node, Node)] = []
        for (key, value) in mapping {
          let text = key.scalar?.string
          let original = text?.unicodeScalars.first.flatMap { originals[$0] }
          if let name = original ?? text, let line = firstLines[name] {
            diagnostics.error(
              "key '\(name)' is given more than once (first on line \(line))",
              at: SourceLocation(file: file, line: key.mark?.line, column: key.mark?.column),
              remedy: "keep one of them")
          }
          if let original {
            firstLines[original] = firstLines[original] ?? key.mark?.line
          } else {
            kept.append((key, cleaned(value)))
          }
        }
        return .mapping(.init(kept, mapping.tag, mapping.style, mapping.mark))
      }
    }
    return cleaned(node)
  }
}

extension Unicode.Scalar {
  fileprivate var isPrivateUse: Bool { (0xE000...0xF8FF).contains(value) }
}
