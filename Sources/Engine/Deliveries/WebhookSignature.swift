import Alerting
import Crypto
import Foundation

/// The signature of the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`.
///
/// A secret is `whsec_` and the key in base64, with or without its padding; a text without the prefix is the key itself,
/// byte for byte. Several, a line each, are all signed with, so that one can take the place of another without a gap: a
/// receiver accepts any of the signatures. Where a line holds a `whsec_`, spaces separate, too; else they are the key's.
struct WebhookSignature {
  private static let prefix = "whsec_"

  private let keys: [SymmetricKey]

  /// - Parameters:
  ///   - text: one secret or several.
  ///   - secret: where it stands, for the error.
  init(_ text: String, of secret: Secret) throws(SecretError) {
    var keys: [SymmetricKey] = []
    for word in Self.words(text) {
      guard let key = Self.key(word), !key.isEmpty else {
        throw SecretError(secret, "is no base64 after \(Self.prefix)")
      }
      keys.append(SymmetricKey(data: key))
    }
    guard !keys.isEmpty else { throw SecretError(secret, "is empty") }
    self.keys = keys
  }

  /// The header `webhook-signature`: a signature for each key, with spaces between.
  ///
  /// - Parameter timestamp: as in `webhook-timestamp`, in seconds.
  func header(id: String, timestamp: Int64, body: String) -> String {
    let message = Data("\(id).\(timestamp).\(body)".utf8)
    return keys.map { key in
      "v1," + Data(HMAC<SHA256>.authenticationCode(for: message, using: key)).base64EncodedString()
    }.joined(separator: " ")
  }

  private static func words(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).flatMap { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, let last = words.last, !words.contains(where: { $0.hasPrefix(prefix) }) else {
        return words
      }
      return [line[first.startIndex..<last.endIndex]]
    }
  }

  private static func key(_ word: Substring) -> Data? {
    guard word.hasPrefix(prefix) else { return Data(word.utf8) }
    var digits = word.dropFirst(prefix.count).filter { $0 != "=" }
    digits += String(repeating: "=", count: (4 - digits.count % 4) % 4)
    return Data(base64Encoded: String(digits))
  }
}
