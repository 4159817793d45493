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
  /// Where to take up files again after a restart, by identity.
  private var resumable: [FileIdentity: SourcePosition]
  private var troubles: [String: IngestError] = [:]

  init(
    predictions: [String], labels: [String], lateness: TimeSpan, resumeAt positions: [SourcePosition] = []
  ) {
    patterns =
      predictions.map { (LogKind.predictions, FilePattern($0)) } + labels.map { (LogKind.labels, FilePattern($0)) }
    self.lateness = lateness
    resumable = Dictionary(positions.map { ($0.identity, $0) }) { _, last in last }
  }

  /// Opens what has appeared since the last call. Returns the files that cannot be read, each once.
  func discover() -> [IngestError] {
    var fresh: [IngestError] = []
    var paths: [(LogKind, String)] = patterns.flatMap { entry in entry.pattern.matches().map { (entry.kind, $0) } }
    // After a restart a file may have been renamed to a name that no pattern matches; the rest of it still counts.
    paths += resumable.values.sorted { $0.path < $1.path }.compactMap { position in
      position.renamedPath().map { (position.kind, $0) }
    }
    for (kind, path) in paths {
      guard let identity = FileIdentity(path: path) else {
        note(IngestError(.missing, path: path, detail: "no such file; check the path and the pattern"), &fresh)
        continue
      }
      if sources.contains(where: { $0.log.identity == identity }) { continue }
      do {
        let position = resumable.removeValue(forKey: identity).flatMap { $0.isSame(path: path) ? $0 : nil }
        let log = try LogFile(path: path, kind: kind, offset: position?.offset ?? 0)
        sources.append(LogSource(log: log, clock: position?.clock ?? .init()))
        troubles[path] = nil
      } catch {
        note(error, &fresh)
      }
    }
    return fresh
  }

  private func note(_ error: IngestError, _ fresh: inout [IngestError]) {
    if troubles.updateValue(error, forKey: error.path) != error { fresh.append(error) }
  }

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

  /// Looks for what was appended, truncated or replaced. A replaced file that has been read to its end is let go.
  func refresh() -> [IngestError] {
    var errors: [IngestError] = []
    sources = sources.compactMap { source -> LogSource? in
      guard !source.log.isArchive else { return source }
      do throws(IngestError) {
        switch try source.log.checkForChange() {
        case .none:
          source.isDrained = false
          return source
        case .truncated:
          let log = try LogFile(path: source.log.path, kind: source.log.kind)
          return LogSource(log: log, clock: source.clock)
        case .replaced:
          // Its last bytes may have been written after it was last read: one more turn, then it goes.
          if source.isDrained, source.log.offset >= source.log.size { return nil }
          source.isDrained = false
          return source
        }
      } catch {
        note(error, &errors)
        return source
      }
    }
    return errors
  }

  /// Share of the bytes on disk that has been read, 0…1.
  var progress: Double {
    let size = sources.reduce(0) { $0 + $1.log.size }
    let read = sources.reduce(0) { $0 + $1.log.bytesRead }
    return size > 0 ? min(1, Double(read) / Double(size)) : 1
  }
}
