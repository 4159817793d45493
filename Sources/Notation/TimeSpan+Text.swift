extension TimeSpan {
  /// Reads `250ms`, `90s`, `5m`, `1h30m`, `7d`, `2w`, or `0`; `nil` if the text is anything else.
  package init?(_ text: String) {
    if text == "0" {
      self = .zero
      return
    }
    var total: Int64 = 0
    var digits: Int64?
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    while let character = rest.first {
      if let digit = character.wholeNumberValue, character.isASCII {
        let (product, overflow) = (digits ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, product < 1_000_000_000_000 else { return nil }
        digits = product + Int64(digit)
        rest.removeFirst()
        continue
      }
      guard let count = digits, let unit = Self.unit(at: rest) else { return nil }
      let (length, overflow) = count.multipliedReportingOverflow(by: unit.microseconds)
      let (sum, sumOverflow) = total.addingReportingOverflow(length)
      guard !overflow, !sumOverflow else { return nil }
      total = sum
      digits = nil
      rest.removeFirst(unit.name.count)
    }
    guard digits == nil else { return nil }
    self.init(microseconds: total)
  }

  /// The shortest exact text: `5m`, `1h30m`, `1d`, `250ms`; `0` for nothing.
  package var text: String {
    guard microseconds != 0 else { return "0" }
    var rest = abs(microseconds)
    var text = microseconds < 0 ? "-" : ""
    for unit in Self.units.dropFirst() where rest >= unit.microseconds {
      text += String(rest / unit.microseconds) + unit.name
      rest %= unit.microseconds
    }
    return text
  }

  /// One or two units, rounded down, for people: `36s`, `20m`, `1h58m`, `3d4h`.
  package var roughText: String {
    let seconds = max(0, microseconds / 1_000_000)
    func pair(_ large: Int64, _ largeName: String, _ small: Int64, _ smallName: String) -> String {
      small == 0 ? "\(large)\(largeName)" : "\(large)\(largeName)\(small)\(smallName)"
    }
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60)m"
    case ..<86_400: return pair(seconds / 3600, "h", seconds % 3600 / 60, "m")
    default: return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
    }
  }

  /// Longest first, as they are written; `w` is read but never written.
  private static let units: [(name: String, microseconds: Int64)] = [
    ("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1000), ("us", 1),
  ]

  /// The unit that the text begins with: the longest name that fits, so that `ms` is not read as `m`.
  private static func unit(at text: Substring) -> (name: String, microseconds: Int64)? {
    units.filter { text.hasPrefix($0.name) }.max { $0.name.count < $1.name.count }
  }
}
