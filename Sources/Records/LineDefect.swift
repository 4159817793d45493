/// Why a line was set aside.
package struct LineDefect: Equatable, Sendable, Error {
  /// Counted under this name in summaries.
  package enum Reason: String, CaseIterable, Sendable {
    case notJSON = "not_json"
    case truncated = "truncated"
    case invalidUTF8 = "invalid_utf8"
    case notObject = "not_object"
    /// A CSV record whose quotes do not pair, or with more fields than the header.
    case notCSV = "not_csv"
    case lineTooLong = "line_too_long"
    /// A required field is absent or null.
    case missingField = "missing_field"
    /// A required field has a type that cannot be read.
    case wrongType = "wrong_type"
    /// A required number is NaN or infinite.
    case notFinite = "not_finite"
    /// A score outside 0…1.
    case outOfRange = "out_of_range"
    /// A time that is neither RFC 3339 nor a Unix time.
    case badTimestamp = "bad_timestamp"
    /// A time further ahead of the file's last change than clocks go wrong by a little.
    case inTheFuture = "in_the_future"
  }

  package var reason: Reason
  /// The field at fault, where one is.
  package var field: String?

  package init(_ reason: Reason, field: String? = nil) {
    self.reason = reason
    self.field = field
  }
}
