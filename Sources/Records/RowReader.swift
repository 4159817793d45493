import CSimdjson

/// Turns lines into rows of a ``RowStage``: what record and label decoders have in common.
///
/// Each line is first read by a shape that earlier lines had, which costs a third of a full parse or less; whatever such
/// a shape cannot settle goes to the parser, whose word is final. Owns a parser: used by one thread at a time.
struct RowReader: ~Copyable {
  /// What is looked for, those that a row cannot do without first; a parsed line's defect is that of the first at fault.
  let fields: [LineField]
  /// The first class: of a binary task the positive one.
  let positive: ClassName
  let classes: ClassNames
  /// What the served or true value is: one of two classes, of several, or a number.
  let outcome: LineField.Role
  let categoryCount: Int
  /// One per categorical feature.
  let categories: UnsafeMutablePointer<TextCodes>
  var combinations: CombinationNumbers
  var stage: RowStage

  /// What the scanner knows of the lines so far.
  var shapes = ShapeCache()
  var timestamps = TimestampScanner()
  /// The fields without their paths, which would be counted references in the loop over them.
  private let targets: [(role: LineField.Role, column: Int)]
  private let parser: LineDecoder
  private let statusSlot: Int?

  /// - Parameters:
  ///   - partCount: the parts of a row's combination.
  ///   - vocabularies: one per categorical feature.
  init(fields: [LineField], task: PredictionTask, partCount: Int, vocabularies: [Vocabulary]) {
    self.fields = fields
    positive = ClassName(task.names.first ?? "")
    classes = ClassNames(task.names)
    outcome = LineField.Role(outcomeOf: task)
    categoryCount = vocabularies.count
    categories = .allocate(capacity: max(1, vocabularies.count))
    for (index, vocabulary) in vocabularies.enumerated() {
      (categories + index).initialize(to: TextCodes(vocabulary))
    }
    combinations = CombinationNumbers(partCount: partCount)
    stage = RowStage(columns: RowStage.Columns(of: fields))
    targets = fields.map { ($0.role, $0.column) }
    parser = LineDecoder(paths: fields.map(\.path))
    statusSlot = fields.firstIndex { $0.role == .status }
  }

  deinit {
    categories.deinitialize(count: categoryCount)
    categories.deallocate()
  }

  /// Reads the lines of a block, and returns how many there are that are not blank, bad ones too.
  ///
  /// - Parameter flush: takes the committed rows out of the stage.
  mutating func read(_ block: LineBlock, flush: (inout RowStage) -> Void, reject: (RejectedLine) -> Void) -> Int {
    if block.isOverlong {
      reject(RejectedLine(defect: LineDefect(.lineTooLong), offset: block.start, head: block.content))
      return 1
    }
    var lines = BlockLines(block.content)
    var count = 0
    while let line = lines.nextLine() {
      count += 1
      stage.offsets[stage.count] = UInt32(truncatingIfNeeded: line.position)
      do throws(LineDefect) {
        try readLine(line.bytes)
      } catch {
        reject(RejectedLine(defect: error, offset: block.start + Int64(line.position), head: line.bytes))
      }
      if stage.isFull { flush(&stage) }
    }
    flush(&stage)
    return count
  }

  /// Adds the row of a line. Throws the line's defect and adds nothing.
  @inline(__always)
  private mutating func readLine(_ line: UnsafeRawBufferPointer) throws(LineDefect) {
    var isStrange = true
    var index = 0
    while index < shapes.count {
      let outcome = scan(line, as: shapes[index], at: stage.count)
      if outcome.invalidValues >= 0 {
        stage.commit(invalidValues: outcome.invalidValues)
        shapes.use(index)
        return
      }
      if outcome == .takesParser {
        isStrange = false
        break
      }
      index += 1
    }
    try parse(line, isStrange: isStrange)
  }

  /// - Parameter isStrange: whether the line has none of the shapes that are known.
  @inline(never)
  private mutating func parse(_ line: UnsafeRawBufferPointer, isStrange: Bool) throws(LineDefect) {
    let invalidValues = try store(try parser.decode(line), at: stage.count)
    if isStrange, shapes.startsLearning() { learn(line, invalidValues: invalidValues) }
    stage.commit(invalidValues: invalidValues)
  }

  /// Learns the shape of the line that was parsed into the row at hand, if it reads the line exactly as the parser did.
  private mutating func learn(_ line: UnsafeRawBufferPointer, invalidValues: Int) {
    guard var shape = ShapeLearner.shape(of: line, fields: fields) else {
      shapes.backOff()
      return
    }
    let outcome = scan(line, as: &shape, at: stage.count + 1)
    if outcome.invalidValues == invalidValues, stage.isSameRow(stage.count, stage.count + 1) {
      shapes.keep(shape)
    } else {
      shape.deallocate()
      shapes.backOff()
    }
  }

  /// Writes a row and returns how many of its values were taken for null because they could not be read.
  private mutating func store(
    _ values: UnsafeBufferPointer<leeway_value>, at row: Int
  ) throws(LineDefect) -> Int {
    let failed = statusSlot.map { values[$0].isFailure } ?? false
    stage.failed[row] = failed
    var invalidValues = 0
    var hasClassScores = false
    for slot in 0..<targets.count {
      let (role, column) = targets[slot]
      let value = values[slot]
      let isExcused = failed && value.isAbsent
      var isUnreadable = false
      switch role {
      case .timestamp: stage.timestamps[row] = try value.instant(field: fields[slot].path)
      case .id: stage.ids[row] = try value.identifier(field: fields[slot].path)
      case .outcome where isExcused, .outcomeClass where isExcused:
        stage.served[row] = RecordBatch.Served.nothing
      case .outcomeNumber where isExcused:
        stage.served[row] = RecordBatch.Served.nothing
        stage.scores[row] = .nan
      case .outcome:
        guard let isPositive = positive.matches(value) else { throw value.defect(field: fields[slot].path) }
        stage.served[row] = isPositive ? RecordBatch.Served.positive : RecordBatch.Served.negative
      case .outcomeClass:
        guard let number = classes.number(of: value) else { throw value.defect(field: fields[slot].path) }
        stage.served[row] = number
      case .outcomeNumber:
        stage.scores[row] = try value.finiteNumber(field: fields[slot].path)
        stage.served[row] = RecordBatch.Served.positive
      case .score: stage.scores[row] = isExcused ? .nan : try value.probability(field: fields[slot].path)
      case .latency:
        let latency = value.isNumber ? Self.microseconds(milliseconds: value.number) : -1
        stage.latencies[row] = latency
        isUnreadable = latency < 0
      case .numeric:
        stage.numeric[column * RowStage.stride + row] = value.isNumber ? value.number : .nan
        isUnreadable = !value.isNumber
      case .categorical:
        let code = value.withText { categories[column].code(of: $0) }
        stage.categorical[column * RowStage.stride + row] = code ?? Vocabulary.missing
        isUnreadable = code == nil
      case .part:
        let code = value.withText { combinations.code(of: $0, part: column) }
        combinations.codes[column] = code ?? CombinationNumbers.missing
        isUnreadable = code == nil
      case .classScores: hasClassScores = hasClassScores || !value.isAbsent
      case .classScore:
        let score = value.isNumber ? try value.probability(field: fields[slot].path) : .nan
        stage.classScores[column * RowStage.stride + row] = score
        hasClassScores = hasClassScores || !value.isAbsent
      case .override:
        stage.overridden[row] = !value.isAbsent && value.isKind != LEEWAY_FALSE
        stage.overrides[row] = override(value)
      case .kpi:
        let figure = value.figure
        stage.kpis[column * RowStage.stride + row] = figure ?? .nan
        isUnreadable = figure == nil
      case .status, .unread: break
      }
      if isUnreadable, !value.isAbsent { invalidValues += 1 }
    }
    if stage.columns.classScores > 0, !settleScores(row), hasClassScores { invalidValues += 1 }
    stage.combinations[row] = combinations.number()
    return invalidValues
  }

  /// The class or number that is served instead; NaN for a value that says nothing of it.
  private func override(_ value: leeway_value) -> Double {
    if value.isNumber { return override(value.number) }
    guard value.isKind == LEEWAY_STRING else { return .nan }
    return override(text: value.bytes)
  }

  /// Sets a row's score to that of its served class. False, and no scores at all, if those of some classes are not
  /// there.
  @inline(never)
  func settleScores(_ row: Int) -> Bool {
    let count = stage.columns.classScores
    var isWhole = true
    for number in 0..<count where stage.classScores[number &* RowStage.stride &+ row].isNaN { isWhole = false }
    if !isWhole {
      for number in 0..<count { stage.classScores[number &* RowStage.stride &+ row] = .nan }
    }
    let served = Int(stage.served[row])
    stage.scores[row] = served < count ? stage.classScores[served &* RowStage.stride &+ row] : .nan
    return isWhole
  }

  /// A latency in whole microseconds; negative if it is none.
  @inline(__always)
  static func microseconds(milliseconds: Double) -> Int64 {
    guard milliseconds >= 0, milliseconds < 1e12 else { return -1 }
    return Int64((milliseconds * 1000).rounded())
  }
}
