/// What the terminal can show.
package struct Capabilities: Hashable, Sendable {
  /// Characters beyond ASCII.
  package var isUnicode: Bool
  package var color: ColorMode

  package init(isUnicode: Bool, color: ColorMode) {
    self.isUnicode = isUnicode
    self.color = color
  }
}
