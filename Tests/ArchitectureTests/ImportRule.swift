/// The table of `docs/ARCHITECTURE.md`: which module may import what.
struct ImportRule {
  /// What a module may import, by module.
  private(set) var allowed: [String: Set<String>] = [:]

  private static let libc: Set<String> = ["Darwin", "Glibc", "Musl"]
  private static let header = ["module", "purpose", "own modules", "others"]

  /// - Parameter document: Markdown with one table of the columns module, purpose, own modules, others.
  init(document: String) {
    let rows = document.split(separator: "\n", omittingEmptySubsequences: false).map(Self.cells)
    guard let header = rows.firstIndex(of: Self.header) else { return }
    for cells in rows[(header + 1)...].prefix(while: { $0.count == Self.header.count }) {
      guard !cells[0].allSatisfy({ $0 == "-" }) else { continue }
      let names = (cells[2] + "," + cells[3]).split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty }
      var modules = Set(names)
      if modules.remove("libc") != nil { modules.formUnion(Self.libc) }
      allowed[cells[0]] = modules
    }
  }

  /// The imports in a source file that the table does not allow its module, in order of appearance.
  func violations(in source: String, of module: String) -> [String] {
    let allowed = allowed[module] ?? []
    return Self.imports(in: source).filter { !allowed.contains($0) }
  }

  /// The modules that a Swift source imports, submodules and single symbols by their module.
  static func imports(in source: String) -> [String] {
    source.split(whereSeparator: \.isNewline).compactMap { line in
      var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      while let first = words.first, first.hasPrefix("@") || accessLevels.contains(first) { words.removeFirst() }
      guard words.count >= 2, words[0] == "import" else { return nil }
      let name = kinds.contains(words[1]) && words.count >= 3 ? words[2] : words[1]
      return name.split(separator: ".").first.map { String($0.prefix { $0 != ";" }) }
    }
  }

  private static let accessLevels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<String> = [
    "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor",
  ]

  private static func cells(_ line: Substring) -> [String] {
    let line = trimmed(line)
    guard line.count >= 2, line.first == "|", line.last == "|" else { return [] }
    return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let head = text.drop { $0.isWhitespace }
    return String(head.reversed().drop { $0.isWhitespace }.reversed())
  }
}
