/// How the user is called when something turns red.
package enum NotificationWay: String, CaseIterable, Sendable {
  case none
  case bell
  /// By the desktop that the terminal is on (OSC 9), with the bell where that may not arrive.
  case desktop
}

/// What to send so that the terminal does something beside its cells.
extension TerminalFeatures {
  /// Bytes that go to the clipboard at once; more is refused by some terminals, and half a text is worse than none.
  package static let clipboardLimit = 74_994

  /// What puts a text on the clipboard; `nil` where that is not possible.
  ///
  /// OSC 52. tmux takes it for itself (`set-clipboard on`), and hands it on if it is wrapped (`allow-passthrough on`);
  /// it is sent both ways. GNU screen hands on what is wrapped, in pieces.
  package func clipboard(_ text: String) -> String? {
    guard takesCommands, text.utf8.count <= Self.clipboardLimit else { return nil }
    let command = "\u{1B}]52;c;\(base64(text.utf8))\u{07}"
    switch multiplexer {
    case nil: return command
    case .tmux: return command + Self.wrappedForTmux(command)
    case .screen: return Self.wrappedForScreen(command)
    case .either: return command + Self.wrappedForScreen(command)
    }
  }

  package func notification(_ text: String, _ way: NotificationWay) -> String {
    let bell = "\u{07}"
    switch way {
    case .none: return ""
    case .bell: return bell
    case .desktop:
      guard takesCommands else { return bell }
      // A number first would be a command of ConEmu's.
      let command = "\u{1B}]9;leeway: \(Self.printable(text, limit: 200))\u{07}"
      switch multiplexer {
      case nil: return command
      case .tmux: return bell + Self.wrappedForTmux(command)
      case .screen, .either: return bell + Self.wrappedForScreen(command)
      }
    }
  }

  /// A text without control characters, and no longer than a terminal's title should be.
  package static func printable(_ text: String, limit: Int) -> String {
    let scalars = text.unicodeScalars.lazy.filter {
      $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
    }
    return String(String.UnicodeScalarView(scalars.prefix(limit)))
  }

  private static func wrappedForTmux(_ command: String) -> String {
    var wrapped = "\u{1B}Ptmux;"
    for scalar in command.unicodeScalars {
      if scalar == "\u{1B}" { wrapped.unicodeScalars.append(scalar) }
      wrapped.unicodeScalars.append(scalar)
    }
    return wrapped + "\u{1B}\\"
  }

  /// Longer strings than this GNU screen does not take (MAXSTR is 768 or less).
  private static let screenPiece = 240

  private static func wrappedForScreen(_ command: String) -> String {
    var wrapped = ""
    var rest = command.unicodeScalars[...]
    while !rest.isEmpty {
      wrapped += "\u{1B}P" + String(String.UnicodeScalarView(rest.prefix(screenPiece))) + "\u{1B}\\"
      rest = rest.dropFirst(screenPiece)
    }
    return wrapped
  }
}

/// RFC 4648, section 4.
func base64(_ bytes: some Sequence<UInt8>) -> String {
  let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  var pending: UInt32 = 0
  var count = 0
  for byte in bytes {
    pending = pending << 8 | UInt32(byte)
    count += 1
    guard count == 3 else { continue }
    for shift in [18, 12, 6, 0] { text.append(letters[Int(pending >> UInt32(shift) & 63)]) }
    pending = 0
    count = 0
  }
  if count > 0 {
    pending <<= UInt32(8 * (3 - count))
    for index in 0..<4 {
      text.append(
        index <= count ? letters[Int(pending >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
