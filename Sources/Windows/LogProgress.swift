/// How far an ``IdentifierLog`` has been stored, and what has changed in it since.
struct LogProgress {
  /// What the next checkpoint goes on from; part of the state.
  struct Marks: Equatable {
    /// The number of the next checkpoint.
    var checkpoint = 0
    /// The first checkpoint whose increment is still needed, and how many increments there are since and of what size.
    var firstIncrement = 0
    var increments = 0
    var incrementBytes = 0
    /// The checkpoint with which the chunks began to be written anew; `nil` if they are not being so.
    var renewal: Int?
    /// The next chunk to write anew, and the last one.
    var nextChunk = 0
    var lastChunk = 0
    /// Increments from before the renewal: what it makes superfluous.
    var oldIncrements = 0
    var oldIncrementBytes = 0
  }

  /// What will be true once the last checkpoint is safe.
  struct Step {
    var marks: Marks
    var end: Int
    var changeCount: Int
    var isWhole: Bool
  }

  /// More changes than that without a checkpoint, and the next one stores everything.
  static let changeLimit = 1 << 22

  var marks = Marks()
  /// Entries before it are stored.
  var storedEnd = 0
  /// Everything is to be stored: nothing has been, or there were too many changes to note.
  var needsAll = true
  /// Position and state of changed entries, packed; not noted before there is a checkpoint to go on from.
  private(set) var changes: [UInt64] = []
  private(set) var isNoting = false
  private(set) var step: Step?

  @inline(__always)
  mutating func note(_ position: Int, _ state: UInt8) {
    guard isNoting else { return }
    changes.append(UInt64(truncatingIfNeeded: position) << 2 | UInt64(state))
    if changes.count > Self.changeLimit {
      changes = []
      isNoting = false
      needsAll = true
      step = nil
    }
  }

  /// A checkpoint has been made.
  mutating func made(_ marks: Marks, end: Int) {
    if needsAll { changes = [] }
    isNoting = true
    step = Step(marks: marks, end: end, changeCount: changes.count, isWhole: needsAll)
  }

  /// It has been stored.
  mutating func isSafe() {
    guard let step else { return }
    marks = step.marks
    storedEnd = step.end
    changes.removeFirst(min(step.changeCount, changes.count))
    if step.isWhole { needsAll = false }
    self.step = nil
  }

  /// Goes on from a checkpoint that was read back.
  mutating func resume(_ marks: Marks, end: Int) {
    self = LogProgress()
    self.marks = marks
    storedEnd = end
    needsAll = false
    isNoting = true
  }
}

extension StateWriter {
  mutating func write(_ marks: LogProgress.Marks) {
    for value in [
      marks.checkpoint, marks.firstIncrement, marks.increments, marks.incrementBytes, marks.nextChunk, marks.lastChunk,
      marks.oldIncrements, marks.oldIncrementBytes,
    ] {
      write(value)
    }
    write(marks.renewal)
  }
}

extension StateReader {
  mutating func logMarks() throws(StateDamage) -> LogProgress.Marks {
    var marks = LogProgress.Marks()
    marks.checkpoint = try integer()
    marks.firstIncrement = try integer()
    marks.increments = try integer()
    marks.incrementBytes = try integer()
    marks.nextChunk = try integer()
    marks.lastChunk = try integer()
    marks.oldIncrements = try integer()
    marks.oldIncrementBytes = try integer()
    marks.renewal = try optionalInteger()
    guard marks.checkpoint >= 0, marks.checkpoint < 1 << 62, marks.lastChunk < 1 << 62 else { throw StateDamage() }
    return marks
  }
}
