import CZlib

/// Bytes in zlib's format (RFC 1950), at a speed that does not hold up the engine.
enum Deflate {
  private static let level: Int32 = 3

  static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    var length = compressBound(UInt(bytes.count))
    var code: Int32 = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      code = compress2(buffer.baseAddress, &length, bytes, UInt(bytes.count), level)
      count = code == Z_OK ? Int(length) : 0
    }
    guard code == Z_OK else { throw StoreDamage("zlib cannot compress (code \(code))") }
    return output
  }

  /// - Parameter limit: bytes at most; more is damage, since nothing so large is ever written.
  static func expanded(_ bytes: [UInt8], limit: Int = 1 << 30) throws -> [UInt8] {
    var room = max(1 << 12, min(limit, bytes.count * 8))
    while true {
      var length = UInt(room)
      var code: Int32 = Z_OK
      let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        code = uncompress(buffer.baseAddress, &length, bytes, UInt(bytes.count))
        count = code == Z_OK ? Int(length) : 0
      }
      if code == Z_OK { return output }
      guard code == Z_BUF_ERROR, room < limit else { throw StoreDamage("compressed data do not expand") }
      room = min(limit, room * 4)
    }
  }
}
