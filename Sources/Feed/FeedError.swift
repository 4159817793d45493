/// Why bytes are no message of the feed, or one that does not fit what was received before.
package struct FeedError: Error, Equatable, Sendable {
  package enum Code: String, Sendable {
    /// The bytes end before the message does.
    case truncated
    /// A number, a text or a name that cannot be.
    case malformed
    /// More than a message can hold.
    case tooLarge
    /// It builds on something that has not been received.
    case mismatch
    /// Of a version of the format that is not known here.
    case version
  }

  package var code: Code
  /// What was being read.
  package var what: String
  /// Where in the message, in bytes; `nil` where it was read well but does not fit.
  package var offset: Int?

  package init(_ code: Code, _ what: String, offset: Int? = nil) {
    self.code = code
    self.what = what
    self.offset = offset
  }

  /// `malformed: level, at byte 312`
  package var text: String { "\(code.rawValue): \(what)" + (offset.map { ", at byte \($0)" } ?? "") }
}
