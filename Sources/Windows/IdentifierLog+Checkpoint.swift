import Records

/// A log is stored as its chunks and, per checkpoint, an increment: the entries that came since the last one but do not
/// fill a chunk yet, and the changes of state of all others. So the cost of a checkpoint follows the traffic.
///
/// Increments pile up; when there are many, the chunks are written anew, a few with each checkpoint, and when that is
/// done all increments from before it began are superfluous.
extension IdentifierLog {
  private static var manyIncrements: Int { 256 }
  private static var manyBytes: Int { 4 << 20 }
  /// Share of the chunks that a checkpoint writes anew, and how many at most.
  private static var renewalSteps: Int { 64 }
  private static var renewalLimit: Int { 64 }

  private static func increments(_ kind: String) -> String { kind + ".increments" }

  /// Adds what is to be stored. To be repeated until ``changesAreSafe()``: nothing is forgotten before.
  ///
  /// - Parameter kind: chunks are stored under this kind and their number, increments under `kind.increments`.
  func changes(as kind: String, into changes: inout PartChanges) {
    var marks = progress.marks
    let tail = end >> Self.chunkBits
    func store(_ numbers: Range<Int>) {
      for number in numbers {
        guard let bytes = bytes(ofChunk: number) else { continue }
        changes.parts.append(PartChange(kind: kind, number: number, bytes: bytes))
      }
    }
    if progress.needsAll {
      store(firstChunk..<tail + 1)
      marks = LogProgress.Marks(checkpoint: marks.checkpoint, firstIncrement: marks.checkpoint + 1)
    } else {
      let firstNew = max(progress.storedEnd, first)
      let filled = firstNew >> Self.chunkBits..<tail
      store(filled)
      let new = max(firstNew, tail << Self.chunkBits)..<end
      if !new.isEmpty || !progress.changes.isEmpty {
        let bytes = bytes(of: new, changes: progress.changes)
        changes.parts.append(PartChange(kind: Self.increments(kind), number: marks.checkpoint, bytes: bytes))
        marks.increments += 1
        marks.incrementBytes += bytes.count
      }
      renew(&marks, filled: filled, store)
    }
    marks.checkpoint += 1
    changes.firstKept.append((kind, firstChunk))
    changes.firstKept.append((Self.increments(kind), marks.firstIncrement))
    progress.made(marks, end: end)
  }

  private func renew(_ marks: inout LogProgress.Marks, filled: Range<Int>, _ store: (Range<Int>) -> Void) {
    let share = count * entryWidth / 4
    if marks.renewal == nil,
      marks.increments >= Self.manyIncrements || marks.incrementBytes >= max(Self.manyBytes, share)
    {
      marks.renewal = marks.checkpoint
      marks.nextChunk = firstChunk
      marks.lastChunk = end >> Self.chunkBits
      marks.oldIncrements = progress.marks.increments
      marks.oldIncrementBytes = progress.marks.incrementBytes
    }
    guard let began = marks.renewal else { return }
    let from = max(marks.nextChunk, firstChunk)
    let step = min(Self.renewalLimit, max(4, chunkCount / Self.renewalSteps + 1))
    let to = max(from, min(from + step, marks.lastChunk + 1))
    // What was filled only now has been stored already.
    store(from..<max(from, min(to, filled.lowerBound)))
    store(max(from, filled.upperBound)..<max(from, filled.upperBound, to))
    marks.nextChunk = to
    guard to > marks.lastChunk else { return }
    marks.firstIncrement = began
    marks.increments -= marks.oldIncrements
    marks.incrementBytes -= marks.oldIncrementBytes
    marks.oldIncrements = 0
    marks.oldIncrementBytes = 0
    marks.renewal = nil
  }

  /// The last changes have been stored.
  func changesAreSafe() { progress.isSafe() }

  /// Where the log stands once the last changes are stored, for the state.
  func writeMarks(to writer: inout StateWriter) {
    writer.write(first)
    writer.write(end)
    writer.write(progress.step?.marks ?? progress.marks)
  }

  /// Goes on from what was stored. Only for an empty log.
  ///
  /// - Parameters:
  ///   - parts: all parts of the state, those of a kind in order of their numbers.
  ///   - reader: stands where ``writeMarks(to:)`` wrote.
  func restore(
    _ kind: String, from parts: StoredParts, _ reader: inout StateReader, isValid: (Entry) -> Bool
  ) throws(StateDamage) {
    let first = try reader.integer()
    let end = try reader.integer()
    let marks = try reader.logMarks()
    let chunks = parts[kind]
    let increments = parts[Self.increments(kind)]
    // Nothing but what the parts hold is made room for.
    let size = (chunks + increments).reduce(0) { $0 + $1.bytes.count }
    guard first >= 0, first <= end, end < 1 << 60, end - first <= size / entryWidth,
      end - first <= IdentifierIndex.limit
    else { throw StateDamage() }
    makeRoom(for: first..<end)
    var covered = first
    for part in chunks where part.number >= firstChunk {
      guard try takeOver(part.bytes, &covered) >> Self.chunkBits == part.number else { throw StateDamage() }
    }
    for part in increments where part.number >= marks.firstIncrement { _ = try takeOver(part.bytes, &covered) }
    guard covered == end, buildIndex(isValid: isValid) else { throw StateDamage() }
    progress.resume(marks, end: end)
  }
}
