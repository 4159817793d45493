import Alerting
import Crypto
import Foundation

extension AlertIdentity {
  /// What people call an alert by: SHA-256 over model, rule and series, each ended by the byte 0x1F, as 64 hexadecimal
  /// digits. It stays the same over episodes, restarts and machines. People give as many of the first digits as it
  /// takes.
  package var id: String {
    let parts = [model, rule, key.metric.rawValue, key.version, key.segment, key.feature ?? "", key.window]
    let digest = SHA256.hash(data: Data((parts.joined(separator: "\u{1F}") + "\u{1F}").utf8))
    return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The first eight digits of ``id``, as lists show it.
  package var shortID: String { String(id.prefix(8)) }
}
