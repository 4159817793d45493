/// A key as the dashboard knows it, whatever the terminal sends for it.
package enum Key: Hashable, Sendable {
  case character(Unicode.Scalar)
  /// Held together with Ctrl; the letter is lower case.
  case control(Unicode.Scalar)
  case up
  case down
  case left
  case right
  case pageUp
  case pageDown
  case home
  case end
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case delete
  case function(Int)

  /// The key's name in the footer and in the help.
  package func name(glyphs: Glyphs) -> String {
    switch self {
    case .character(" "): "space"
    case .character(let scalar): String(Character(scalar))
    case .control(let scalar): "^" + String(Character(scalar)).uppercased()
    case .up: glyphs.isUnicode ? "↑" : "up"
    case .down: glyphs.isUnicode ? "↓" : "down"
    case .left: glyphs.isUnicode ? "←" : "left"
    case .right: glyphs.isUnicode ? "→" : "right"
    case .pageUp: "pgup"
    case .pageDown: "pgdn"
    case .home: "home"
    case .end: "end"
    case .enter: "enter"
    case .escape: "esc"
    case .tab: "tab"
    case .backTab: "S-tab"
    case .backspace: "bksp"
    case .delete: "del"
    case .function(let number): "F\(number)"
    }
  }
}
