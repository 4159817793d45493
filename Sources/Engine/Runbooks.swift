import Alerting
import Foundation

/// The runbooks that rules name, as front ends show them.
package enum Runbooks {
  /// Of each, in bytes; what comes after that is left out.
  private static let limit = 256 * 1024

  /// The text of a runbook; `nil` for a web address, and for what is no file or cannot be read.
  package static func text(at place: String) -> String? {
    var status = stat()
    guard place.hasPrefix("/"), stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = FileHandle(forReadingAtPath: place), let data = try? file.read(upToCount: limit)
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }

  /// The texts by place.
  static func texts(of rules: [Rule]) -> [String: String] {
    var texts: [String: String] = [:]
    for place in Set(rules.compactMap(\.runbook)) { texts[place] = text(at: place) }
    return texts
  }
}
