import Feed
import Foundation
import Notation
import Readings

/// What a dashboard that is attached gets, on the thread of its connection: a first picture without the past, the past
/// in portions, and then what changes.
struct FeedSession {
  private let hub: SnapshotHub
  private let viewer: SnapshotHub.Viewer
  private let channel: LineChannel
  private let now: @Sendable () -> Instant

  /// What the other side has been sent, but for what `pending` names.
  private var sent = Snapshot.nothing
  /// The revision that `sent` is of; 0 before the first.
  private var revision = 0
  private var known = 0
  private var past = Past.unsent

  private enum Past {
    case unsent
    /// Series whose histories are to be sent, the last one first.
    case pending([SeriesKey])
    /// All have been sent, some of them as they were a while ago.
    case aged
    /// The other side has the whole picture.
    case whole
  }

  /// Somebody who does not read for so long is dropped.
  static let patience = Duration.seconds(10)
  static let heartbeat = Duration.seconds(1)
  /// Points in a portion of the past: some 300 KB.
  static let portion = 16_384

  init(hub: SnapshotHub, viewer: SnapshotHub.Viewer, channel: LineChannel, now: @escaping @Sendable () -> Instant) {
    self.hub = hub
    self.viewer = viewer
    self.channel = channel
    self.now = now
  }

  /// Lasts until the agent ends or the other side is gone.
  mutating func run() {
    do {
      try follow()
      try send(.end, Array("the agent ended".utf8))
    } catch {}
  }

  private mutating func follow() throws(LineChannel.Failure) {
    var beatAt = ContinuousClock.now
    while !hub.isClosed {
      if ContinuousClock.now >= beatAt {
        try send(.heartbeat, Heartbeat(clock: now(), lastMove: hub.lastMove).bytes)
        beatAt = ContinuousClock.now + Self.heartbeat
      }
      let patience = isBehind ? .zero : beatAt - ContinuousClock.now
      if let picture = hub.picture(for: viewer, after: isBehind ? revision - 1 : revision, within: patience) {
        try take(picture)
      }
    }
  }

  /// Something is left to be sent, though no new picture comes.
  private var isBehind: Bool {
    switch past {
    case .pending, .aged: true
    case .unsent, .whole: false
    }
  }

  private mutating func take(_ picture: SnapshotHub.Picture) throws(LineChannel.Failure) {
    let new = picture.snapshot
    switch past {
    case .unsent:
      let old = sent
      try send(
        viewer.desk.message(from: 0, to: picture.revision, known: known) {
          SnapshotChange(from: old, to: new, comparesHistories: false)
        })
      sent = new
      sent.histories = [:]
      past = .pending(Self.order(of: new))
    case .pending(var keys):
      // Held in one place only, so that taking from it copies nothing.
      past = .aged
      var change =
        picture.revision == revision ? SnapshotChange() : SnapshotChange(from: sent, to: new, comparesHistories: false)
      let part = Self.portion(of: &keys, new.histories)
      change.histories = HistoriesChange(of: part, from: sent.histories, to: new.histories)
      if !keys.isEmpty { past = .pending(keys) }
      var histories = sent.histories
      sent = new
      for key in part { histories[key] = new.histories[key] }
      sent.histories = histories
      try send(viewer.desk.message(change, known: known))
    case .aged:
      try send(viewer.desk.message(SnapshotChange(from: sent, to: new), known: known))
      sent = new
      past = .whole
      try send(.whole, [])
    case .whole:
      let old = sent
      try send(
        viewer.desk.message(from: revision, to: picture.revision, known: known) { SnapshotChange(from: old, to: new) })
      sent = new
    }
    revision = picture.revision
  }

  /// What is looked at first comes last: the whole model before its cells, all versions before each.
  private static func order(of snapshot: Snapshot) -> [SeriesKey] {
    func rank(_ key: SeriesKey) -> Int {
      let isOff = snapshot.readings[key].map { $0.level == .red || $0.level == .yellow } ?? false
      return (key.segment == "all" ? 4 : 0) + (isOff ? 2 : 0) + (key.version == "*" ? 1 : 0)
    }
    var groups = [[SeriesKey]](repeating: [], count: 8)
    for key in snapshot.histories.keys { groups[rank(key)].append(key) }
    return groups.flatMap { $0 }
  }

  private static func portion(of keys: inout [SeriesKey], _ histories: [SeriesKey: History]) -> [SeriesKey] {
    var part: [SeriesKey] = []
    var points = 0
    while points < Self.portion, let key = keys.popLast() {
      points += 1 + (histories[key]?.points.count ?? 0)
      part.append(key)
    }
    return part
  }

  private mutating func send(_ message: FeedDesk.Message) throws(LineChannel.Failure) {
    known = message.known
    try send(.change, message.bytes)
  }

  private func send(_ kind: FeedFormat.FrameKind, _ payload: [UInt8]) throws(LineChannel.Failure) {
    guard payload.count <= FeedFormat.frameLimit else { throw .tooLong }
    try channel.write(FeedFormat.frame(kind, payload), within: Self.patience)
  }
}
