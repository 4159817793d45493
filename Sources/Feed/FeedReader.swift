import Notation
import Readings

/// Reads what ``FeedWriter`` writes. Never past the end, never more into memory than a small multiple of the bytes;
/// whatever cannot be is an error that says what and where.
package struct FeedReader {
  private let bytes: [UInt8]
  package private(set) var offset: Int
  /// The series by number.
  private let table: [SeriesKey]
  /// What is being read, for errors.
  var what = "message"
  private var texts: [String] = []
  private var lastSeries = 0
  private var lastTime: Int64 = 0
  private var lastSpan: Int64 = 0
  private var lastStep: Int64 = 0
  private var lastPoint: Int64 = 0

  init(_ bytes: [UInt8], from offset: Int = 0, table: [SeriesKey]) {
    self.bytes = bytes
    self.offset = offset
    self.table = table
  }

  var isAtEnd: Bool { offset == bytes.count }

  func error(_ code: FeedError.Code) -> FeedError { FeedError(code, what, offset: offset) }

  mutating func byte() throws(FeedError) -> UInt8 {
    guard offset < bytes.count else { throw error(.truncated) }
    offset += 1
    return bytes[offset - 1]
  }

  mutating func unsigned() throws(FeedError) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      let part = UInt64(byte & 0x7F)
      guard shift < 63 || (shift == 63 && part <= 1) else { throw error(.malformed) }
      number |= part << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }

  mutating func signed() throws(FeedError) -> Int64 {
    let number = try unsigned()
    return Int64(bitPattern: (number >> 1) ^ (0 &- (number & 1)))
  }

  /// How many things follow, each of which takes at least one byte.
  mutating func count() throws(FeedError) -> Int {
    let number = try unsigned()
    guard number <= UInt64(bytes.count - offset) else { throw error(.truncated) }
    return Int(number)
  }

  mutating func double() throws(FeedError) -> Double { Double(bitPattern: try fixed(UInt64.self)) }

  mutating func float() throws(FeedError) -> Float { Float(bitPattern: try fixed(UInt32.self)) }

  private mutating func fixed<Number: FixedWidthInteger>(_ type: Number.Type) throws(FeedError) -> Number {
    let size = MemoryLayout<Number>.size
    guard bytes.count - offset >= size else { throw error(.truncated) }
    let number = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    offset += size
    return Number(littleEndian: number)
  }

  mutating func text() throws(FeedError) -> String {
    let number = try unsigned()
    if number < UInt64(texts.count) { return texts[Int(number)] }
    guard number == UInt64(texts.count) else { throw error(.malformed) }
    let length = try count()
    guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else {
      throw error(.malformed)
    }
    offset += length
    texts.append(text)
    return text
  }

  mutating func series() throws(FeedError) -> SeriesKey {
    let (number, overflow) = Int64(lastSeries).addingReportingOverflow(try signed())
    guard !overflow, number >= 0, number < table.count else { throw error(.mismatch) }
    lastSeries = Int(number)
    return table[lastSeries]
  }

  mutating func time() throws(FeedError) -> Instant {
    lastTime = lastTime &+ (try signed())
    return Self.instant(lastTime)
  }

  mutating func step() throws(FeedError) -> Instant {
    lastStep = lastStep &+ (try signed())
    lastPoint = lastPoint &+ lastStep
    return Self.instant(lastPoint)
  }

  /// The time so long before the one that was read last, which is the beginning of a window.
  mutating func timeBefore() throws(FeedError) -> Instant {
    lastSpan = lastSpan &+ (try signed())
    return Self.instant(lastTime &- lastSpan)
  }

  /// Kept within what can be reckoned with: no sum or difference of such times and lengths overflows.
  private static func instant(_ microseconds: Int64) -> Instant {
    Instant(microseconds: min(max(microseconds, Instant.distantPast.microseconds), Instant.distantFuture.microseconds))
  }

  /// A length of time, kept within a thousand years.
  mutating func length() throws(FeedError) -> TimeSpan {
    let most = TimeSpan.days(365_000).microseconds
    return TimeSpan(microseconds: min(max(try signed(), -most), most))
  }
}
