#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the file system says of a file at one moment.
struct FileStatus: Equatable {
  var identity: FileIdentity
  var size: Int64
  /// Modification and change time in nanoseconds.
  var modified: Int64
  var changed: Int64
  /// Number of names; 0 for a file that was deleted and is still open.
  var links: Int
  var type: FileType
  /// Nothing was written within the clock tick of this look: any later write shows in the times.
  var isSettled: Bool

  enum FileType {
    case regular, directory, stream
  }

  init(_ status: stat) {
    identity = FileIdentity(status)
    size = Int64(status.st_size)
    #if canImport(Darwin)
      let (modification, change) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modification, change) = (status.st_mtim, status.st_ctim)
    #endif
    modified = Self.nanoseconds(modification)
    changed = Self.nanoseconds(change)
    links = Int(truncatingIfNeeded: status.st_nlink)
    type =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      default: .stream
      }
    isSettled = false
  }

  /// The file at a path (links followed); `nil` if there is none or it cannot be looked at, with the reason in `errno`.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The time that the file system stamps files with now, in nanoseconds. It moves in ticks of some milliseconds.
  static var clock: Int64 {
    var now = timespec()
    #if os(Linux)
      clock_gettime(CLOCK_REALTIME_COARSE, &now)
    #else
      clock_gettime(CLOCK_REALTIME, &now)
    #endif
    return nanoseconds(now)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? 0 : seconds &+ Int64(time.tv_nsec)
  }

  /// The same file with nothing written to it since, for certain.
  func isUnchanged(since earlier: FileStatus) -> Bool {
    earlier.isSettled && identity == earlier.identity && size == earlier.size && modified == earlier.modified
      && changed == earlier.changed
  }

  /// Marks a status that was taken after `clock` was read.
  func settled(at clock: Int64) -> FileStatus {
    var copy = self
    copy.isSettled = max(modified, changed) < clock
    return copy
  }
}
