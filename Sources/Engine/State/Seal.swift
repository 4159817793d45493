import Crypto
import Foundation

/// Checksums of stored rows: SQLite does not notice a bad sector.
enum Seal {
  /// The first eight bytes of the SHA-256 over a row's key and its content, so that neither can change unseen.
  /// Cost: about 1 ms a megabyte.
  static func of(_ key: String, _ content: some DataProtocol) -> Int64 {
    var hash = SHA256()
    hash.update(data: Array(key.utf8))
    hash.update(data: [0])
    hash.update(data: content)
    return hash.finalize().withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
  }

  static func of(_ key: String, _ content: String) -> Int64 { of(key, Array(content.utf8)) }
}

/// The store's content is not what was written.
struct StoreDamage: Error, Equatable, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}
