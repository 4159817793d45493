/// A pattern in which `*` stands for any number of characters and `?` for exactly one; all else stands for itself.
///
/// The whole text has to fit, and case counts.
package struct Glob: Hashable, Sendable, ExpressibleByStringLiteral {
  /// As written.
  package let pattern: String
  private let characters: [Character]
  private let isLiteral: Bool

  package init(_ pattern: String) {
    self.pattern = pattern
    characters = Array(pattern)
    isLiteral = !pattern.contains { $0 == "*" || $0 == "?" }
  }

  package init(stringLiteral pattern: String) {
    self.init(pattern)
  }

  /// Whether the text fits. Complexity: O(pattern × text) at worst, linear for one `*`.
  package func matches(_ text: String) -> Bool {
    if isLiteral { return text == pattern }
    if pattern == "*" { return true }
    let text = Array(text)
    var index = 0
    var position = 0
    /// Where to go on if the characters after the last `*` turn out not to fit.
    var retry: (index: Int, position: Int)?
    while position < text.count {
      if index < characters.count, characters[index] == "*" {
        retry = (index + 1, position)
        index += 1
      } else if index < characters.count, characters[index] == "?" || characters[index] == text[position] {
        index += 1
        position += 1
      } else if let last = retry {
        retry = (last.index, last.position + 1)
        index = last.index
        position = last.position + 1
      } else {
        return false
      }
    }
    return characters[index...].allSatisfy { $0 == "*" }
  }
}
