/// The label counts of every pane for which labels may still come, part by part.
final class LabelPanes {
  private final class Pane {
    /// Index into `rows` by part; −1 where there is none.
    var rowOfPart: [Int32] = []
    var rows: [(part: Int, counts: RankedCounts)] = []

    func row(of part: Int, wordCount: Int) -> Int {
      if part < rowOfPart.count, rowOfPart[part] >= 0 { return Int(rowOfPart[part]) }
      if part >= rowOfPart.count {
        rowOfPart += Array(repeating: -1, count: part + 1 - rowOfPart.count)
      }
      rowOfPart[part] = Int32(truncatingIfNeeded: rows.count)
      rows.append((part, RankedCounts(wordCount: wordCount)))
      return rows.count - 1
    }
  }

  private let wordCount: Int
  private var panes: [Int: Pane] = [:]
  /// Panes whose stored counts are out of date, and those that the last checkpoint brought up to date.
  private var changed: Set<Int> = []
  private var storing: Set<Int> = []
  /// The pane that was changed last, as long as it is among `changed`.
  private var last: (number: Int, pane: Pane)?

  /// - Parameter width: of a row of label counts.
  init(width: Int) {
    wordCount = (width + 63) / 64
  }

  private func changing(_ pane: Int) -> Pane {
    if let last, last.number == pane { return last.pane }
    let found = panes[pane] ?? Pane()
    panes[pane] = found
    changed.insert(pane)
    last = (pane, found)
    return found
  }

  func add(_ row: LabelRow, pane: Int, part: Int) {
    let pane = changing(pane)
    let index = pane.row(of: part, wordCount: wordCount)
    pane.rows[index].counts.add(row)
  }

  func add(_ amount: Int64, at position: Int, pane: Int, part: Int) {
    let pane = changing(pane)
    let index = pane.row(of: part, wordCount: wordCount)
    pane.rows[index].counts.add(amount, at: position)
  }

  func forEachPart(of pane: Int, _ body: (_ part: Int, RankedCounts) -> Void) {
    guard let pane = panes[pane] else { return }
    for (part, counts) in pane.rows { body(part, counts) }
  }

  func removeAll(before pane: Int) {
    last = nil
    for old in panes.keys.filter({ $0 < pane }) {
      panes[old] = nil
      changed.remove(old)
    }
  }

  /// Panes that are held.
  var held: [Int] { panes.keys.sorted() }

  // MARK: - State

  func changes(as kind: String, into changes: inout PartChanges) {
    changed.formUnion(storing)
    storing = changed
    changed = []
    last = nil
    for number in storing.sorted() {
      guard panes[number] != nil else { continue }
      changes.parts.append(PartChange(kind: kind, number: number, bytes: bytes(of: number)))
    }
    changes.firstKept.append((kind, panes.keys.min() ?? .max))
  }

  func changesAreSafe() { storing = [] }

  /// A pane's counts as the state keeps them: part by part the mask, then the values.
  func bytes(of pane: Int) -> [UInt8] {
    var writer = StateWriter()
    writer.write((panes[pane]?.rows ?? []).sorted { $0.part < $1.part }) { writer, row in
      writer.write(row.part)
      for word in row.counts.mask { writer.writeFixed(word) }
      for value in row.counts.values { writer.write(value) }
    }
    return writer.bytes
  }

  /// - Parameters:
  ///   - partCount: how many parts of cells there are.
  ///   - width: of a row of label counts.
  func restore(_ parts: [PartChange], partCount: Int, width: Int) throws(StateDamage) {
    for part in parts {
      var reader = StateReader(part.bytes)
      let pane = Pane()
      for _ in 0..<(try reader.count()) {
        let number = try reader.integer()
        var mask: [UInt64] = []
        for _ in 0..<wordCount { mask.append(try reader.fixed()) }
        var values: [Int64] = []
        for _ in 0..<mask.reduce(0, { $0 + $1.nonzeroBitCount }) { values.append(try reader.signed()) }
        let isInWidth = width & 63 == 0 || (mask.last ?? 0) >> UInt64(width & 63) == 0
        guard number >= 0, number < partCount, isInWidth, let counts = RankedCounts(mask: mask, values: values) else {
          throw StateDamage()
        }
        pane.rows[pane.row(of: number, wordCount: wordCount)].counts = counts
      }
      guard reader.isAtEnd else { throw StateDamage() }
      panes[part.number] = pane
    }
  }
}
