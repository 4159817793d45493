import Alerting
import Foundation

/// The runbooks that rules name, as front ends show them.
enum Runbooks {
  /// Of each, in bytes; what comes after that is left out.
  private static let limit = 256 * 1024

  /// The texts by place. Web addresses, and files that cannot be read, are not among them.
  static func texts(of rules: [Rule]) -> [String: String] {
    var texts: [String: String] = [:]
    for place in Set(rules.compactMap(\.runbook)) where place.hasPrefix("/") {
      guard let file = FileHandle(forReadingAtPath: place), let data = try? file.read(upToCount: limit) else {
        continue
      }
      texts[place] = String(decoding: data, as: UTF8.self)
    }
    return texts
  }
}
