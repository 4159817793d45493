extension RegularExpression {
  /// A nondeterministic automaton as a list of instructions. What is not a branch or a jump is followed by the next.
  struct Program: Sendable {
    enum Instruction: Sendable {
      /// One character, itself; in folded case if case does not count.
      case scalar(Unicode.Scalar)
      /// Any one character.
      case any
      /// One character of the set at this place in ``Program/sets``.
      case set(Int)
      /// No character, but a condition on where in the text this is.
      case assertion(Assertion)
      /// Goes on at both places.
      case branch(Int, Int)
      case jump(Int)
      /// The expression is through.
      case accept
    }

    /// A condition on a place between two characters.
    enum Assertion: Sendable {
      case start
      case end
      case wordBoundary
      case noWordBoundary

      /// - Parameters:
      ///   - before: the character before the place, `nil` at the text's beginning.
      ///   - after: the character after it, `nil` at the end.
      func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .start: before == nil
        case .end: after == nil
        case .wordBoundary: Self.isWord(before) != Self.isWord(after)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
        }
      }

      private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }
    }

    /// How many instructions an expression may come to.
    static let limit = 10_000

    private(set) var instructions: [Instruction] = []
    let sets: [ScalarSet]
    let ignoresCase: Bool

    /// - Parameter sets: what the instructions of the piece refer to.
    init(_ piece: Piece, sets: [ScalarSet], ignoresCase: Bool) {
      self.sets = sets
      self.ignoresCase = ignoresCase
      instructions.reserveCapacity(piece.size + 1)
      append(piece)
      instructions.append(.accept)
    }

    private mutating func append(_ piece: Piece) {
      switch piece.node {
      case .empty: break
      case .step(let instruction): instructions.append(instruction)
      case .sequence(let parts): for part in parts { append(part) }
      case .alternatives(let parts): append(alternatives: parts)
      case .repetition(let part, let counts): append(part, times: counts)
      }
    }

    private mutating func append(alternatives parts: [Piece]) {
      var jumps: [Int] = []
      for (index, part) in parts.enumerated() {
        guard index < parts.count - 1 else {
          append(part)
          break
        }
        let branch = placeholder()
        append(part)
        jumps.append(placeholder())
        instructions[branch] = .branch(branch + 1, instructions.count)
      }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func append(_ part: Piece, times counts: Counts) {
      guard let most = counts.most else {
        for _ in 0..<max(0, counts.least - 1) { append(part) }
        let start = instructions.count
        if counts.least > 0 {
          append(part)
          instructions.append(.branch(start, instructions.count + 1))
        } else {
          let branch = placeholder()
          append(part)
          instructions.append(.jump(start))
          instructions[branch] = .branch(branch + 1, instructions.count)
        }
        return
      }
      for _ in 0..<counts.least { append(part) }
      var branches: [Int] = []
      for _ in counts.least..<most {
        branches.append(placeholder())
        append(part)
      }
      for branch in branches { instructions[branch] = .branch(branch + 1, instructions.count) }
    }

    /// Makes room for an instruction whose target is known later, and returns its place.
    private mutating func placeholder() -> Int {
      instructions.append(.jump(instructions.count + 1))
      return instructions.count - 1
    }
  }

  /// A part of an expression, and how many instructions it comes to.
  struct Piece: Sendable {
    indirect enum Node: Sendable {
      /// Fits the empty text.
      case empty
      case step(Program.Instruction)
      case sequence([Piece])
      case alternatives([Piece])
      case repetition(Piece, Counts)
    }

    let node: Node
    let size: Int

    static let empty = Piece(node: .empty, size: 0)

    static func step(_ instruction: Program.Instruction) -> Piece { Piece(node: .step(instruction), size: 1) }

    static func sequence(_ parts: [Piece]) -> Piece {
      let parts = parts.filter { $0.size > 0 }
      guard let first = parts.first else { return .empty }
      return parts.count == 1 ? first : Piece(node: .sequence(parts), size: parts.reduce(0) { $0 + $1.size })
    }

    static func alternatives(_ parts: [Piece]) -> Piece {
      guard let first = parts.first else { return .empty }
      guard parts.count > 1 else { return first }
      return Piece(node: .alternatives(parts), size: parts.reduce(2 * (parts.count - 1)) { $0 + $1.size })
    }

    /// What comes to no instruction does so however often it is repeated: so the work of writing a program down is
    /// bounded by its size.
    func repeated(_ counts: Counts) -> Piece {
      let copies =
        if let most = counts.most {
          counts.least * size + (most - counts.least) * (size + 1)
        } else {
          counts.least > 0 ? counts.least * size + 1 : size + 2
        }
      return size == 0 || copies == 0 ? .empty : Piece(node: .repetition(self, counts), size: copies)
    }
  }

  /// How often something is repeated.
  struct Counts: Sendable {
    /// How large a count may be.
    static let limit = 1000

    let least: Int
    /// `nil` for any number; never below ``least``.
    let most: Int?
  }
}
