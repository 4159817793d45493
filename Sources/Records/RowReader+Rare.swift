/// Reading the values that not every log has: several classes and their scores, served numbers, overrides, business
/// figures. Apart from the others, so that the loop over a line's values stays small.
extension RowReader {
  /// What there is to know of such a value besides what was written to its column.
  struct RareValue: OptionSet {
    let rawValue: UInt8

    /// A required value is missing.
    static let noOutcome = RareValue(rawValue: 1)
    /// Something stands where a class's score, or the object of all of them, is looked for.
    static let classScores = RareValue(rawValue: 2)
    /// Taken for null, since it could not be read.
    static let invalid = RareValue(rawValue: 4)
    /// Not read.
    static let refused = RareValue(rawValue: 8)
  }

  @inline(never)
  func scanRare(
    _ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, role: LineField.Role, column: Int, row: Int
  ) -> RareValue {
    switch role {
    case .outcomeClass: scanClass(&cursor, end: end, row: row)
    case .outcomeNumber: scanOutcome(&cursor, end: end, row: row)
    case .classScore: scanClassScore(&cursor, end: end, value: column &* RowStage.stride &+ row)
    case .kpi: scanFigure(&cursor, end: end, value: column &* RowStage.stride &+ row)
    case .classScores: scanPresence(&cursor, end: end).map { $0 == .null ? [] : .classScores } ?? .refused
    case .override: scanOverride(&cursor, end: end, row: row)
    default: .refused
    }
  }

  @inline(__always)
  private func scanClass(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, row: Int) -> RareValue {
    if cursor[0] == UInt8(ascii: "\"") {
      let count = TextScanner.length(cursor + 1, end: end)
      guard count >= 0 else { return .refused }
      stage.served[row] = classes.number(ofText: cursor + 1, count: count)
      cursor += count + 2
    } else if let number = NumberScanner.read(&cursor, end: end) {
      stage.served[row] = classes.number(of: number)
    } else {
      switch OtherValue.read(&cursor, end: end) {
      case .yes: stage.served[row] = classes.number(of: 1)
      case .no: stage.served[row] = classes.number(of: 0)
      case .null: return .noOutcome
      case .text, nil: return .refused
      }
    }
    return []
  }

  @inline(__always)
  private func scanOutcome(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, row: Int) -> RareValue {
    stage.served[row] = RecordBatch.Served.positive
    stage.scores[row] = .nan
    if let number = NumberScanner.read(&cursor, end: end) {
      stage.scores[row] = number
      return []
    }
    return OtherValue.read(&cursor, end: end) == .null ? .noOutcome : .refused
  }

  @inline(__always)
  private func scanClassScore(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, value: Int) -> RareValue {
    if let number = NumberScanner.read(&cursor, end: end) {
      guard number >= 0, number <= 1 else { return .refused }
      stage.classScores[value] = number
      return .classScores
    }
    stage.classScores[value] = .nan
    return OtherValue.read(&cursor, end: end).map { $0 == .null ? [] : .classScores } ?? .refused
  }

  private func scanFigure(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, value: Int) -> RareValue {
    if let number = NumberScanner.read(&cursor, end: end) {
      stage.kpis[value] = number
      return []
    }
    stage.kpis[value] = .nan
    switch OtherValue.read(&cursor, end: end) {
    case .yes: stage.kpis[value] = 1
    case .no: stage.kpis[value] = 0
    case .text: return .invalid
    case .null: break
    case nil: return .refused
    }
    return []
  }

  private func scanOverride(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, row: Int) -> RareValue {
    stage.overridden[row] = true
    stage.overrides[row] = .nan
    if cursor[0] == UInt8(ascii: "\"") {
      let count = TextScanner.length(cursor + 1, end: end)
      guard count >= 0 else { return .refused }
      stage.overrides[row] = override(text: UnsafeRawBufferPointer(start: cursor + 1, count: count))
      cursor += count + 2
    } else if let number = NumberScanner.read(&cursor, end: end) {
      stage.overrides[row] = override(number)
    } else {
      guard let value = OtherValue.read(&cursor, end: end) else { return .refused }
      stage.overridden[row] = value == .yes
    }
    return []
  }

  /// What a number says was served instead.
  func override(_ number: Double) -> Double {
    switch outcome {
    case .outcomeNumber: number
    case .outcomeClass: Double(classes.number(of: number))
    default: number == positive.number ? 1 : 0
    }
  }

  /// What a text says was served instead; NaN where numbers are.
  func override(text: UnsafeRawBufferPointer) -> Double {
    switch outcome {
    case .outcomeNumber: .nan
    case .outcomeClass: Double(classes.number(ofText: text))
    default: positive.isEqual(text) ? 1 : 0
    }
  }

  /// Reads over a value of which only counts what it is not; a number counts as `true`.
  private func scanPresence(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> OtherValue? {
    NumberScanner.read(&cursor, end: end) == nil ? OtherValue.read(&cursor, end: end) : .yes
  }
}
