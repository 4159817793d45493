/// A line that was set aside.
package struct RejectedLine {
  /// Bytes of a line that are shown.
  package static let headSize = 200

  package var defect: LineDefect
  /// Where the line begins, in bytes of the (uncompressed) file.
  package var offset: Int64
  /// The beginning of the line; valid during the call that hands it over.
  package var head: UnsafeRawBufferPointer

  /// - Parameter head: the line or its beginning; what is too much is cut off.
  package init(defect: LineDefect, offset: Int64, head: UnsafeRawBufferPointer) {
    self.defect = defect
    self.offset = offset
    self.head = UnsafeRawBufferPointer(rebasing: head.prefix(Self.headSize))
  }
}
