import Foundation
import Testing

@testable import Dashboard

/// Screens as readable text files in `Goldens/`. `LEEWAY_REGENERATE_GOLDENS=1 swift test --filter Golden` writes them
/// anew; look at the difference.
enum GoldenScreens {
  static let sizes = [(40, 10), (80, 24), (120, 36), (200, 60)]

  /// Holds a state against three files: the screen in every size, the same in ASCII, and its attributes in every colour
  /// mode at 120x36.
  static func expect(_ state: DashboardState, _ name: String) throws {
    try expect(text(of: state, isUnicode: true), in: name)
    try expect(text(of: state, isUnicode: false), in: name + "-ascii")
    try expect(attributes(of: state), in: name + "-attributes")
  }

  static func expect(_ text: String, in name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name).txt")
    if ProcessInfo.processInfo.environment["LEEWAY_REGENERATE_GOLDENS"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    guard text != expected else { return }
    Issue.record("\(name) differs\(firstDifference(text, expected))")
  }

  /// The first line that is not as it was.
  private static func firstDifference(_ text: String, _ expected: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<min(lines.count, wanted.count) where lines[index] != wanted[index] {
      return " in line \(index + 1); it should be\n\(wanted[index])\nand is\n\(lines[index])"
    }
    return ": it has \(lines.count) lines and should have \(wanted.count)"
  }

  private static func text(of state: DashboardState, isUnicode: Bool) -> String {
    var state = state
    var text = ""
    for (width, height) in sizes {
      _ = state.update(.resize(width: width, height: height))
      let canvas = render(state, capabilities: Capabilities(isUnicode: isUnicode, color: .indexed256))
      if !isUnicode { #expect(canvas.cells.allSatisfy { $0.base.isASCII }) }
      text += "== \(width)x\(height)\n" + canvas.text
    }
    return text
  }

  private static func attributes(of state: DashboardState) -> String {
    var state = state
    _ = state.update(.resize(width: 120, height: 36))
    var text = ""
    for mode in ColorMode.allCases {
      let canvas = render(state, capabilities: Capabilities(isUnicode: true, color: mode))
      text += "== \(mode.rawValue)\n" + canvas.attributeText(palette: Palette(mode: mode))
    }
    return text
  }
}
