/// A value that is looked for in every line, and what becomes of it.
struct LineField {
  enum Role: UInt8 {
    /// Read over.
    case unread
    case timestamp
    case id
    /// The served or the true class of two: the positive one or another.
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
    /// The served or the true class of several.
    case outcomeClass
    /// The served or the true number.
    case outcomeNumber
    /// The object that holds a score for each class.
    case classScores
    /// The score of class ``LineField/column``.
    case classScore
    /// What a person served in place of the prediction.
    case override
    /// Column ``LineField/column`` of the business figures.
    case kpi

    /// What the served or true value of a task is.
    init(outcomeOf task: PredictionTask) {
      switch task {
      case .binary: self = .outcome
      case .multiclass: self = .outcomeClass
      case .regression: self = .outcomeNumber
      }
    }

    /// An object or array in the value's place says all there is to know, whatever is in it.
    var takesContainers: Bool { self == .classScores || self == .override }
  }

  let role: Role
  let path: FieldPath
  let column: Int
  /// The path's components, joined by dots.
  let name: [UInt8]
  /// Where components end in ``name``; empty if every dot in it parts two of them.
  private let ends: [Int]

  init(role: Role, path: FieldPath, column: Int = 0) {
    self.role = role
    self.path = path
    self.column = column
    name = Array(path.description.utf8)
    var end = -1
    let ends = path.components.map { component in
      end += 1 + component.utf8.count
      return end
    }
    self.ends = path.components.contains { $0.utf8.contains(UInt8(ascii: ".")) } ? ends : []
  }

  /// Whether the parser finds the field under these names, of which each is one component or several joined by dots.
  ///
  /// - Parameter names: make up ``name`` when they are joined by dots.
  func isFound(under names: [[UInt8]]) -> Bool {
    let count = path.components.count
    guard count <= LineDecoder.mostJoined || names.count == count || names.count == 1 else { return false }
    guard !ends.isEmpty else { return true }
    var end = -1
    return names.allSatisfy { name in
      end += 1 + name.count
      return ends.contains(end)
    }
  }
}
