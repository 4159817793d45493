/// The tags of a template, found by a scan of its text; the Mustache library keeps them to itself.
struct TemplateTags {
  /// Distinct names, in order of first appearance.
  private(set) var names: [String] = []

  /// Sections that are open; the Mustache library's parser is recursive, so their depth needs a bound.
  private var depth = 0

  private static let maxDepth = 32
  private static let maxTagLength = 200
  private static let transforms: Set<String> = ["lowercased", "uppercased", "capitalized", "empty", "reversed"]

  init(_ source: String) throws(TemplateError) {
    let text = Array(source)
    var position = 0
    while let open = Self.find("{{", in: text, from: position) {
      let isTriple = open + 2 < text.count && text[open + 2] == "{"
      let start = open + (isTriple ? 3 : 2)
      let closing = isTriple ? "}}}" : "}}"
      guard let close = Self.find(closing, in: text, from: start) else {
        throw TemplateError(source: source, problem: .unclosedTag(String(text[open...])))
      }
      let content = text[start..<close]
      guard content.count <= Self.maxTagLength || content.first == "!" else {
        throw TemplateError(source: source, problem: .malformed("a tag is longer than \(Self.maxTagLength) characters"))
      }
      position = close + closing.count
      try add(content: content, tag: String(text[open..<position]), isTriple: isTriple, in: source)
    }
  }

  private mutating func add(
    content: ArraySlice<Character>, tag: String, isTriple: Bool, in source: String
  ) throws(TemplateError) {
    var content = content
    if !isTriple, let kind = content.first {
      depth += kind == "#" || kind == "^" ? 1 : kind == "/" ? -1 : 0
      guard depth <= Self.maxDepth else {
        throw TemplateError(
          source: source, problem: .malformed("sections are nested deeper than \(Self.maxDepth) levels"))
      }
      switch kind {
      case "!": return
      case "#", "^", "/", "&": content.removeFirst()
      case ">", "<", "$", "=", "%": throw TemplateError(source: source, problem: .unsupportedTag(tag))
      default: break
      }
    }
    var name = String(content.filter { !$0.isWhitespace })
    while let open = name.firstIndex(of: "("), name.hasSuffix(")") {
      let transform = String(name[..<open])
      guard Self.transforms.contains(transform) else {
        throw TemplateError(source: source, problem: .unknownTransform(transform))
      }
      name = String(name[name.index(after: open)...].dropLast())
    }
    guard !name.isEmpty else { throw TemplateError(source: source, problem: .emptyTag) }
    if !names.contains(name) { names.append(name) }
  }

  private static func find(_ pattern: String, in text: [Character], from start: Int) -> Int? {
    let pattern = Array(pattern)
    guard start <= text.count - pattern.count else { return nil }
    return (start...(text.count - pattern.count)).first { text[$0..<$0 + pattern.count].elementsEqual(pattern) }
  }
}

extension Template {
  /// Every name in it that no alert can fill in, as errors; empty if it is sound.
  ///
  /// - Parameter labels: the label names that `labels.NAME` may refer to, or `nil` if any will do.
  package func check(labels: Set<String>?) -> [TemplateError] {
    names.compactMap { name in
      if name == "." || TemplateFacts.names.contains(name) { return nil }
      if name.hasPrefix("labels."), labels?.contains(String(name.dropFirst("labels.".count))) ?? true { return nil }
      return TemplateError(source: source, problem: .unknownName(name))
    }
  }
}
