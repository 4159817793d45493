import Notation
import Records

/// Finds log files, follows them through renames, truncation, compression and restarts, and knows them again.
///
/// A file is what it holds, not what it is called: device and inode, checked by fingerprints of its beginning and of the
/// bytes before the place where it was left. A copy or a compressed version of a file that was read is continued where
/// that was left, so that nothing is read twice and nothing is lost.
package final class Tailer {
  /// What is to be read: a path that may hold `*`, `?` and `[…]`, or `-` for standard input.
  package struct Input: Sendable {
    package var kind: LogKind
    package var pattern: String

    package init(kind: LogKind, pattern: String) {
      self.kind = kind
      self.pattern = pattern
    }
  }

  package struct Options: Sendable {
    /// Bytes; a longer line is set aside.
    package var lineLimit = 1 << 20
    /// How label logs are written; `nil` where each file's name says it.
    package var labelFormat: LabelFormat?
    /// Bytes of content that a block aims at. The first block of a file is smaller.
    package var blockSize = 1 << 18
    /// How long a file that lost its name is followed after it has last grown.
    package var patience = TimeSpan.minutes(5)
    /// Nothing will be appended to any file: a last line without its line end counts. Pipes are waited for, until they
    /// end.
    package var endOfInput = false
    /// Plain files that are kept open at a time, about.
    package var openLimit = 256
    /// What stands in for standard input.
    package var standardInput: Int32 = 0
    /// The time that the file system stamps files with now, in nanoseconds. What was written to since, or within the same
    /// tick of this clock, is compared by its content.
    package var fileClock: @Sendable () -> Int64 = { FileStatus.clock }

    package init() {}
  }

  /// What a look has found.
  package struct Changes {
    package var opened: [TailedFile] = []
    /// Blocks of these may still be consumed; nothing more can be read from them.
    package var closed: [TailedFile] = []
    /// Each once, until it changes.
    package var troubles: [IngestError] = []
    /// A file waits for another to be read to its end: look again when everything is drained.
    package var isWaiting = false

    package init() {}
  }

  let inputs: [Input]
  let options: Options
  package internal(set) var files: [TailedFile] = []
  /// Files that are not read at the moment, oldest first: where to take them up should they come (back).
  var remembered: [KnownFile]
  /// Files that are not opened yet, and why.
  var held: [FileIdentity: Hold] = [:]
  /// How many looks there were.
  var looks = 0
  /// Names that files have lost in this look.
  var formerNames: [String: TailedFile] = [:]
  /// What was a copy in the last run, unless it has turned out to be something else.
  var copies: [FileIdentity: FilePosition]
  /// Files of the last run that have not been looked for yet.
  var unsought: Set<FileIdentity>
  private var known: [String: IngestError] = [:]
  private var current: [String: IngestError] = [:]
  private var readingTroubles: [String: IngestError] = [:]

  static let rememberedLimit = 1000
  /// An archive that has not grown for so long is not being written any more.
  static let archivePatience = TimeSpan(seconds: 10)

  package init(inputs: [Input], options: Options = Options(), resumeAt: [FilePosition] = []) {
    self.inputs = inputs
    self.options = options
    let positions = resumeAt.filter { $0.original == nil }
    copies = Dictionary(resumeAt.filter { $0.original != nil }.map { ($0.identity, $0) }) { _, last in last }
    remembered = positions.map { KnownFile($0) }
    unsought = Set(positions.filter { !$0.isGone && $0.finished == nil }.map(\.identity))
  }

  /// Looks at all names and files. To be called only while no `nextBlock()` is under way.
  ///
  /// Looks again after it has found something: a file may be renamed between the listing of names and the look at it, and
  /// its rest has to be known before its successor is read.
  package func look(now: Instant) -> Changes {
    var changes = Changes()
    current = [:]
    formerNames = [:]
    openStandardInput(&changes)
    looks += 1
    for _ in 0..<3 {
      let listing = FileListing(inputs, clock: options.fileClock())
      follow(listing, &changes)
      if !unsought.isEmpty { adoptRenamed(listing, now: now, &changes) }
      changes.isWaiting = false
      let count = changes.opened.count
      find(listing, now: now, &changes)
      for trouble in listing.troubles { report(trouble) }
      if changes.opened.count == count { break }
    }
    finishLook(now: now, &changes)
    changes.troubles = current.values.filter { known[$0.path] != $0 }.sorted { $0.path < $1.path }
    known = current
    return changes
  }

  /// What the last look could not read.
  package var troubles: [IngestError] { known.values.sorted { $0.path < $1.path } }

  /// As what a name is looked for; `nil` for one that no input leads to. Cost: a listing of the inputs.
  package func kind(of path: String) -> LogKind? {
    inputs.first { $0.pattern == path || FilePattern($0.pattern).matches().contains(path) }?.kind
  }

  /// Notes a trouble of this look. The first one of a path stands.
  func report(_ error: IngestError) {
    if current[error.path] == nil { current[error.path] = error }
  }

  /// Whether a file holds CSV: as the options say, as it was when it was last read, or as its name says.
  func isCSV(_ position: FilePosition) -> Bool {
    guard position.kind == .labels else { return false }
    return options.labelFormat.map { $0 == .csv } ?? position.isCSV ?? (LabelFormat(path: position.path) == .csv)
  }

  /// Whether an error that `nextBlock()` threw is new: each is, once, until it changes.
  package func isNews(_ error: IngestError) -> Bool {
    readingTroubles.updateValue(error, forKey: error.path) != error
  }

  /// Where the files under way and those remembered stand, for a checkpoint.
  package var positions: [FilePosition] {
    let missing = copies.filter { held[$0.key] == nil }.values
    let waiting = (held.values.compactMap(\.position) + missing).sorted { $0.path < $1.path }
    return files.filter { $0.format != .stream }.map(\.position) + remembered.map(\.position)
      + waiting.prefix(Self.rememberedLimit)
  }

  /// Puts a file away; it may come back, or be found under another name.
  func retire(_ file: TailedFile, isGone: Bool, isForgotten: Bool = false, _ changes: inout Changes) {
    files.removeAll { $0 === file }
    file.close()
    file.isClosed = true
    if let index = changes.opened.firstIndex(where: { $0 === file }) {
      changes.opened.remove(at: index)
    } else {
      changes.closed.append(file)
    }
    guard !isForgotten, file.format != .stream, file.taken > 0 || !isGone else { return }
    remembered.append(KnownFile(file, isGone: isGone))
    remembered.removeFirst(max(0, remembered.count - Self.rememberedLimit))
  }
}
