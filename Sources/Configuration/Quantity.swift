/// Whole numbers as people write them.
enum Quantity {
  private static let thousands: [(suffix: String, factor: Int)] = [
    ("k", 1000), ("K", 1000), ("M", 1_000_000), ("G", 1_000_000_000),
  ]
  private static let bytes: [(suffix: String, factor: Int)] = [
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ("kB", 1000), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
  ]

  /// `20000000`, `20_000_000`, `20M` or `2e7`; `nil` if the text is anything else or too large.
  static func count(_ text: String) -> Int? {
    product(text, units: thousands) ?? Double(text).flatMap(Int.init(exactly:))
  }

  /// A number of bytes: `65536`, `64KiB`, `1 MiB`, `1GB`; KiB are 1,024 bytes, kB are 1,000.
  static func byteCount(_ text: String) -> Int? { product(text, units: bytes) }

  /// The shortest exact text: `64KiB`, `1000`.
  static func byteText(_ count: Int) -> String {
    let unit = bytes.prefix(4).last { count >= $0.factor && count % $0.factor == 0 }
    return unit.map { "\(count / $0.factor)\($0.suffix)" } ?? String(count)
  }

  private static func product(_ text: String, units: [(suffix: String, factor: Int)]) -> Int? {
    let unit = units.first { text.hasSuffix($0.suffix) }
    var digits = text.dropLast(unit?.suffix.count ?? 0)
    while digits.last == " " { digits.removeLast() }
    guard let number = whole(digits) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit?.factor ?? 1)
    return overflow ? nil : product
  }

  /// An integer, single underscores between its digits left out.
  private static func whole(_ text: Substring) -> Int? {
    let groups = text.split(separator: "_", omittingEmptySubsequences: false)
    guard groups.dropFirst().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      groups.first?.utf8.last.map({ (48...57).contains($0) }) == true
    else { return nil }
    return Int(groups.joined())
  }
}
