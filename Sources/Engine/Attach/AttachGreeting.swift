import Notation

/// What an agent says of itself to a dashboard that is attached to it, before the first frame.
package struct AttachGreeting: Equatable, Sendable {
  /// The form of the frames that follow; see `FeedFormat.version`.
  package var feed: Int
  /// Its process id.
  package var process: Int
  /// Its release, as `--version` says it.
  package var release: String
  package var model: String
  package var started: Instant
}

extension AttachGreeting: Codable {
  private enum Field: String, CodingKey {
    case feed
    case process
    case release
    case model
    /// In RFC 3339.
    case started
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    feed = try fields.decode(Int.self, forKey: .feed)
    process = try fields.decode(Int.self, forKey: .process)
    release = try fields.decode(String.self, forKey: .release)
    model = try fields.decode(String.self, forKey: .model)
    let text = try fields.decode(String.self, forKey: .started)
    guard let time = Instant(rfc3339: text) else { throw ControlMistake(text: "'started' is no time") }
    started = time
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(feed, forKey: .feed)
    try fields.encode(process, forKey: .process)
    try fields.encode(release, forKey: .release)
    try fields.encode(model, forKey: .model)
    try fields.encode(started.rfc3339, forKey: .started)
  }
}
