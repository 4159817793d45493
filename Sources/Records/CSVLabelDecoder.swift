/// Decodes blocks of CSV records into labels. The names in the block's header are compared with the schema's paths, each
/// as a whole and to the letter; of columns with the same name the first counts.
///
/// CSV has no types. An id is the text as it stands, so that the digits of a number are the same id as that number in a
/// JSON log; a class is compared as text, as a number and as a boolean; a time is RFC 3339 or a Unix time; `true` and
/// `false` are business figures too. Nothing at all and `null`, in any capitals, are a missing value.
package struct CSVLabelDecoder: Sendable {
  private let schema: LabelSchema
  private let idName, valueName: String
  private let timestampName: String?
  private let kpiNames: [String]
  private let outcome: LineField.Role
  private let classes: CSVClasses

  package init(schema: LabelSchema) {
    self.schema = schema
    idName = schema.id.description
    valueName = schema.value.description
    timestampName = schema.timestamp?.description
    kpiNames = schema.kpis.map(\.path.description)
    outcome = LineField.Role(outcomeOf: schema.task)
    classes = CSVClasses(schema.task.names)
  }

  /// Appends the block's records to the batch; what cannot be read is handed to `reject`, in the order of the file.
  ///
  /// - Parameter batch: has a column for each of the schema's business figures.
  /// - Returns: how many records there are, bad ones too. Blank lines do not count.
  package func decode(_ block: LineBlock, into batch: inout LabelBatch, reject: (RejectedLine) -> Void) -> Int {
    let bytes = block.content
    if block.isOverlong {
      reject(RejectedLine(defect: LineDefect(.lineTooLong), offset: block.start, head: Self.head(of: bytes)))
      return 1
    }
    let header = block.header ?? []
    let columns = Columns(
      id: header.firstIndex(of: idName) ?? -1, value: header.firstIndex(of: valueName) ?? -1,
      timestamp: timestampName.flatMap(header.firstIndex) ?? -1, kpis: kpiNames.map { header.firstIndex(of: $0) ?? -1 },
      count: header.count)
    var scanner = CSVScanner(bytes, separator: block.separator)
    var count = 0
    while scanner.position < bytes.count {
      let start = scanner.position
      if scanner.passesBlankLine() { continue }
      count += 1
      do throws(LineDefect) {
        try decode(&scanner, columns, into: &batch)
      } catch {
        let record = UnsafeRawBufferPointer(rebasing: bytes[start..<scanner.position])
        reject(RejectedLine(defect: error, offset: block.start + Int64(start), head: Self.head(of: record)))
      }
    }
    return count
  }

  /// Where the values stand among the fields of a record; -1 for nowhere.
  private struct Columns {
    var id, value, timestamp: Int
    var kpis: [Int]
    var count: Int
  }

  /// Reads one record to its end, whatever is wrong with it.
  @inline(__always)
  private func decode(
    _ scanner: inout CSVScanner, _ columns: Columns, into batch: inout LabelBatch
  ) throws(LineDefect) {
    let missing = CSVScanner.Field(start: 0, end: 0, hasDoubledQuotes: false, ending: .separator)
    var (id, value, timestamp) = (missing, missing, missing)
    let start = scanner.position
    var index = 0
    var hasMore = false
    while true {
      let field = scanner.nextField()
      if field.isMalformed {
        scanner.position = scanner.firstLineEnd(from: start) ?? scanner.bytes.count
        throw LineDefect(.notCSV)
      }
      if index == columns.id { id = field }
      if index == columns.value { value = field }
      if index == columns.timestamp { timestamp = field }
      if index >= columns.count, field.count > 0 { hasMore = true }
      if field.ending != .separator { break }
      index += 1
    }
    if hasMore { throw LineDefect(.notCSV) }
    let hash = try identifier(id, scanner)
    let outcome = try outcome(value, scanner)
    let moment = try instant(timestamp, scanner)
    batch.offsets.append(UInt32(truncatingIfNeeded: start))
    batch.ids.append(hash)
    batch.outcomes.append(outcome)
    batch.timestamps.append(moment)
    if !kpiNames.isEmpty { Self.appendFigures(scanner, from: start, columns.kpis, to: &batch) }
  }

  /// Appends the business figures of the record that begins at `start`. In a pass of its own, so that files without
  /// figures do not pay for them.
  @inline(never)
  private static func appendFigures(
    _ scanner: CSVScanner, from start: Int, _ columns: [Int], to batch: inout LabelBatch
  ) {
    let row = batch.count - 1
    for kpi in columns.indices { batch.kpis[kpi].append(.nan) }
    var scanner = scanner
    scanner.position = start
    var ending = CSVScanner.Ending.separator
    var index = 0
    while ending == .separator {
      let field = scanner.nextField()
      for kpi in columns.indices where columns[kpi] == index {
        batch.kpis[kpi][row] = CSVValue.figure(scanner.content(of: field))
      }
      ending = field.ending
      index += 1
    }
  }

  private func identifier(_ field: CSVScanner.Field, _ scanner: CSVScanner) throws(LineDefect) -> IdentifierHash {
    let content = scanner.content(of: field)
    if CSVValue.isAbsent(content) { throw LineDefect(.missingField, field: idName) }
    guard CSVValue.isUTF8(content) else { throw LineDefect(.invalidUTF8) }
    guard field.hasDoubledQuotes else { return IdentifierHash(content) }
    return scanner.unescaped(field).withUnsafeBytes { IdentifierHash($0) }
  }

  private func outcome(_ field: CSVScanner.Field, _ scanner: CSVScanner) throws(LineDefect) -> Double {
    let content = scanner.content(of: field)
    if CSVValue.isAbsent(content) { throw LineDefect(.missingField, field: valueName) }
    guard CSVValue.isUTF8(content) else { throw LineDefect(.invalidUTF8) }
    if outcome == .outcomeNumber {
      if let number = CSVValue.number(content) { return number }
      throw LineDefect(CSVValue.isNotFinite(content) ? .notFinite : .wrongType, field: valueName)
    }
    let number =
      field.hasDoubledQuotes
      ? scanner.unescaped(field).withUnsafeBytes { classes.number(of: $0) } : classes.number(of: content)
    guard let number else { throw LineDefect(.notFinite, field: valueName) }
    if outcome == .outcome { return number == 0 ? 1 : 0 }
    return Double(number < 0 ? Int(RecordBatch.Served.other) : number)
  }

  private func instant(_ field: CSVScanner.Field, _ scanner: CSVScanner) throws(LineDefect) -> Int64 {
    guard let timestampName else { return .min }
    let content = scanner.content(of: field)
    if CSVValue.isAbsent(content) { throw LineDefect(.missingField, field: timestampName) }
    guard let instant = CSVValue.instant(content) else { throw LineDefect(.badTimestamp, field: timestampName) }
    return instant.microseconds
  }

  /// Without the line end.
  private static func head(of record: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = record.count
    if end > 0, record[end - 1] == CSVText.lineFeed { end -= 1 }
    if end > 0, record[end - 1] == CSVText.carriageReturn { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: record[0..<end])
  }
}
