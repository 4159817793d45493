import Notation
import Readings

/// The view as a file.
extension DashboardState {
  /// A name for the file of the view on show, without an extension: `leeway-credit-risk-performance-20260302T1430`.
  var exportName: String {
    let time = snapshot.map { time in
      let day = time.time.dateText.filter { $0 != "-" }
      let clock = time.time.clockText.filter { $0 != ":" }
      return "\(day)T\(clock)"
    }
    let model = snapshot.map { Self.fileName($0.model) } ?? ""
    return ["leeway", model, screen.rawValue, time ?? ""].filter { !$0.isEmpty }.joined(separator: "-")
  }

  /// The view in the format that the path's extension names: JSON for `.json`, else text.
  func export(to path: String) -> ViewExport {
    let isJSON = path.lowercased().hasSuffix(".json")
    return ViewExport(path: path, contents: isJSON ? jsonText() : screenText())
  }

  /// The screen as it stands, with the model and the time above it in full.
  private func screenText() -> String {
    var state = self
    state.dialog = nil
    state.prompt = nil
    state.notice = nil
    state.isHelpOpen = false
    let heading = snapshot.map { "model \(LineEditor($0.model).text)  time \($0.time.rfc3339)\n" } ?? ""
    return heading + plainText(of: state, isUnicode: true)
  }

  /// A name without what a file system or a shell takes for something else; at most 60 characters.
  private static func fileName(_ text: String) -> String {
    let kept = text.unicodeScalars.map { scalar -> Character in
      let isSafe =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "."
      return isSafe ? Character(scalar) : "-"
    }
    let name = String(kept.prefix(60)).split(separator: "-").joined(separator: "-")
    return String(name.drop { $0 == "." || $0 == "-" })
  }
}
