import Feed
import Readings
import Synchronization

/// Turns changes into messages for all who are attached; those who have seen the same get the same bytes.
///
/// One message is made at a time, on the thread of whoever asks for it first.
final class FeedDesk: Sendable {
  /// What a message leads from and to, by revision; 0 is nothing.
  private struct Step: Equatable {
    var from: Int
    var to: Int
  }

  private struct Shared {
    var encoder = FeedEncoder()
    /// The last few, oldest first, each with how many series its reader knows before and after.
    var messages: [(step: Step, before: Int, after: Int, bytes: [UInt8])] = []
  }

  /// One for those who keep up, one for those who come now, and one for good measure.
  private static let memory = 3

  private let shared = Mutex(Shared())

  /// A message and how many series its reader knows afterwards.
  typealias Message = (bytes: [UInt8], known: Int)

  /// From one picture that was published, or nothing, to another.
  func message(from old: Int, to new: Int, known: Int, _ change: () -> SnapshotChange) -> Message {
    let step = Step(from: old, to: new)
    return shared.withLock { shared in
      if let message = shared.messages.first(where: { $0.step == step && $0.before <= known }) {
        return (message.bytes, max(known, message.after))
      }
      let bytes = shared.encoder.message(change(), known: known)
      shared.messages.append((step, known, shared.encoder.seriesCount, bytes))
      if shared.messages.count > Self.memory { shared.messages.removeFirst() }
      return (bytes, shared.encoder.seriesCount)
    }
  }

  /// A change that only one reader needs.
  func message(_ change: SnapshotChange, known: Int) -> Message {
    shared.withLock { (bytes: $0.encoder.message(change, known: known), known: $0.encoder.seriesCount) }
  }
}
