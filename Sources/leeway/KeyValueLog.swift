import Logging
import Notation

/// Log lines that both people and collectors read: `time=… level=… msg=… key=value …`, keys in order.
struct KeyValueLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
    var line = "time=\(wallClock().rfc3339) level=\(event.level.rawValue) msg=\(Self.quoted(event.message.description))"
    for (key, value) in merged.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(Self.quoted("\(value)"))" }
    StandardError.write(line + "\n")
  }

  /// As it is where it is one word, else as a JSON string.
  private static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
    guard !isPlain else { return text }
    var json = JSONText()
    json.element(text)
    return json.text
  }
}
