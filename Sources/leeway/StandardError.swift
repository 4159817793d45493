import Foundation

/// Where messages and the agent's log go.
enum StandardError {
  /// What cannot be written, since its reader is gone or the disk is full, is dropped: that is no reason to end.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
