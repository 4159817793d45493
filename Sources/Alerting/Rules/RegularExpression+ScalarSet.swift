extension RegularExpression {
  /// A class of characters.
  struct ScalarSet: Sendable {
    /// Apart from each other, in order.
    private let ranges: [ClosedRange<UInt32>]
    /// Whether all other characters are meant.
    private let isNegated: Bool
    private let ignoresCase: Bool

    init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false, ignoresCase: Bool = false) {
      self.ranges = Self.merged(ranges)
      self.isNegated = isNegated
      self.ignoresCase = ignoresCase
    }

    /// Complexity: O(log ranges).
    func contains(_ scalar: Unicode.Scalar) -> Bool {
      let isListed = lists(scalar) || (ignoresCase && scalar.caseVariants.contains(where: lists))
      return isListed != isNegated
    }

    private func lists(_ scalar: Unicode.Scalar) -> Bool {
      var low = 0
      var high = ranges.count
      while low < high {
        let middle = (low + high) / 2
        if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
      }
      return low < ranges.count && ranges[low].lowerBound <= scalar.value
    }

    /// `\d`
    static let digit = ScalarSet([range("0", "9")])
    /// `\w`
    static let word = ScalarSet([range("0", "9"), range("A", "Z"), range("_", "_"), range("a", "z")])
    /// `\s`: tab, line feed, form feed, carriage return and space.
    static let space = ScalarSet([range("\t", "\n"), range("\u{c}", "\r"), range(" ", " ")])

    /// What `\d` and its like stand for; `nil` for another letter.
    static func named(_ letter: Unicode.Scalar) -> ScalarSet? {
      switch letter {
      case "d": digit
      case "D": digit.negated
      case "w": word
      case "W": word.negated
      case "s": space
      case "S": space.negated
      default: nil
      }
    }

    private var negated: ScalarSet { ScalarSet(ranges, isNegated: !isNegated, ignoresCase: ignoresCase) }

    /// What the set contains, negation resolved and case counting.
    var members: [ClosedRange<UInt32>] {
      guard isNegated else { return ranges }
      var members: [ClosedRange<UInt32>] = []
      var start: UInt32 = 0
      for range in ranges {
        if range.lowerBound > start { members.append(start...(range.lowerBound - 1)) }
        start = range.upperBound + 1
      }
      if start <= Self.last { members.append(start...Self.last) }
      return members
    }

    /// The last code point of Unicode.
    private static let last: UInt32 = 0x10_ffff

    private static func range(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> ClosedRange<UInt32> {
      first.value...last.value
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
      var merged: [ClosedRange<UInt32>] = []
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let previous = merged.last, range.lowerBound <= previous.upperBound {
          merged[merged.count - 1] = previous.lowerBound...max(previous.upperBound, range.upperBound)
        } else {
          merged.append(range)
        }
      }
      return merged
    }
  }
}
