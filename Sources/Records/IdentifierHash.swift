/// A request id as 128 bits, so that a false join of a label to a prediction is practically impossible.
///
/// SipHash-2-4 with 128-bit output under a fixed key (Aumasson & Bernstein, "SipHash: a fast short-input PRF", 2012).
/// An id written as a number and the same digits as text are the same id.
package struct IdentifierHash: Hashable, Sendable {
  package var low: UInt64
  package var high: UInt64

  package init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  package init(_ bytes: UnsafeRawBufferPointer) {
    var state = SipState()
    var index = 0
    while index + 8 <= bytes.count {
      state.absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    var shift: UInt64 = 0
    while index < bytes.count {
      last |= UInt64(bytes[index]) << shift
      shift += 8
      index += 1
    }
    state.absorb(last)
    (low, high) = state.finish()
  }

  package init(_ text: String) {
    var text = text
    self = text.withUTF8 { IdentifierHash(UnsafeRawBufferPointer($0)) }
  }
}

private struct SipState {
  private static let key: (UInt64, UInt64) = (0x6c65_6577_6179_2e69, 0x6465_6e74_6974_792e)

  private var v0 = key.0 ^ 0x736f_6d65_7073_6575
  private var v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
  private var v2 = key.0 ^ 0x6c79_6765_6e65_7261
  private var v3 = key.1 ^ 0x7465_6462_7974_6573

  mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  mutating func finish() -> (low: UInt64, high: UInt64) {
    v2 ^= 0xee
    for _ in 0..<4 { round() }
    let low = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    for _ in 0..<4 { round() }
    return (low, v0 ^ v1 ^ v2 ^ v3)
  }

  private mutating func round() {
    v0 = v0 &+ v1
    v2 = v2 &+ v3
    v1 = rotated(v1, 13) ^ v0
    v3 = rotated(v3, 16) ^ v2
    v0 = rotated(v0, 32)
    v2 = v2 &+ v1
    v0 = v0 &+ v3
    v1 = rotated(v1, 17) ^ v2
    v3 = rotated(v3, 21) ^ v0
    v2 = rotated(v2, 32)
  }

  private func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
}
