/// Text in which nothing is taken for markup: `&`, `<` and `>` as Slack asks for them.
enum SlackText {
  /// - Parameter limit: in UTF-16 units after escaping; what is cut off leaves an ellipsis, and no half of an escape.
  static func escaped(_ text: String, limit: Int) -> String {
    var units = text.unicodeScalars.map { escape($0) }
    if units.reduce(0, { $0 + $1.utf16.count }) > limit {
      var length = 1
      var kept = 0
      while kept < units.count, length + units[kept].utf16.count <= limit {
        length += units[kept].utf16.count
        kept += 1
      }
      units = units.prefix(kept) + ["…"]
    }
    return units.joined()
  }

  /// A link with the text `label`, which is not escaped.
  static func link(_ url: String, label: String) -> String {
    let target = url.unicodeScalars.map { scalar in
      switch scalar {
      case "|": "%7C"
      case "<": "%3C"
      case ">": "%3E"
      case "&": "&amp;"
      default: String(scalar)
      }
    }
    return "<\(target.joined())|\(label)>"
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: String(scalar)
    }
  }
}
