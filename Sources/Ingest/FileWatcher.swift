import Notation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Sleeps until files change: with inotify on Linux, elsewhere (or where inotify gives out) for as long as it is told.
///
/// File systems in a network report no changes of other machines, so a look is due after the longest wait all the same.
/// `@unchecked Sendable`: everything but ``wake()`` belongs to one thread, and that writes to a pipe.
package final class FileWatcher: @unchecked Sendable {
  private let queue: Int32
  private let wakeReader: Int32
  private let wakeWriter: Int32
  /// The directories and files that are watched.
  private var watches: [String: Int32] = [:]
  /// The names that matter, by watch.
  private var patterns: [Int32: [String]] = [:]
  private weak var tailer: Tailer?
  private var input: Int32 = 0
  /// Something could not be watched, so that a wait that is over counts as a change.
  package private(set) var isPolling = false

  package init() {
    #if os(Linux)
      queue = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    #else
      queue = -1
    #endif
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      }
    }
    (wakeReader, wakeWriter) = (ends[0], ends[1])
    isPolling = queue < 0
  }

  deinit {
    for descriptor in [queue, wakeReader, wakeWriter] where descriptor >= 0 { close(descriptor) }
  }

  /// What is to be watched from now on. To be called after every look; what changes between the two is seen by the next
  /// look at the latest.
  package func watch(_ tailer: Tailer) {
    self.tailer = tailer
    input = tailer.options.standardInput
    guard queue >= 0 else { return }
    let wanted = tailer.watchedDirectories()
    isPolling = false
    #if os(Linux)
      for (path, watch) in watches where wanted[path] == nil {
        inotify_rm_watch(queue, watch)
        watches[path] = nil
      }
      patterns = [:]
      let mask =
        IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
      for (path, names) in wanted.sorted(by: { $0.key < $1.key }) {
        // Anew every time: the path may lead to another directory by now, and an old watch is simply given back.
        let watch = inotify_add_watch(queue, path, UInt32(mask))
        if watch >= 0 {
          watches[path] = watch
          patterns[watch, default: []] += names
        } else if errno != ENOENT, errno != ENOTDIR {
          isPolling = true
        }
      }
    #endif
  }

  /// Sleeps until something changes, ``wake()`` is called, or the time is over. True if something has changed, or may have
  /// because not everything can be watched.
  package func wait(upTo span: TimeSpan) -> Bool {
    let deadline = Self.clock &+ max(0, span.microseconds)
    // Pipes that have been read as far as they go.
    var pipes = (tailer?.files ?? []).filter { $0.format == .stream && $0.isLive && $0.isDrained }
      .compactMap { $0.file?.descriptor }
    while true {
      var requests = [pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0)]
      if queue >= 0 { requests.append(pollfd(fd: queue, events: Int16(POLLIN), revents: 0)) }
      requests += pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let rest = max(0, deadline - Self.clock)
      let count = poll(&requests, nfds_t(requests.count), Int32(clamping: (rest + 999) / 1000))
      if count > 0 {
        if requests[0].revents != 0 {
          drainWakes()
          return drainEvents()
        }
        if drainEvents() { return true }
        let told = requests.suffix(pipes.count).filter { $0.revents != 0 }
        // The end of standard input is news once; that a named pipe has no writer is none.
        if told.contains(where: { $0.fd == input || $0.revents & Int16(POLLIN) != 0 }) { return true }
        pipes.removeAll { pipe in told.contains { $0.fd == pipe } }
      }
      if Self.clock >= deadline { return isPolling }
    }
  }

  /// Ends a wait, from any thread.
  package func wake() {
    var byte: UInt8 = 1
    _ = write(wakeWriter, &byte, 1)
  }

  private func drainWakes() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(wakeReader, &bytes, bytes.count) > 0 {}
  }

  /// Empties the queue. True if something in it matters; a queue that has overflowed does.
  private func drainEvents() -> Bool {
    #if os(Linux)
      guard queue >= 0 else { return false }
      var matters = false
      var bytes = [UInt8](repeating: 0, count: 1 << 14)
      while true {
        let count = read(queue, &bytes, bytes.count)
        guard count > 0 else { return matters }
        guard !matters else { continue }
        matters = bytes.withUnsafeBytes { self.holdsNews(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
      }
    #else
      return false
    #endif
  }

  #if os(Linux)
    private func holdsNews(_ events: UnsafeRawBufferPointer) -> Bool {
      let headerSize = MemoryLayout<inotify_event>.size
      var place = 0
      while place + headerSize <= events.count {
        let watch = events.loadUnaligned(fromByteOffset: place, as: Int32.self)
        let mask = events.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
        let length = Int(events.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self))
        let name = events[min(place + headerSize, events.count)..<min(place + headerSize + length, events.count)]
        place += headerSize + length
        // Told of a watch that was given back: no news.
        if mask & UInt32(IN_IGNORED) != 0 { continue }
        // What happens to other files in the directory is none either.
        if name.isEmpty || isWatched(name, watch) { return true }
      }
      return false
    }

    private func isWatched(_ name: Slice<UnsafeRawBufferPointer>, _ watch: Int32) -> Bool {
      guard let patterns = patterns[watch] else { return false }
      let name = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
      return patterns.contains { fnmatch($0, name, 0) == 0 }
    }
  #endif

  /// Microseconds on a clock that only moves on.
  private static var clock: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) &* 1_000_000 &+ Int64(now.tv_nsec) / 1000
  }
}

extension Tailer {
  /// The directories in which files may appear or grow, each with patterns of the names of those files.
  func watchedDirectories() -> [String: [String]] {
    var result: [String: [String]] = [:]
    for input in inputs where input.pattern != "-" {
      let components = input.pattern.split(separator: "/", omittingEmptySubsequences: true)
      var prefix = input.pattern.hasPrefix("/") ? "/" : ""
      for component in components {
        // Every directory on the way, since any may appear or be replaced.
        for directory in FilePattern(prefix.isEmpty ? "." : prefix).matches() {
          result[directory, default: []].append(String(component))
        }
        prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + component
      }
    }
    for file in files where file.path != "-" {
      for path in [file.path, file.target].compactMap({ $0 }) {
        let directory = FileListing.directory(of: path)
        let name = path.dropFirst(directory.isEmpty ? 0 : directory.count).drop { $0 == "/" }
        result[directory.isEmpty ? "." : directory, default: []].append(Self.literal(name))
      }
    }
    return result
  }

  /// A pattern that matches one name.
  private static func literal(_ name: some StringProtocol) -> String {
    name.reduce(into: "") { text, character in
      if "*?[\\".contains(character) { text.append("\\") }
      text.append(character)
    }
  }
}
