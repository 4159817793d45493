import Notation
import Records
import Synchronization

/// One file under way, whatever it is called.
///
/// Two sides work on it at the same time. One calls ``nextBlock()``, on any thread but never twice at once, and touches
/// only what is under "Reading side". The other is the engine's thread; it calls everything else, and `Tailer.look` only
/// while nobody reads, so that `look` may touch both. What both need at any time is atomic. Hence `@unchecked Sendable`.
package final class TailedFile: @unchecked Sendable {
  package let kind: LogKind
  let isCSV: Bool
  let format: FileFormat
  let identity: FileIdentity
  let options: Tailer.Options

  // Engine side.

  /// Its present name, as far as that is known.
  package private(set) var path: String
  /// Event time of the newest record consumed, in microseconds. Set by the engine and stored in the position.
  package var newest: Int64?
  /// `nextBlock()` has returned nil, and no look has seen anything new since. Set by the engine, and taken back by a look.
  package var isDrained = false
  /// Counted so far: fingerprints of what was consumed, and of nothing that was only read.
  private var counted: FilePosition
  /// The last bytes that were counted.
  private(set) var recentText = RecentBytes(limit: TailedFile.recentSize)
  private static let recentSize = 1 << 12
  /// A name that is watched leads to it.
  var isNamed = true
  /// Since when a file that has lost its name has had nothing new.
  var quietSince: Instant?
  var status: FileStatus
  /// The number of the look that last let reading go on.
  var wokenAt = 0
  /// The number of the look that opened it.
  var openedAt = 0

  // Reading side.

  var file: FileStream?
  var reader: BlockReader?
  var content: (any ByteStream)?
  /// The end of the last block that was handed out, and the fingerprint of what stands before it.
  var taken: Int64
  var takenTail: UInt64
  /// An archive that has been read to its end, with its size and time then.
  var finish: FilePosition.Finish?
  /// The size at which nothing more could be read, or an error came.
  var stalledSize: Int64?
  /// It no longer holds what was read of it, as reading found out; the next look finds out the rest.
  var isSuspect = false
  /// That error was that an archive ends in the middle of its data.
  var isCut = false
  /// The file's first bytes as they were read, if they were.
  var firstBytes: [UInt8] = []
  /// It is not read before so many bytes of another file have been: that one had its name.
  var forerunner: (file: TailedFile, size: Int64)?
  /// It is no longer followed.
  var isClosed = false
  /// It was closed for want of descriptors; close it again after each block.
  var isTransient = false
  /// Nothing will be appended any more: a last line without its line end counts, too.
  var isEnding: Bool

  private let readBytes = Atomic<Int64>(0)
  private let lastChange: Atomic<Int64>
  private let sizeOnDisk: Atomic<Int64>
  private let hasEnded = Atomic<Bool>(false)

  /// Takes a file up at a position, to be opened when it is first read.
  init(
    position: FilePosition, format: FileFormat, status: FileStatus, file: FileStream?,
    options: Tailer.Options
  ) {
    kind = position.kind
    self.format = format
    isCSV = position.isCSV == true
    identity = status.identity
    self.options = options
    path = position.path
    newest = position.newest
    counted = position
    counted.device = identity.device
    counted.inode = identity.inode
    counted.isGone = false
    counted.finished = nil
    taken = position.offset
    takenTail = position.tail
    finish = position.finished
    isEnding = options.endOfInput
    self.status = status
    self.file = file
    lastChange = Atomic(status.modified / 1000)
    sizeOnDisk = Atomic(status.size)
    readBytes.store(finish == nil ? 0 : status.size, ordering: .relaxed)
    isDrained = finish != nil
  }

  /// Everything up to the block's end is counted. The position follows this, never the reading ahead.
  package func consumed(_ block: LineBlock) {
    guard format != .stream else { return }
    if counted.offset < Int64(Fingerprint.headSize) { extendHead(with: block) }
    if counted.offset > 0 {
      counted.trail.append(FilePosition.Mark(offset: counted.offset, tail: counted.tail))
      if counted.trail.count > FilePosition.trailLength { counted.trail.removeFirst() }
    }
    counted.offset = block.end
    counted.tail = block.tail
    if block.isOverlong {
      recentText = RecentBytes(limit: Self.recentSize)
    } else {
      recentText.append(block.content)
    }
  }

  /// The fingerprint of the beginning grows with what is counted.
  private func extendHead(with block: LineBlock) {
    if counted.offset == 0 { (counted.headLength, counted.head) = (0, Fingerprint.empty) }
    if counted.headLength == 0, block.start > 0 {
      // Written before the first block was handed over, and not changed since.
      guard preamble.count == Int(min(block.start, Int64(Fingerprint.headSize))) else { return }
      preamble.withUnsafeBytes { counted.extendHead(with: $0) }
    }
    guard Int64(counted.headLength) == block.start else { return }
    counted.extendHead(with: block.content)
  }

  /// As long as nothing of a plain file has been counted, it is known again by what it begins with now.
  func noteBeginning() {
    guard format == .plain, taken == 0, let file = readable() else { return }
    (counted.headLength, counted.head) = (0, Fingerprint.empty)
    file.bytes(at: 0, count: Fingerprint.headSize).withUnsafeBytes { counted.extendHead(with: $0) }
  }

  /// What stands before the first line. Written by the reading side before it hands over the first block.
  var preamble: [UInt8] = []

  package var position: FilePosition {
    var position = counted
    position.path = path
    position.newest = newest
    position.finished = hasOutstanding ? nil : finish
    return position
  }

  /// Blocks that were handed out have not come back yet.
  var hasOutstanding: Bool { taken != counted.offset && format != .stream }

  /// Its size on disk in bytes, compressed if the file is; of a pipe what has come.
  package var size: Int64 { format == .stream ? bytesRead : sizeOnDisk.load(ordering: .relaxed) }

  /// How much of ``size`` has been read.
  package var bytesRead: Int64 { readBytes.load(ordering: .relaxed) }

  /// When the file was last written to, in microseconds, as of the last look or read; of a pipe, when data last came.
  package var modified: Int64 { lastChange.load(ordering: .relaxed) }

  /// It may still grow: a plain file under a watched name or one that lost its name lately, or a pipe that is open.
  package var isLive: Bool {
    switch format {
    case .plain: !isEnding
    case .stream: !hasEnded.load(ordering: .relaxed)
    case .gzip, .zstd: false
    }
  }

  /// Where it really is, if a link leads to it.
  var target: String? { counted.target }

  func rename(to path: String, target: String?) {
    self.path = path
    counted.target = target
    file?.path = path
  }

  func note(_ status: FileStatus) {
    self.status = status
    guard format != .stream else { return }
    lastChange.store(status.modified / 1000, ordering: .relaxed)
    sizeOnDisk.store(status.size, ordering: .relaxed)
  }

  func noteReading() {
    guard let file else { return }
    if format == .stream, file.position > bytesRead { lastChange.store(options.fileClock() / 1000, ordering: .relaxed) }
    readBytes.store(file.position, ordering: .relaxed)
  }

  func noteEnd() { hasEnded.store(true, ordering: .relaxed) }
}
