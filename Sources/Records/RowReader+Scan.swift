import Notation

/// Reading a line by its shape: compare what must be the same, read what differs straight into the columns.
extension RowReader {
  /// What came of a line: how many of its values were taken for null because they could not be read, or why it was not
  /// read.
  struct Outcome: Equatable {
    var invalidValues: Int

    /// The line has another shape.
    static let otherShape = Outcome(invalidValues: -1)
    /// Only the parser can tell, whatever the line's shape: an escape, a number past the ordinary, a text that is new, a
    /// required value that is missing.
    static let takesParser = Outcome(invalidValues: -2)
  }

  /// Writes the row of a line, if the line has the shape and every byte of it is in order. Anything else leaves nothing
  /// but unfinished values at `row`.
  @inline(__always)
  mutating func scan(
    _ line: UnsafeRawBufferPointer, as shape: UnsafeMutablePointer<LineShape>, at row: Int
  ) -> Outcome {
    guard var cursor = line.baseAddress else { return .otherShape }
    let end = cursor + line.count
    var start = cursor
    var invalidValues = 0
    var failed = false
    var lacksOutcome = false
    var lacksScore = false
    var hasClassScores = false
    var next = shape.pointee.steps.baseAddress
    let last = next.map { $0 + shape.pointee.steps.count }

    while let step = next, step != last {
      next = step + 1
      if step.pointee.isRepeated {
        cursor = start
      } else {
        guard step.pointee.literal.stands(at: cursor, end: end) else { return .otherShape }
        cursor += step.pointee.literal.count
        guard cursor < end else { return .otherShape }
        start = cursor
      }
      let isText = cursor[0] == UInt8(ascii: "\"")
      switch step.pointee.role {
      case .unread:
        if isText {
          guard TextScanner.skip(&cursor, end: end) else { return .takesParser }
        } else if NumberScanner.read(&cursor, end: end) == nil {
          guard OtherValue.read(&cursor, end: end) != nil else { return Self.refusal(start) }
        }
      case .numeric:
        var value = Double.nan
        if let number = NumberScanner.read(&cursor, end: end) {
          value = number
        } else {
          guard let other = OtherValue.read(&cursor, end: end) else { return Self.refusal(start) }
          invalidValues += other == .null ? 0 : 1
        }
        stage.numeric[step.pointee.column &* RowStage.stride &+ row] = value
      case .categorical:
        let column = step.pointee.column
        var code = Vocabulary.missing
        if isText {
          let count = TextScanner.length(cursor + 1, end: end)
          guard count >= 0 else { return .takesParser }
          code = Self.code(of: cursor + 1, count: count, in: categories + column)
          cursor += count + 2
        } else {
          guard let other = Self.otherCode(&cursor, end: end, in: categories + column) else {
            return Self.refusal(start)
          }
          code = other
        }
        guard code != ShortTextIndex.none else { return .takesParser }
        stage.categorical[column &* RowStage.stride &+ row] = code
      case .part:
        let part = step.pointee.column
        var code = Vocabulary.missing
        if isText {
          let count = TextScanner.length(cursor + 1, end: end)
          guard count >= 0 else { return .takesParser }
          code = Self.code(of: cursor + 1, count: count, in: combinations.parts + part)
          cursor += count + 2
        } else {
          guard let other = Self.otherCode(&cursor, end: end, in: combinations.parts + part) else {
            return Self.refusal(start)
          }
          code = other
        }
        guard code != ShortTextIndex.none else { return .takesParser }
        combinations.codes[part] = CombinationNumbers.partCode(code)
      case .timestamp:
        if isText {
          guard let time = timestamps.read(&cursor, end: end) else { return .takesParser }
          stage.timestamps[row] = time
        } else {
          guard let number = NumberScanner.read(&cursor, end: end), let time = Instant(unixTime: number) else {
            return Self.refusal(start)
          }
          stage.timestamps[row] = time.microseconds
        }
      case .id:
        if isText {
          let count = TextScanner.length(cursor + 1, end: end)
          guard count >= 0 else { return .takesParser }
          stage.ids[row] = IdentifierHash(UnsafeRawBufferPointer(start: cursor + 1, count: count))
          cursor += count + 2
        } else {
          guard let number = NumberScanner.number(at: cursor, end: end), number.isPlainInteger else {
            return Self.refusal(start)
          }
          stage.ids[row] = IdentifierHash(UnsafeRawBufferPointer(start: cursor, count: number.count))
          cursor += number.count
        }
      case .outcome:
        var isPositive = false
        if isText {
          let count = TextScanner.length(cursor + 1, end: end)
          guard count >= 0 else { return .takesParser }
          isPositive = positive.isEqual(UnsafeRawBufferPointer(start: cursor + 1, count: count))
          cursor += count + 2
        } else if let number = NumberScanner.read(&cursor, end: end) {
          isPositive = number == positive.number
        } else {
          switch OtherValue.read(&cursor, end: end) {
          case .yes: isPositive = positive.truth == true
          case .no: isPositive = positive.truth == false
          case .null: lacksOutcome = true
          case .text, nil: return Self.refusal(start)
          }
        }
        stage.served[row] = isPositive ? RecordBatch.Served.positive : RecordBatch.Served.negative
      case .score:
        var score = Double.nan
        if let number = NumberScanner.read(&cursor, end: end) {
          guard number >= 0, number <= 1 else { return .takesParser }
          score = number
        } else {
          guard OtherValue.read(&cursor, end: end) == .null else { return Self.refusal(start) }
          lacksScore = true
        }
        stage.scores[row] = score
      case .latency:
        var latency: Int64 = -1
        if let number = NumberScanner.read(&cursor, end: end) {
          latency = Self.microseconds(milliseconds: number)
          invalidValues += latency < 0 ? 1 : 0
        } else {
          guard let other = OtherValue.read(&cursor, end: end) else { return Self.refusal(start) }
          invalidValues += other == .null ? 0 : 1
        }
        stage.latencies[row] = latency
      case .status:
        if isText {
          let count = TextScanner.length(cursor + 1, end: end)
          guard count >= 0 else { return .takesParser }
          let isOK = count == 2 && cursor[1] == UInt8(ascii: "o") && cursor[2] == UInt8(ascii: "k")
          failed = !isOK && StatusText.isFailure(UnsafeRawBufferPointer(start: cursor + 1, count: count))
          cursor += count + 2
        } else if let number = NumberScanner.read(&cursor, end: end) {
          failed = number >= 400
        } else {
          guard let other = OtherValue.read(&cursor, end: end) else { return Self.refusal(start) }
          failed = other == .no
        }
        stage.failed[row] = failed
      case .outcomeClass, .outcomeNumber, .classScores, .classScore, .override, .kpi:
        let found = scanRare(&cursor, end: end, role: step.pointee.role, column: step.pointee.column, row: row)
        guard found != .refused else { return Self.refusal(start) }
        lacksOutcome = lacksOutcome || found.contains(.noOutcome)
        hasClassScores = hasClassScores || found.contains(.classScores)
        invalidValues += found.contains(.invalid) ? 1 : 0
      }
    }

    guard cursor <= end, shape.pointee.end.stands(at: cursor, end: end), cursor + shape.pointee.end.count == end else {
      return .otherShape
    }
    for field in shape.pointee.fixed {
      switch field.role {
      case .outcome, .outcomeClass: lacksOutcome = true
      case .outcomeNumber:
        stage.scores[row] = .nan
        lacksOutcome = true
      case .score:
        stage.scores[row] = .nan
        lacksScore = true
      case .classScores: hasClassScores = hasClassScores || field.isPresent
      case .override:
        stage.overridden[row] = field.isPresent
        stage.overrides[row] = .nan
      default: clear(field.role, column: field.column, row: row)
      }
    }
    guard failed || !(lacksOutcome || lacksScore) else { return .takesParser }
    if lacksOutcome { stage.served[row] = RecordBatch.Served.nothing }
    if stage.columns.classScores > 0, !settleScores(row), hasClassScores { invalidValues += 1 }
    stage.combinations[row] = combinations.number()
    return Outcome(invalidValues: invalidValues)
  }

  /// What to make of a value that could not be read.
  private static func refusal(_ value: UnsafeRawPointer) -> Outcome {
    value[0] == UInt8(ascii: "{") || value[0] == UInt8(ascii: "[") ? .otherShape : .takesParser
  }

  /// What a row has in a column whose field is not in its line.
  private func clear(_ role: LineField.Role, column: Int, row: Int) {
    switch role {
    case .numeric: stage.numeric[column * RowStage.stride + row] = .nan
    case .categorical: stage.categorical[column * RowStage.stride + row] = Vocabulary.missing
    case .part: combinations.codes[column] = CombinationNumbers.missing
    case .latency: stage.latencies[row] = -1
    case .status: stage.failed[row] = false
    case .classScore: stage.classScores[column * RowStage.stride + row] = .nan
    case .kpi: stage.kpis[column * RowStage.stride + row] = .nan
    case .unread, .timestamp, .id, .outcome, .outcomeClass, .outcomeNumber, .score, .classScores, .override: break
    }
  }

  @inline(__always)
  private static func code(
    of text: UnsafeRawPointer, count: Int, in codes: UnsafeMutablePointer<TextCodes>
  ) -> Int32 {
    let (low, high) = TextScanner.words(text, count: count)
    return codes.pointee.knownCode(of: UnsafeRawBufferPointer(start: text, count: count), low: low, high: high)
  }
}
