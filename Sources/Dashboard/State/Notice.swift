/// A word to the user that the next key takes away; what was refused elsewhere stays for a while.
package struct Notice: Equatable, Sendable {
  package var text: String
  package var isRefusal: Bool
  /// Seconds in which no key takes it away.
  package var hold = 0

  package init(_ text: String, isRefusal: Bool = false) {
    self.text = text
    self.isRefusal = isRefusal
  }
}
