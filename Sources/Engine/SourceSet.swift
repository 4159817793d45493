import Ingest
import Notation

/// The log files of one run, in all their comings and goings, and whose turn it is to be read.
///
/// The source that is furthest behind in event time is read next, so that files of different days merge into one stream
/// and only what is open at one moment is held in memory.
final class SourceSet {
  private let patterns: [(kind: LogKind, pattern: FilePattern)]
  private let lateness: TimeSpan
  private(set) var sources: [LogSource] = []
  /// Files that are not read at the moment, by identity: where to take them up should they come (back). At most
  /// ``resumableLimit``, the newest.
  private var resumable: [FileIdentity: SourcePosition]
  private var hasDiscovered = false
  /// What was last reported of a file.
  private var troubles: [String: IngestError] = [:]

  private static let resumableLimit = 1000

  init(
    predictions: [String], labels: [String], lateness: TimeSpan, resumeAt positions: [SourcePosition] = []
  ) {
    patterns =
      predictions.map { (LogKind.predictions, FilePattern($0)) } + labels.map { (LogKind.labels, FilePattern($0)) }
    self.lateness = lateness
    resumable = Dictionary(positions.map { ($0.identity, $0) }) { _, last in last }
  }

  /// Opens what has appeared since the last call. Returns the files that cannot be read, each once.
  ///
  /// Looks again after it has found something: a file may be renamed between the listing of names and the look at it,
  /// and its rest has to be known before its successor is read.
  func discover() -> [IngestError] {
    var fresh: [IngestError] = []
    for _ in 0..<3 {
      guard openNew(&fresh) else { break }
    }
    hasDiscovered = true
    return fresh
  }

  /// One look at all the names. True if it found something.
  private func openNew(_ fresh: inout [IngestError]) -> Bool {
    var paths: [(LogKind, String)] = patterns.flatMap { entry in entry.pattern.matches().map { (entry.kind, $0) } }
    if !hasDiscovered {
      // After a restart a file may have been renamed to a name that no pattern matches; the rest of it still counts.
      paths += resumable.values.sorted { $0.path < $1.path }.compactMap { position in
        position.renamedPath().map { (position.kind, $0) }
      }
    }
    var known = Set(sources.map(\.log.identity))
    let before = sources.count
    for (kind, path) in paths {
      guard let identity = FileIdentity(path: path) else {
        report(IngestError(.missing, path: path, detail: "no such file; check the path and the pattern"), &fresh)
        continue
      }
      guard known.insert(identity).inserted else { continue }
      do {
        sources.append(try open(path, kind, identity))
        troubles[path] = nil
      } catch {
        report(error, &fresh)
      }
    }
    return sources.count > before
  }

  /// Takes up a file where it was left, or from the start. What cannot be opened now keeps its place.
  private func open(_ path: String, _ kind: LogKind, _ identity: FileIdentity) throws(IngestError) -> LogSource {
    guard let position = resumable[identity] else { return LogSource(log: try LogFile(path: path, kind: kind)) }
    let isSame = position.isSame(path: path)
    if isSame == false { resumable[identity] = nil }
    do {
      let log = try LogFile(path: path, kind: kind, offset: isSame == false ? 0 : position.offset)
      resumable[identity] = nil
      return LogSource(log: log, clock: isSame == false ? .init() : position.clock)
    } catch {
      // An archive that no longer has what was read of it is another one.
      if error.code == .damagedArchive { resumable[identity] = nil }
      throw error
    }
  }

  /// Remembers what is wrong with a file. False if that was known already.
  func report(_ error: IngestError) -> Bool { troubles.updateValue(error, forKey: error.path) != error }

  private func report(_ error: IngestError, _ fresh: inout [IngestError]) {
    if report(error) { fresh.append(error) }
  }

  /// The files that are under way.
  var identities: Set<FileIdentity> { Set(sources.map(\.log.identity)) }

  /// The source to read next: of those that have something, the one furthest behind.
  var next: LogSource? {
    sources.filter { !$0.isDrained }.min {
      ($0.frontier(lateness: lateness), $0.log.path) < ($1.frontier(lateness: lateness), $1.log.path)
    }
  }

  /// Event time up to which everything in time has been read. Sources that have nothing at the moment do not hold the
  /// others back; labels alone do not move it.
  var watermark: Instant {
    let waiting = sources.filter { !$0.isDrained }.map { $0.frontier(lateness: lateness) }
    let reached = sources.filter { $0.log.kind == .predictions }.map { $0.frontier(lateness: lateness) }.max()
    return min(waiting.min() ?? .distantFuture, reached ?? .distantPast)
  }

  /// Where each file stands, for a checkpoint.
  var positions: [SourcePosition] {
    sources.map(SourcePosition.init) + resumable.values.sorted { $0.path < $1.path }
  }

  /// Looks for what was appended, truncated or replaced. A replaced file is let go some time after it has been read to
  /// its end. Returns the files that cannot be read, each once.
  func refresh(now: Instant) -> [IngestError] {
    var fresh: [IngestError] = []
    sources = sources.compactMap { source -> LogSource? in
      do throws(IngestError) {
        switch try source.log.checkForChange() {
        case .none:
          source.follow()
        case .truncated:
          guard FileIdentity(path: source.log.path) != nil else { return nil }
          let log = try LogFile(path: source.log.path, kind: source.log.kind)
          return LogSource(log: log, clock: source.clock)
        case .replaced:
          if source.followToEnd(now: now) {
            keepPosition(of: source)
            return nil
          }
        }
      } catch {
        report(error, &fresh)
      }
      return source
    }
    return fresh
  }

  /// The file may come back, or be found under another name that a pattern matches.
  private func keepPosition(of source: LogSource) {
    resumable[source.log.identity] = SourcePosition(source)
    guard resumable.count > Self.resumableLimit else { return }
    let oldest = resumable.min { a, b in
      (a.value.clock.newest ?? .min, a.value.path) < (b.value.clock.newest ?? .min, b.value.path)
    }
    if let oldest { resumable[oldest.key] = nil }
  }

  /// Share of the bytes on disk that has been read, 0…1.
  var progress: Double {
    let size = sources.reduce(0) { $0 + $1.log.size }
    let read = sources.reduce(0) { $0 + $1.log.bytesRead }
    return size > 0 ? min(1, Double(read) / Double(size)) : 1
  }
}
