/// The form in which pictures travel from an agent to the dashboards that are attached to it.
///
/// A connection carries frames: four bytes of length (of what follows, little-endian), one of ``FrameKind``, then the
/// payload. The payload of a change is one message, as ``FeedEncoder`` writes it and ``FeedDecoder`` reads it.
package enum FeedFormat {
  /// Bumped whenever a byte changes its meaning. Both sides have to be of the same.
  package static let version = 1
  /// Bytes of a frame's payload, at most.
  package static let frameLimit = 64 << 20
  /// Bytes before a payload.
  package static let headSize = 5

  /// What a frame carries.
  package enum FrameKind: UInt8, Sendable {
    /// A change of the picture; the first of a connection is a change from nothing.
    case change = 1
    /// Two instants: the agent's clock, and when its engine last moved.
    case heartbeat = 2
    /// The agent ends; the payload is the reason in words.
    case end = 3
    /// With what came so far the picture is whole, the past too. Sent once.
    case whole = 4
  }

  /// A frame, ready to be sent. The payload has to be within ``frameLimit``.
  package static func frame(_ kind: FrameKind, _ payload: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(headSize + payload.count)
    let length = UInt32(clamping: payload.count)
    for shift in stride(from: 0, to: 32, by: 8) { frame.append(UInt8(truncatingIfNeeded: length >> UInt32(shift))) }
    frame.append(kind.rawValue)
    frame += payload
    return frame
  }

  /// What a frame's first ``headSize`` bytes say.
  package static func head(_ bytes: some Collection<UInt8>) throws(FeedError) -> (kind: FrameKind, length: Int) {
    guard bytes.count >= headSize else { throw FeedError(.truncated, "frame", offset: bytes.count) }
    var length = 0
    for (place, byte) in bytes.prefix(4).enumerated() { length |= Int(byte) << (8 * place) }
    let code = bytes[bytes.index(bytes.startIndex, offsetBy: 4)]
    guard let kind = FrameKind(rawValue: code) else { throw FeedError(.malformed, "kind of frame", offset: 4) }
    guard length <= frameLimit else { throw FeedError(.tooLarge, "frame of \(length) bytes", offset: 0) }
    return (kind, length)
  }
}
