/// The FNV-1a hash (64 bits; Fowler, Noll, Vo) of some bytes of a file, and which bytes are taken.
package enum Fingerprint {
  /// Of a file's beginning, at most this many bytes.
  package static let headSize = 1024
  /// Of the bytes before an offset, at most this many.
  package static let tailSize = 256

  /// Of no bytes at all.
  package static let empty: UInt64 = 0xCBF2_9CE4_8422_2325

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 { extend(empty, with: bytes) }

  package static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

  static func extend(_ hash: UInt64, with bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}
