import Ingest
import Notation
import Windows

/// The log files of one run, whose turn it is to be read, and how far event time has come.
///
/// The source that is furthest behind in event time is read next, so that files of different days merge into one stream
/// and only what is open at one moment is held in memory.
final class SourceSet {
  /// How an engine follows its files.
  struct Following {
    /// What there is now is all there is: nothing is waited for. Otherwise a file that has nothing new holds the others
    /// back until it has been idle for so long.
    var idle: TimeSpan?
    var lateness: TimeSpan
  }

  private let tailer: Tailer
  private let readAhead: ReadAhead
  /// Made when it is first asked for.
  private var watcher: FileWatcher?
  private var hasWaited = false
  private var following: Following
  private(set) var sources: [LogSource] = []
  /// Why files could not be read further, by name; those that were read since are left out.
  private var readingTroubles: [String: IngestError] = [:]
  /// What was looked for under names that cannot be read.
  private var troubledKinds: [String: LogKind] = [:]
  /// What was counted of the content that is not under way.
  private var remembered: [Content: SourceTotals] = [:]
  /// A file waits for what is read now to come to its end: another look may find more.
  private(set) var isWaiting = false

  /// The content of a file: one that was truncated has had several.
  private struct Content: Hashable {
    var identity: FileIdentity
    var isGone: Bool

    init(_ position: FilePosition) {
      identity = position.identity
      isGone = position.isGone
    }
  }

  /// - Parameter states: what was counted of files before.
  init(tailer: Tailer, readAhead: ReadAhead, following: Following, states: [SourceState] = []) {
    self.tailer = tailer
    self.readAhead = readAhead
    self.following = following
    for state in states { remembered[Content(state.position)] = state.totals }
  }

  deinit { readAhead.stop() }

  /// What there is now is all that is wanted: nothing is waited for.
  func waitForNothing() { following.idle = nil }

  // MARK: - Files

  /// Looks for files that appeared, grew, or went. Returns what cannot be read, each once.
  func look(now: Instant) -> [IngestError] {
    let changes = readAhead.whileQuiet { tailer.look(now: now) }
    isWaiting = changes.isWaiting
    noteKinds(of: changes.troubles)
    watcher?.watch(tailer)
    for file in changes.closed {
      sources.first { $0.file === file }?.isGone = true
    }
    for file in changes.opened {
      let totals = remembered.removeValue(forKey: Content(file.position))
      sources.append(LogSource(file: file, totals: totals ?? SourceTotals()))
    }
    for source in sources where !source.file.isDrained { readAhead.reopen(source.lane) }
    dropGone()
    return changes.troubles
  }

  /// Sleeps until a file changes, or the time is over. True if something has changed, or may have.
  func wait(upTo span: TimeSpan) -> Bool {
    let watcher = watching()
    guard hasWaited else {
      // What changed before the first watch has not been told.
      hasWaited = true
      return true
    }
    return watcher.wait(upTo: span)
  }

  /// What ``wait(upTo:)`` waits for; made when somebody first asks.
  func watching() -> FileWatcher {
    if let watcher { return watcher }
    let made = FileWatcher()
    made.watch(tailer)
    watcher = made
    return made
  }

  private func noteKinds(of news: [IngestError]) {
    guard !news.isEmpty else { return }
    for trouble in news { troubledKinds[trouble.path] = tailer.kind(of: trouble.path) }
    let present = Set(tailer.troubles.map(\.path))
    troubledKinds = troubledKinds.filter { present.contains($0.key) }
  }

  /// Standard input has not come to its end yet.
  var awaitsInput: Bool { sources.contains { $0.file.path == "-" && $0.file.isLive } }

  /// Lets files go of which everything has been counted.
  private func dropGone() {
    for source in sources where source.isGone && source.file.isDrained {
      remembered[Content(source.file.position)] = source.totals
    }
    for source in sources where source.isGone && source.file.isDrained { readingTroubles[source.file.path] = nil }
    sources.removeAll { $0.isGone && $0.file.isDrained }
  }

  /// The files that are under way.
  var identities: Set<FileIdentity> { Set(sources.map(\.file.position.identity)) }

  /// Where each file stands and what was counted of it, for a checkpoint.
  var positions: [SourceState] {
    let positions = tailer.positions
    let current = Dictionary(sources.map { (Content($0.file.position), $0.totals) }) { _, last in last }
    let known = Set(positions.map(Content.init))
    remembered = remembered.filter { known.contains($0.key) }
    return positions.map { position in
      let content = Content(position)
      return SourceState(position: position, totals: current[content] ?? remembered[content] ?? SourceTotals())
    }
  }

  /// Share of the bytes on disk that has been read, 0…1.
  var progress: Double {
    let size = sources.reduce(0) { $0 + $1.file.size }
    let read = sources.reduce(0) { $0 + $1.file.bytesRead }
    return size > 0 ? min(1, Double(read) / Double(size)) : 1
  }

  /// What cannot be read now, by name, and as what it was looked for.
  var troubles: [String: (error: IngestError, kind: LogKind)] {
    var troubles: [String: (error: IngestError, kind: LogKind)] = [:]
    for source in sources {
      if let error = readingTroubles[source.file.path] { troubles[source.file.path] = (error, source.kind) }
    }
    for error in tailer.troubles { troubles[error.path] = (error, troubledKinds[error.path] ?? .predictions) }
    return troubles
  }

  // MARK: - Reading

  /// The source to read next: of those that have something, the one furthest behind.
  var next: LogSource? {
    sources.filter { !$0.file.isDrained }.min {
      let (a, b) = ($0.frontier(lateness: following.lateness), $1.frontier(lateness: following.lateness))
      return a == b ? $0.file.path < $1.file.path : a < b
    }
  }

  /// The next portion of a source; `nil` if it has nothing more at the moment. What cannot be read is reported once.
  func take(_ source: LogSource, report: (IngestError) -> Void) -> Portion? {
    do throws(IngestError) {
      if let portion = try readAhead.take(source.lane) {
        if !readingTroubles.isEmpty { readingTroubles[source.file.path] = nil }
        return portion
      }
    } catch {
      readingTroubles[source.file.path] = error
      if tailer.isNews(error) { report(error) }
    }
    source.file.isDrained = true
    if source.isGone { dropGone() }
    return nil
  }

  /// Event time up to which everything in time has been counted. A source that has more to read holds the others back,
  /// and so does one that may get more at any moment, until it has been idle for a while; labels alone do not move it.
  func watermark(now: Instant) -> Instant {
    var holding: Instant = .distantFuture
    var reached: Instant = .distantPast
    for source in sources {
      let frontier = source.frontier(lateness: following.lateness)
      if source.kind == .predictions { reached = max(reached, frontier) }
      if !source.file.isDrained || isAwaited(source, now: now) { holding = min(holding, frontier) }
    }
    return min(holding, reached)
  }

  private func isAwaited(_ source: LogSource, now: Instant) -> Bool {
    source.kind == .predictions && source.file.newest != nil && source.file.isLive && !isIdle(source, now: now)
  }

  /// Whether all of a source has been counted and nothing has come for a while.
  func isIdle(_ source: LogSource, now: Instant) -> Bool {
    guard source.file.isDrained else { return false }
    return following.idle.map { now - Instant(microseconds: source.file.modified) >= $0 } ?? true
  }
}
