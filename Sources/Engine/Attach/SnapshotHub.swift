import Dispatch
import Notation
import Readings
import Synchronization

/// Where the engine's thread leaves pictures of itself for the dashboards that are attached.
///
/// The engine never waits here: it leaves its newest picture, and those who are slower than it see fewer of them.
final class SnapshotHub: Sendable {
  /// A picture and its number, which grows.
  struct Picture: Sendable {
    var snapshot: Snapshot
    var revision: Int
  }

  /// Somebody who is attached.
  final class Viewer: Sendable {
    fileprivate let news = DispatchSemaphore(value: 0)
    /// Shared with all who are attached at the same time.
    let desk: FeedDesk

    fileprivate init(desk: FeedDesk) {
      self.desk = desk
    }
  }

  private struct State {
    var viewers: [ObjectIdentifier: Viewer] = [:]
    /// A new one for whoever comes first, so that it does not grow for ever.
    var desk = FeedDesk()
    var newest: Picture?
    var revision = 0
    var isClosed = false
  }

  /// More than these are refused, so that decisions always find a connection.
  static let viewerLimit = 32
  /// Shortest time between two pictures.
  static let interval = Duration.milliseconds(500)

  private let state = Mutex(State())
  private let viewerCount = Atomic<Int>(0)
  private let movedAt: Atomic<Int64>
  private let wakeEngine: @Sendable () -> Void

  /// - Parameters:
  ///   - now: the agent's clock.
  ///   - wakeEngine: ends the engine's sleep, from any thread.
  init(now: Instant, wakeEngine: @escaping @Sendable () -> Void) {
    movedAt = Atomic(now.microseconds)
    self.wakeEngine = wakeEngine
  }

  // MARK: - The engine's side

  /// The engine is alive. Two atomic operations.
  func noteMove(at time: Instant) { movedAt.store(time.microseconds, ordering: .relaxed) }

  /// Whether somebody would look at a picture.
  var hasViewers: Bool { viewerCount.load(ordering: .relaxed) > 0 }

  /// Whether there is none yet for those who wait.
  var isAwaited: Bool { hasViewers && state.withLock { $0.newest == nil } }

  func publish(_ snapshot: Snapshot) {
    // The older picture is let go outside the lock: that can take a while.
    let older = state.withLock { state -> Picture? in
      guard !state.viewers.isEmpty else { return nil }
      defer {
        state.revision += 1
        state.newest = Picture(snapshot: snapshot, revision: state.revision)
        for viewer in state.viewers.values { viewer.news.signal() }
      }
      return state.newest
    }
    withExtendedLifetime(older) {}
  }

  /// Ends it for all who are attached.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for viewer in state.viewers.values { viewer.news.signal() }
    }
  }

  // MARK: - The viewers' side

  /// When the engine last moved.
  var lastMove: Instant { Instant(microseconds: movedAt.load(ordering: .relaxed)) }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// `nil` if there are too many, or the agent ends. Whoever is let in has to ``detach(_:)``.
  func attach() -> Viewer? {
    let viewer = state.withLock { state -> Viewer? in
      guard !state.isClosed, state.viewers.count < Self.viewerLimit else { return nil }
      if state.viewers.isEmpty { state.desk = FeedDesk() }
      let viewer = Viewer(desk: state.desk)
      state.viewers[ObjectIdentifier(viewer)] = viewer
      viewerCount.store(state.viewers.count, ordering: .relaxed)
      return viewer
    }
    // Without a picture there is one as soon as the engine is awake; else the newest is hardly old.
    if viewer != nil { wakeEngine() }
    return viewer
  }

  /// With the last of them goes the picture.
  func detach(_ viewer: Viewer) {
    let older = state.withLock { state -> Picture? in
      state.viewers[ObjectIdentifier(viewer)] = nil
      viewerCount.store(state.viewers.count, ordering: .relaxed)
      guard state.viewers.isEmpty else { return nil }
      defer { state.newest = nil }
      return state.newest
    }
    withExtendedLifetime(older) {}
  }

  /// Waits for a picture that is newer than one of a revision; `nil` if none came in time, or the agent ends.
  func picture(for viewer: Viewer, after revision: Int, within patience: Duration) -> Picture? {
    let deadline = ContinuousClock.now + patience
    while true {
      let (picture, isClosed) = state.withLock { ($0.newest, $0.isClosed) }
      if isClosed { return nil }
      if let picture, picture.revision > revision { return picture }
      let left = Int((deadline - ContinuousClock.now) / .microseconds(1))
      guard left > 0, viewer.news.wait(timeout: .now() + .microseconds(left)) == .success else { return nil }
    }
  }
}
