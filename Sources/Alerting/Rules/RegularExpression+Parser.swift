extension RegularExpression {
  /// Reads an expression: alternatives of sequences of repeated atoms.
  struct Parser {
    /// How deep groups may be nested; the parser calls itself for each.
    private static let deepest = 100

    private let scalars: [Unicode.Scalar]
    private let ignoresCase: Bool
    private var index = 0
    private var depth = 0
    private var sets: [ScalarSet] = []

    private init(_ pattern: String) {
      scalars = Array(pattern.unicodeScalars)
      let mark = Array("(?i)".unicodeScalars)
      ignoresCase = scalars.starts(with: mark)
      if ignoresCase { index = mark.count }
    }

    static func program(of pattern: String) throws(RegularExpressionError) -> Program {
      guard pattern.unicodeScalars.count <= longestPattern else {
        throw RegularExpressionError("it is longer than \(longestPattern) characters")
      }
      var parser = Parser(pattern)
      let piece = try parser.alternatives()
      guard parser.index == parser.scalars.count else {
        throw parser.error("the ')'", "closes no group; the character itself is \\)", at: parser.index)
      }
      return Program(piece, sets: parser.sets, ignoresCase: parser.ignoresCase)
    }

    /// As far as the end, or the parenthesis that closes the group.
    private mutating func alternatives() throws(RegularExpressionError) -> Piece {
      let start = index
      var parts = [try sequence()]
      while take("|") { parts.append(try sequence()) }
      return try bounded(.alternatives(parts), at: start)
    }

    private mutating func sequence() throws(RegularExpressionError) -> Piece {
      let start = index
      var parts: [Piece] = []
      while let scalar = next, scalar != "|", scalar != ")" {
        let start = index
        let atom = try self.atom()
        guard let counts = try self.counts() else {
          parts.append(atom)
          continue
        }
        parts.append(try bounded(atom.repeated(counts), at: start))
      }
      return try bounded(.sequence(parts), at: start)
    }

    private func bounded(_ piece: Piece, at start: Int) throws(RegularExpressionError) -> Piece {
      guard piece.size <= Program.limit else {
        throw error(
          "with its repetitions written out, what begins", "comes to more than \(Program.limit) steps", at: start)
      }
      return piece
    }

    private mutating func atom() throws(RegularExpressionError) -> Piece {
      let start = index
      guard let scalar = next else { return .empty }
      index += 1
      switch scalar {
      case "(": return try group(at: start)
      case "[":
        guard let set = try scalarClass(at: start) else { throw error("the '['", "is never closed", at: start) }
        return step(set)
      case ".": return .step(.any)
      case "^": return .step(.assertion(.start))
      case "$": return .step(.assertion(.end))
      case "\\": return try escape(at: start)
      case "*", "+", "?", "{":
        let hint = scalar == "*" ? "any text is .*, the character itself \\*" : "the character itself is \\\(scalar)"
        throw error("the '\(scalar)'", "has nothing before it to repeat; \(hint)", at: start)
      default: return literal(scalar)
      }
    }

    private mutating func group(at start: Int) throws(RegularExpressionError) -> Piece {
      if take("?"), !take(":") {
        if take("i"), take(")") { throw error("'(?i)'", "has to be the expression's beginning", at: start) }
        let shown = next.map(Self.shown) ?? ""
        throw error("'(?\(shown)'", "is not supported; groups are ( ) and (?: )", at: start)
      }
      depth += 1
      guard depth <= Self.deepest else {
        throw error("the '('", "is nested more than \(Self.deepest) deep", at: start)
      }
      let piece = try alternatives()
      guard take(")") else { throw error("the '('", "is never closed", at: start) }
      depth -= 1
      return piece
    }

    private mutating func escape(at start: Int) throws(RegularExpressionError) -> Piece {
      let scalar = try escaped(at: start)
      if let set = ScalarSet.named(scalar) { return step(set) }
      switch scalar {
      case "b": return .step(.assertion(.wordBoundary))
      case "B": return .step(.assertion(.noWordBoundary))
      default: return literal(try literal(escaped: scalar, at: start))
      }
    }

    private func literal(_ scalar: Unicode.Scalar) -> Piece {
      .step(.scalar(ignoresCase ? scalar.foldedCase : scalar))
    }

    private mutating func step(_ set: ScalarSet) -> Piece {
      sets.append(set)
      return .step(.set(sets.count - 1))
    }
  }
}

// MARK: - Repetitions

extension RegularExpression.Parser {
  /// How often what has just been read is repeated; `nil` if there is no repetition.
  private mutating func counts() throws(RegularExpressionError) -> RegularExpression.Counts? {
    let start = index
    guard let counts = try repetition(at: start) else { return nil }
    _ = take("?")
    if let scalar = next, "*+?{".unicodeScalars.contains(scalar) {
      throw error("the '\(scalar)'", "repeats a repetition; that needs a group in between, as in (a+)*", at: index)
    }
    return counts
  }

  private mutating func repetition(at start: Int) throws(RegularExpressionError) -> RegularExpression.Counts? {
    if take("*") { return RegularExpression.Counts(least: 0, most: nil) }
    if take("+") { return RegularExpression.Counts(least: 1, most: nil) }
    if take("?") { return RegularExpression.Counts(least: 0, most: 1) }
    guard take("{") else { return nil }
    let least = number()
    let hasComma = take(",")
    let most = hasComma ? number() : least
    guard let least, take("}") else {
      throw error(
        "the '{'", "begins no repetition such as {2}, {2,} or {2,5}; the character itself is \\{", at: start)
    }
    guard max(least, most ?? 0) <= RegularExpression.Counts.limit else {
      throw error("the '{'", "asks for more than \(RegularExpression.Counts.limit) times", at: start)
    }
    guard least <= most ?? least else { throw error("{\(least),\(most ?? 0)}", "runs backwards", at: start) }
    return RegularExpression.Counts(least: least, most: most)
  }

  /// What is beyond all limits may come out too small, yet beyond them.
  private mutating func number() -> Int? {
    var number: Int?
    while let scalar = next, "0"..."9" ~= scalar {
      index += 1
      number = min((number ?? 0) * 10 + Int(scalar.value - 48), 1_000_000)
    }
    return number
  }
}

// MARK: - Classes

extension RegularExpression.Parser {
  /// What follows a `[`; `nil` if it is never closed.
  private mutating func scalarClass(at start: Int) throws(RegularExpressionError) -> RegularExpression.ScalarSet? {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = next {
      if scalar == "]", !isFirst {
        index += 1
        return RegularExpression.ScalarSet(ranges, isNegated: isNegated, ignoresCase: ignoresCase)
      }
      isFirst = false
      ranges += try classItem()
    }
    return nil
  }

  /// A character, a range of them, or `\d` and its like.
  private mutating func classItem() throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
    let start = index
    let first: Unicode.Scalar
    switch try classMember() {
    case .set(let set): return set.members
    case .scalar(let scalar): first = scalar
    }
    guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else { return [first.value...first.value] }
    index += 1
    guard case .scalar(let last) = try classMember() else {
      throw error("the range", "has to end in a character", at: start)
    }
    guard first <= last else {
      throw error("the range '\(Self.shown(first))-\(Self.shown(last))'", "runs backwards", at: start)
    }
    return [first.value...last.value]
  }

  private enum ClassMember {
    case scalar(Unicode.Scalar)
    case set(RegularExpression.ScalarSet)
  }

  private mutating func classMember() throws(RegularExpressionError) -> ClassMember {
    let start = index
    guard let scalar = next else { throw error("the class", "is never closed", at: start) }
    index += 1
    if scalar == "[", let mark = next, ":.=".unicodeScalars.contains(mark) {
      throw error("'[\(mark)'", "is not supported; in a class a '[' before '\(mark)' is written \\[", at: start)
    }
    guard scalar == "\\" else { return .scalar(scalar) }
    let name = try escaped(at: start)
    if let set = RegularExpression.ScalarSet.named(name) { return .set(set) }
    return .scalar(try literal(escaped: name, at: start))
  }
}

// MARK: - Characters

extension RegularExpression.Parser {
  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  /// What follows a backslash.
  private mutating func escaped(at start: Int) throws(RegularExpressionError) -> Unicode.Scalar {
    guard let scalar = next else { throw error("the '\\'", "has nothing after it", at: start) }
    index += 1
    return scalar
  }

  /// The character that is meant by `\.` or `\t`.
  private func literal(escaped scalar: Unicode.Scalar, at start: Int) throws(RegularExpressionError) -> Unicode.Scalar {
    switch scalar {
    case "t": return "\t"
    case "n": return "\n"
    case "r": return "\r"
    case "0"..."9", "A"..."Z", "a"..."z":
      let remedy = "1"..."9" ~= scalar ? "; there are no back-references" : ""
      throw error("'\\\(scalar)'", "is not supported\(remedy)", at: start)
    default:
      guard scalar.isASCII else {
        throw error("'\\\(Self.shown(scalar))'", "is not supported; the character needs no backslash", at: start)
      }
      return scalar
    }
  }

  private func error(_ subject: String, _ problem: String, at index: Int) -> RegularExpressionError {
    RegularExpressionError("\(subject) at character \(index + 1) \(problem)")
  }

  /// The character, or its number where it cannot be seen.
  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .nonspacingMark, .enclosingMark, .paragraphSeparator, .privateUse,
      .spacingMark, .surrogate, .unassigned:
      "U+" + String(scalar.value, radix: 16, uppercase: true)
    default: String(scalar)
    }
  }
}
