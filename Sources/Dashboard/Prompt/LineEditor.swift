/// A line of text under edit. The cursor moves by what a reader takes for one character, however many scalars it is.
///
/// Cost: linear in the length of the line, which is bounded.
package struct LineEditor: Equatable, Sendable {
  /// Bytes of UTF-8 that a line holds at most; what goes beyond is not taken in.
  static let capacity = 2000

  package private(set) var text: String
  /// Characters before the cursor: 0 to their count.
  package private(set) var cursor: Int

  /// The cursor stands at the end.
  package init(_ text: String = "") {
    let safe = String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter(Self.isText).prefix(Self.capacity / 4)))
    self.text = safe
    cursor = safe.count
  }

  package var isAtEnd: Bool { cursor == text.count }

  /// What stands before the cursor.
  package var head: String { String(text.prefix(cursor)) }

  /// What stands from the cursor on.
  package var tail: String { String(text.dropFirst(cursor)) }

  /// Edits the line, or moves in it.
  ///
  /// - Returns: Whether the key means something to a line: `false` leaves it to the caller.
  package mutating func press(_ key: Key) -> Bool {
    switch key {
    case .character(let scalar): insert(scalar)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .backspace, .control("h"): if cursor > 0 { replace(cursor - 1..<cursor) }
    case .delete, .control("d"): if cursor < text.count { replace(cursor..<cursor + 1) }
    case .control("u"): replace(0..<cursor)
    case .control("k"): replace(cursor..<text.count)
    case .control("w"): replace(startOfWord..<cursor)
    default: return false
    }
    return true
  }

  /// Takes what does not belong into a line for nothing: controls, and marks that turn the direction of writing.
  static func isText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: true
    }
  }

  private mutating func insert(_ scalar: Unicode.Scalar) {
    guard Self.isText(scalar), text.utf8.count + 4 <= Self.capacity else { return }
    var start = head
    start.unicodeScalars.append(scalar)
    let end = tail
    text = start + end
    // A combining mark joins the character before it.
    cursor = min(start.count, text.count)
  }

  private mutating func replace(_ range: Range<Int>) {
    text = String(text.prefix(range.lowerBound)) + text.dropFirst(range.upperBound)
    cursor = min(range.lowerBound, text.count)
  }

  /// Where the word before the cursor begins, spaces after it included.
  private var startOfWord: Int {
    let characters = Array(text.prefix(cursor))
    var start = characters.count
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    return start
  }
}
