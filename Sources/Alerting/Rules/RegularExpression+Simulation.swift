extension RegularExpression.Program {
  /// Whether the whole text leads from the first instruction to the last.
  ///
  /// Complexity: O(instructions × characters), with the logarithm of a class's ranges where there are classes.
  func accepts(_ text: String) -> Bool {
    var scalars = text.unicodeScalars.makeIterator()
    var here = StateSet(count: instructions.count)
    var next = StateSet(count: instructions.count)
    var after = scalars.next()
    here.insert(0)
    follow(&here, before: nil, after: after)
    while let scalar = after {
      after = scalars.next()
      let folded = ignoresCase ? scalar.foldedCase : scalar
      next.removeAll()
      for state in here.states where takes(instructions[state], scalar, folded: folded) { next.insert(state + 1) }
      if next.states.isEmpty { return false }
      follow(&next, before: scalar, after: after)
      swap(&here, &next)
    }
    return here.contains(instructions.count - 1)
  }

  /// Adds what is reached from the states without a character. Complexity: O(instructions).
  private func follow(_ set: inout StateSet, before: Unicode.Scalar?, after: Unicode.Scalar?) {
    var index = 0
    while index < set.states.count {
      let state = set.states[index]
      index += 1
      switch instructions[state] {
      case .branch(let one, let other):
        set.insert(one)
        set.insert(other)
      case .jump(let target): set.insert(target)
      case .assertion(let assertion):
        if assertion.holds(before: before, after: after) { set.insert(state + 1) }
      case .scalar, .any, .set, .accept: break
      }
    }
  }

  private func takes(_ instruction: Instruction, _ scalar: Unicode.Scalar, folded: Unicode.Scalar) -> Bool {
    switch instruction {
    case .scalar(let wanted): wanted == folded
    case .any: true
    case .set(let index): sets[index].contains(scalar)
    case .assertion, .branch, .jump, .accept: false
    }
  }
}

/// A set of instructions that can be listed, extended while it is listed, and emptied at once.
private struct StateSet {
  /// In the order in which they came.
  private(set) var states: [Int] = []
  /// The round in which each came last.
  private var rounds: [Int]
  private var round = 1

  /// - Parameter count: of the instructions there are.
  init(count: Int) {
    rounds = [Int](repeating: 0, count: count)
    states.reserveCapacity(count)
  }

  func contains(_ state: Int) -> Bool { rounds[state] == round }

  mutating func insert(_ state: Int) {
    guard rounds[state] != round else { return }
    rounds[state] = round
    states.append(state)
  }

  /// Complexity: O(1).
  mutating func removeAll() {
    states.removeAll(keepingCapacity: true)
    round += 1
  }
}
