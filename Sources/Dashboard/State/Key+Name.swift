extension Key {
  /// The key's name in a configuration: `a`, `A`, `ctrl-l`, `space`, `enter`, `esc`, `f1`, `pgup`.
  package var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let scalar): String(Character(scalar))
    case .control(let scalar): "ctrl-" + String(Character(scalar)).lowercased()
    case .function(let number): "f\(number)"
    default: Self.named.first { $0.key == self }?.name ?? ""
    }
  }

  /// Reads ``name``; the names of keys may be in capitals, and some have a second one. `nil` for anything else.
  package init?(name: String) {
    let scalars = name.unicodeScalars
    if let scalar = scalars.first, scalars.count == 1 {
      guard !scalar.properties.isWhitespace, scalar.properties.generalCategory != .control else { return nil }
      self = .character(scalar)
      return
    }
    let folded = name.lowercased()
    if let key = (Self.named + Self.otherNames).first(where: { $0.name == folded })?.key {
      self = key
      return
    }
    if let letter = Self.letter(of: folded) {
      // The terminal sends these two as ctrl-i and ctrl-m.
      self = letter == "i" ? .tab : letter == "m" ? .enter : .control(letter)
      return
    }
    guard folded.hasPrefix("f"), let number = Int(folded.dropFirst()), (1...12).contains(number) else { return nil }
    self = .function(number)
  }

  private static let named: [(name: String, key: Key)] = [
    ("space", .character(" ")), ("enter", .enter), ("esc", .escape), ("tab", .tab), ("shift-tab", .backTab),
    ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("pgup", .pageUp), ("pgdn", .pageDown),
    ("home", .home), ("end", .end), ("backspace", .backspace), ("delete", .delete),
  ]

  private static let otherNames: [(name: String, key: Key)] = [
    ("return", .enter), ("escape", .escape), ("backtab", .backTab), ("s-tab", .backTab), ("pageup", .pageUp),
    ("page-up", .pageUp), ("pagedown", .pageDown), ("page-down", .pageDown), ("bksp", .backspace), ("del", .delete),
  ]

  /// The names of the keys that are not characters, for suggestions.
  static var names: [String] { named.map(\.name) + (1...12).map { "f\($0)" } + ["ctrl-a"] }

  /// The letter of `ctrl-l`, `c-l` or `^l`.
  private static func letter(of name: String) -> Unicode.Scalar? {
    for prefix in ["ctrl-", "ctrl+", "c-", "^"] where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count).unicodeScalars
      if let letter = rest.first, rest.count == 1, ("a"..."z").contains(letter) { return letter }
    }
    return nil
  }
}
