import Records

/// A line that was set aside.
package struct DeadLetter: Equatable, Sendable {
  package var path: String
  /// Where the line begins, in bytes of the (uncompressed) content.
  package var offset: Int64
  package var defect: LineDefect
  /// The line's first bytes.
  package var head: String

  package init(path: String, offset: Int64, defect: LineDefect, head: String) {
    self.path = path
    self.offset = offset
    self.defect = defect
    self.head = head
  }
}
