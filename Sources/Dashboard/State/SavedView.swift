import Readings

/// What of the view survives a restart, as lines of `key value`; the first says which version of this format it is.
package struct SavedView: Equatable, Sendable {
  package var text: String

  package init(text: String) {
    self.text = text
  }
}

extension SavedView {
  /// What is kept. A view that stands on top of others has a line for each step of the way.
  package enum Key: String, CaseIterable, Hashable, Sendable {
    /// `performance outcomes zoomed`
    case view
    case window
    case version
    case against
    case metric
    case sort
    case alertSort = "alert-sort"
    case filter
    case theme
    case mouse
    case feature
    case segment
    case command
  }

  static let version = "leeway-view 1"
  /// What is read of a text at most, in bytes and lines; the rest is passed over.
  static let capacity = 64 * 1024
  static let lineCapacity = 500

  init(_ entries: [(key: Key, value: String)]) {
    text = Self.version + "\n"
    for entry in entries where !entry.value.isEmpty { text += "\(entry.key.rawValue) \(Self.safe(entry.value))\n" }
  }

  /// The lines that make sense, in order; none of a text that is no saved view.
  var entries: [(key: Key, value: String)] {
    let lines = String(decoding: text.utf8.prefix(Self.capacity), as: UTF8.self)
      .split(separator: "\n", maxSplits: Self.lineCapacity, omittingEmptySubsequences: true).prefix(Self.lineCapacity)
    guard lines.first.map(String.init) == Self.version else { return [] }
    return lines.dropFirst().compactMap { line in
      guard let space = line.firstIndex(of: " "), let key = Key(rawValue: String(line[..<space])) else { return nil }
      let value = Self.safe(String(line[line.index(after: space)...]))
      return value.isEmpty ? nil : (key, value)
    }
  }

  /// One line, without anything that a terminal would obey.
  private static func safe(_ text: String) -> String {
    let isPlain = text.utf8.count <= LineEditor.capacity / 4 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    return isPlain ? text : LineEditor(text).text
  }
}
