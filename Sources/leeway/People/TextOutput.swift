import Dashboard
import Foundation
import Notation
import Readings

/// How text for people is laid out on standard output.
struct TextOutput {
  /// Columns of the terminal; `nil` where lines may be as long as they want: in a file or a pipe.
  var width: Int?
  var isColoured: Bool
  var glyphs: Glyphs

  /// - Parameter ascii: whether only ASCII is to be used.
  static func standard(ascii: Bool) -> TextOutput {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    var width = environment["COLUMNS"].flatMap(Int.init)
    if width == nil, isTerminal {
      var size = winsize()
      if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { width = Int(size.ws_col) }
    }
    let isColoured = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    return TextOutput(
      width: width.map { min(max($0, 40), 1000) }, isColoured: isColoured, glyphs: Glyphs(isUnicode: !ascii))
  }

  /// `▲ RED`, in its colour where there are colours.
  func text(_ level: Level) -> StyledText {
    StyledText("\(glyphs.symbol(level)) \(level.word)", colour: Self.colour(level))
  }

  func render(_ text: StyledText) -> String {
    guard isColoured, let colour = text.colour else { return text.text }
    return "\u{1B}[\(colour)m\(text.text)\u{1B}[0m"
  }

  /// ECMA-48 colours that a terminal's own palette decides about.
  private static func colour(_ level: Level) -> Int? {
    switch level {
    case .green: 32
    case .yellow, .nodata: 33
    case .red, .error: 31
    case .insufficient: nil
    }
  }
}

/// A text that a terminal shows in a colour.
struct StyledText: Equatable {
  var text: String
  /// Parameter of SGR; `nil` for the terminal's own.
  var colour: Int?

  init(_ text: String, colour: Int? = nil) {
    self.text = text
    self.colour = colour
  }
}

/// What people and other programs have written, made safe for a terminal: control characters, with which it could be
/// steered, become `·`.
///
/// - Parameter keepsLines: whether line ends and tabs stay.
func printable(_ text: String, keepsLines: Bool = false) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        if keepsLines, scalar == "\n" || scalar == "\t" { return scalar }
        let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        let isDirection = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        return isControl || isDirection ? "·" : scalar
      }))
}
