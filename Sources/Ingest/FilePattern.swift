#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A path that may hold `*`, `?` and `[…]`.
package struct FilePattern: Hashable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package var isLiteral: Bool { !text.contains { "*?[".contains($0) } }

  /// The files that match now, in order of name. A literal path matches itself, whether it exists or not, and so does
  /// any other that is the name of a file as it stands.
  package func matches() -> [String] {
    if isLiteral || FileIdentity(path: text) != nil { return [text] }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(text, 0, nil, &result) == 0 else { return [] }
    // Sorted anew: glob's own order depends on the locale.
    return (0..<Int(result.gl_pathc)).compactMap { index in
      result.gl_pathv[index].map { String(cString: $0) }
    }.sorted()
  }
}
