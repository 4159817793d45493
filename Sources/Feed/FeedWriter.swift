import Readings

/// Writes the body of a message: numbers as short as they are, every text once.
package struct FeedWriter {
  package private(set) var bytes: [UInt8] = []
  /// The series that the message names get their numbers here.
  private(set) var table: SeriesTable
  private var texts: [String: Int] = [:]
  private var lastSeries = 0
  private var lastKey: SeriesKey?
  private var lastTime: Int64 = 0
  private var lastSpan: Int64 = 0
  private var lastStep: Int64 = 0
  private var lastPoint: Int64 = 0

  init(table: SeriesTable) {
    self.table = table
  }

  mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  /// Seven bits a byte, lowest first.
  mutating func unsigned(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Small in both directions from 0.
  mutating func signed(_ number: Int64) { unsigned(UInt64(bitPattern: (number << 1) ^ (number >> 63))) }

  mutating func count(_ count: Int) { unsigned(UInt64(count)) }

  /// Bit by bit, so that every value survives.
  mutating func bits(_ number: Double) {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func bits(_ number: Float) {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Its number among the message's texts, which the first time is followed by the text.
  mutating func text(_ text: String) {
    if let number = texts[text] {
      count(number)
      return
    }
    count(texts.count)
    texts[text] = texts.count
    count(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// As a distance from the one before.
  mutating func series(_ key: SeriesKey) {
    if key == lastKey {
      signed(0)
      return
    }
    lastKey = key
    let number = table.number(of: key)
    signed(Int64(number - lastSeries))
    lastSeries = number
  }

  /// As a distance from the one before, in microseconds.
  mutating func time(_ microseconds: Int64) {
    signed(microseconds &- lastTime)
    lastTime = microseconds
  }

  /// A length of time that is often that of the one before, in microseconds.
  mutating func span(_ microseconds: Int64) {
    signed(microseconds &- lastSpan)
    lastSpan = microseconds
  }

  /// As how much its distance from the point before differs from the distance before that, in microseconds.
  mutating func step(_ microseconds: Int64) {
    let step = microseconds &- lastPoint
    signed(step &- lastStep)
    lastStep = step
    lastPoint = microseconds
  }
}
