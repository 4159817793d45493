import CNcurses
import Dashboard

/// What a terminal can send that matters here.
package enum TerminalInput: Equatable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  case resized
}

/// Turns what curses read into keys.
package enum KeyDecoder {
  /// `nil` for what the dashboard has no use for.
  package static func character(_ value: UInt32) -> TerminalInput? {
    switch value {
    case 9: return .key(.tab)
    case 10, 13: return .key(.enter)
    case 27: return .key(.escape)
    case 8, 127: return .key(.backspace)
    case 1...26:
      return Unicode.Scalar(value + 96).map { .key(.control($0)) }
    case 0..<32: return nil
    default: return Unicode.Scalar(value).map { .key(.character($0)) }
    }
  }

  package static func function(_ code: UInt32) -> TerminalInput? {
    switch Int(code) {
    case CURSES_KEY_UP: return .key(.up)
    case CURSES_KEY_DOWN: return .key(.down)
    case CURSES_KEY_LEFT: return .key(.left)
    case CURSES_KEY_RIGHT: return .key(.right)
    case CURSES_KEY_PAGE_UP: return .key(.pageUp)
    case CURSES_KEY_PAGE_DOWN: return .key(.pageDown)
    case CURSES_KEY_HOME: return .key(.home)
    case CURSES_KEY_END: return .key(.end)
    case CURSES_KEY_ENTER: return .key(.enter)
    case CURSES_KEY_BACKSPACE: return .key(.backspace)
    case CURSES_KEY_DELETE: return .key(.delete)
    case CURSES_KEY_BACK_TAB: return .key(.backTab)
    case CURSES_KEY_F0...CURSES_KEY_F0 + 63: return .key(.function(Int(code) - CURSES_KEY_F0))
    default: return nil
    }
  }
}
