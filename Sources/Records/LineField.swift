/// A value that is looked for in every line, and what becomes of it.
struct LineField {
  enum Role: UInt8 {
    /// Read over.
    case unread
    case timestamp
    case id
    /// The served or the true class.
    case outcome
    case score
    case latency
    case status
    /// Column ``LineField/column`` of the numeric features.
    case numeric
    /// Column ``LineField/column`` of the categorical features.
    case categorical
    /// Part ``LineField/column`` of the row's combination.
    case part
  }

  let role: Role
  let path: FieldPath
  let column: Int
  /// The path's components, joined by dots.
  let name: [UInt8]

  init(role: Role, path: FieldPath, column: Int = 0) {
    self.role = role
    self.path = path
    self.column = column
    name = Array(path.description.utf8)
  }
}
