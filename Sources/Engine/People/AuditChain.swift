import Alerting
import Crypto
import Foundation
import Notation

/// The audit log: entries that are only ever added, each with the hash of the one before it, so that none can be
/// changed, taken out or moved without every later one showing it.
///
/// The line of an entry is the JSON object `{"sequence":n,"previous":"…","entry":{…}}` without a line end; its hash is the
/// SHA-256 of the line's bytes, in 64 hexadecimal digits. `previous` is the hash of the line before it, 64 zeros for the
/// first. The head, count and hash of the newest entry, is stored in the transaction that adds it: it shows what is cut
/// off at the end. Against somebody who rewrites the whole file only a head helps that was noted elsewhere.
package enum AuditChain {
  /// How many entries there are, and the hash of the newest.
  package struct Head: Codable, Equatable, Sendable, CustomStringConvertible {
    package var count: Int
    package var hash: String

    /// Of an empty log.
    package static let none = Head(count: 0, hash: String(repeating: "0", count: 64))

    package init(count: Int, hash: String) {
      self.count = count
      self.hash = hash
    }

    /// Reads `12:9f86d0…`, as ``description`` writes it; `nil` for anything else.
    package init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let count = Int(parts[0]), count >= 0, parts[1].count == 64,
        parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit })
      else { return nil }
      self.init(count: count, hash: parts[1].lowercased())
    }

    package var description: String { "\(count):\(hash)" }
  }

  /// An entry in its place.
  package struct Link: Equatable, Sendable {
    /// From 1.
    package var sequence: Int
    /// SHA-256 of the line.
    package var hash: String
    /// As it is stored and exported, without a line end.
    package var line: String

    package var head: Head { Head(count: sequence, hash: hash) }
  }

  static func link(_ entry: AuditEntry, after head: Head) -> Link {
    var json = JSONText()
    json.object { json in
      json.field("sequence", head.count + 1)
      json.field("previous", head.hash)
      entry.write(to: &json)
    }
    return Link(sequence: head.count + 1, hash: hash(of: json.text), line: json.text)
  }

  static func hash(of line: String) -> String {
    SHA256.hash(data: Data(line.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }

  /// What a tally counts of an entry: its hash's first eight bytes.
  static func mark(of hash: String) -> Int64 { Int64(bitPattern: UInt64(hash.prefix(16), radix: 16) ?? 0) }
}
