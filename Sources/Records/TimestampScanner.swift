import Notation

/// Reads RFC 3339 times that mostly fall on the same day as the one before.
struct TimestampScanner {
  /// The ten bytes of the day at hand, and its start in microseconds.
  private var dayLow: UInt64 = 0
  private var dayHigh: UInt16 = 0
  private var dayStart: Int64 = 0

  private static let scales: [Int64] = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1]

  /// Reads the string at `cursor`, whose first byte is the quote, and moves on behind it. `nil` if it takes the parser.
  @inline(__always)
  mutating func read(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> Int64? {
    let text = cursor + 1
    let day = (text + 8).loadUnaligned(as: UInt16.self)
    // Two digits, a colon, two digits, a colon, two digits.
    let clock = (text + 11).word ^ 0x3030_3A30_303A_3030
    let strays = ((clock &+ 0x7676_7F76_767F_7676) | clock) & 0x8080_8080_8080_8080
    let pairs = clock &* 10 &+ (clock >> 8)
    let hours = Int64(pairs & 0xFF)
    let minutes = Int64(pairs >> 24 & 0xFF)
    let seconds = Int64(pairs >> 48 & 0xFF)
    guard text.word == dayLow, day == dayHigh, text[10] == UInt8(ascii: "T"), strays == 0, hours < 24, minutes < 60,
      seconds < 60
    else { return readRare(&cursor, end: end) }

    var at = text + 19
    var fraction: Int64 = 0
    if at[0] == UInt8(ascii: ".") {
      let digits = NumberScanner.digits((at + 1).word)
      guard digits.count > 0, digits.count <= 6 else { return readRare(&cursor, end: end) }
      fraction = Int64(digits.value) * Self.scale(digits.count)
      at += 1 + digits.count
    }
    var time = dayStart + (hours * 3600 + minutes * 60 + seconds) * 1_000_000 + fraction
    if at[0] == UInt8(ascii: "Z") {
      at += 1
    } else {
      guard at < end, let offset = Self.offset(at) else { return readRare(&cursor, end: end) }
      time -= offset
      at += 6
    }
    guard at[0] == UInt8(ascii: "\"") else { return readRare(&cursor, end: end) }
    cursor = at + 1
    return time
  }

  /// The microseconds that `+hh:mm` or `-hh:mm` at `text` stands for.
  @inline(__always)
  private static func offset(_ text: UnsafeRawPointer) -> Int64? {
    guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") else { return nil }
    let clock = ((text + 1).word & 0xFF_FFFF_FFFF) ^ 0x30_303A_3030
    let strays = ((clock &+ 0x76_767F_7676) | clock) & 0x80_8080_8080
    let pairs = clock &* 10 &+ (clock >> 8)
    let hours = Int64(pairs & 0xFF)
    let minutes = Int64(pairs >> 24 & 0xFF)
    guard strays == 0, hours < 24, minutes < 60 else { return nil }
    let size = (hours * 60 + minutes) * 60_000_000
    return text[0] == UInt8(ascii: "-") ? -size : size
  }

  @inline(__always)
  private static func scale(_ digits: Int) -> Int64 { scales[digits] }

  @inline(never)
  private mutating func readRare(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> Int64? {
    let start = cursor + 1
    let count = TextScanner.length(start, end: end)
    guard count >= 0 else { return nil }
    let text = UnsafeRawBufferPointer(start: start, count: count)
    guard let instant = Instant(rfc3339: text) else { return nil }
    cursor = start + count + 1
    remember(start)
    return instant.microseconds
  }

  /// - Parameter text: begins with a date.
  private mutating func remember(_ text: UnsafeRawPointer) {
    var midnight: [UInt8] = Array("0000-00-00T00:00:00Z".utf8)
    for index in 0..<10 { midnight[index] = text[index] }
    guard let start = midnight.withUnsafeBytes({ Instant(rfc3339: $0) }) else { return }
    dayLow = text.word
    dayHigh = (text + 8).loadUnaligned(as: UInt16.self)
    dayStart = start.microseconds
  }
}
