/// Writing YAML scalars.
enum YAMLText {
  /// Words that YAML 1.1 reads as something other than text.
  private static let reserved: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "y", "n", "null",
  ]

  /// The text as a scalar that reads back as itself: plain where that is safe, else in double quotes.
  static func scalar(_ text: String) -> String {
    let bytes = text.utf8
    let isPlain =
      bytes.first.map { isLetter($0) || "_/".utf8.contains($0) } == true
      && bytes.allSatisfy { isLetter($0) || isDigit($0) || "_-./".utf8.contains($0) }
      && !reserved.contains(text.lowercased())
    return isPlain ? text : quoted(text)
  }

  /// The text in double quotes, escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF
          || scalar.value == 0x2028 || scalar.value == 0x2029
        {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// `[a, b]`
  static func list(_ texts: [String]) -> String {
    "[" + texts.map(scalar).joined(separator: ", ") + "]"
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
