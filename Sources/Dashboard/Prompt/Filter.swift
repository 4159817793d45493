import Readings

/// What lists are narrowed down to: words that all have to be met.
///
/// `red` and the other levels are held against a row's level, several of them meaning any; `region=apac` against
/// segments; `!word` excludes; every other word has to stand in one of the row's texts. Upper and lower case are alike.
package struct Filter: Equatable, Sendable {
  /// A word that is held against texts.
  struct Word: Equatable, Sendable {
    /// In lower case.
    var text: String
    var isExcluding: Bool

    var isAboutSegments: Bool { text.utf8.contains(UInt8(ascii: "=")) }

    /// Whether the text contains the word, whichever way that counts.
    func occurs(in text: String) -> Bool {
      var text = text.lowercased()
      var word = self.text
      return text.withUTF8 { text in word.withUTF8 { word in Self.contains(text, word) } }
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
      guard let first = word.first, text.count >= word.count else { return word.isEmpty }
      for start in 0...(text.count - word.count) where text[start] == first {
        if (1..<word.count).allSatisfy({ text[start + $0] == word[$0] }) { return true }
      }
      return false
    }
  }

  /// As it was typed, without spaces around it.
  package let text: String
  let words: [Word]
  /// Any of these; empty for all.
  let levels: Set<Level>
  let excludedLevels: Set<Level>

  package init(_ text: String = "") {
    self.text = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    var words: [Word] = []
    var levels: Set<Level> = []
    var excluded: Set<Level> = []
    for part in self.text.lowercased().split(separator: " ").prefix(32) {
      let isExcluding = part.hasPrefix("!")
      let word = isExcluding ? String(part.dropFirst()) : String(part)
      guard !word.isEmpty else { continue }
      if let level = Self.level(named: word) {
        if isExcluding { excluded.insert(level) } else { levels.insert(level) }
      } else {
        words.append(Word(text: word, isExcluding: isExcluding))
      }
    }
    self.words = words
    self.levels = levels
    excludedLevels = excluded
  }

  private init(text: String, words: [Word], levels: Set<Level>, excludedLevels: Set<Level>) {
    self.text = text
    self.words = words
    self.levels = levels
    self.excludedLevels = excludedLevels
  }

  package var isEmpty: Bool { text.isEmpty }

  /// The words for levels, as they complete.
  static let levelNames = ["red", "yellow", "green", "insufficient", "nodata", "error"]

  private static func level(named word: String) -> Level? {
    switch word {
    case "ok": .green
    case "few": .insufficient
    default: Level(rawValue: word)
    }
  }

  /// Whether a row is shown.
  ///
  /// - Parameters:
  ///   - texts: What the row says of itself: feature, segment, rule, path.
  ///   - level: `nil` for a row that has none; words that name levels do not apply to it.
  func allows(_ texts: [String], level: Level?) -> Bool {
    guard !isEmpty else { return true }
    if let level, !allows([level]) { return false }
    return words.allSatisfy { word in texts.contains(where: word.occurs) != word.isExcluding }
  }

  /// Whether a row is shown that stands for figures at several levels: it needs one that is asked for, and none that is
  /// excluded.
  func allows(_ present: Set<Level>) -> Bool {
    (levels.isEmpty || !levels.isDisjoint(with: present)) && excludedLevels.isDisjoint(with: present)
  }

  /// For rows of one cell, which has been chosen already: without the words about segments.
  var withoutSegments: Filter {
    Filter(
      text: text, words: words.filter { !$0.isAboutSegments }, levels: levels, excludedLevels: excludedLevels)
  }

  /// Parts the words among features and segments.
  ///
  /// A word with `=` is about segments, and so is one that occurs in no feature's name but in a segment's, so that
  /// `apac` works like `region=apac`.
  func split(features: [String], segments: [String]) -> (features: [Word], segments: [Word]) {
    var ofFeatures: [Word] = []
    var ofSegments: [Word] = []
    for word in words {
      let isOfSegments =
        word.isAboutSegments
        || (!features.contains(where: word.occurs) && segments.contains(where: word.occurs))
      if isOfSegments { ofSegments.append(word) } else { ofFeatures.append(word) }
    }
    return (ofFeatures, ofSegments)
  }
}

extension [Filter.Word] {
  func allow(_ text: String) -> Bool { allSatisfy { $0.occurs(in: text) != $0.isExcluding } }
}
