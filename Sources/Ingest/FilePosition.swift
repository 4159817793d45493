/// Where a file was left, as the state keeps it, and by what it is known again.
package struct FilePosition: Codable, Equatable, Sendable {
  /// A place in the content and the fingerprint of the bytes before it.
  package struct Mark: Codable, Equatable, Sendable {
    package var offset: Int64
    package var tail: UInt64

    package init(offset: Int64, tail: UInt64) {
      self.offset = offset
      self.tail = tail
    }
  }

  /// The name by which it was last known.
  package var path: String
  /// Where the file really is, if `path` is a symbolic link or leads through one.
  package var target: String?
  package var kind: LogKind
  package var device: UInt64
  package var inode: UInt64
  /// Everything before has been counted; in bytes of the (uncompressed) content.
  package var offset: Int64
  /// Fingerprint of the last bytes (at most ``Fingerprint/tailSize``) before the offset; ``Fingerprint/empty`` as long as
  /// they are not known.
  package var tail: UInt64
  /// How many of the first bytes ``head`` covers: at most ``Fingerprint/headSize``, and of what was counted only. As long
  /// as nothing was counted, what the file began with when it was found.
  package var headLength: Int
  package var head: UInt64
  /// Earlier places, newest last: a copy of the file may end at one that was passed already.
  package var trail: [Mark]
  /// Event time of the newest record consumed, in microseconds; set by the engine.
  package var newest: Int64?
  /// The content is no longer in the file of that identity: it was truncated, or the inode belongs to another file.
  package var isGone: Bool
  /// Not a place to go on from: the file was a copy of one that was left there. Then ``finished`` says what it was like on
  /// disk, and ``head`` and ``tail`` are of its bytes there.
  package var original: Mark?
  /// Of an archive that was read to its end: its size and modification time (nanoseconds) then.
  package var finished: Finish?
  /// Whether it holds CSV, whatever it is called by now; `nil` if that was not kept.
  package var isCSV: Bool?

  package struct Finish: Codable, Equatable, Sendable {
    package var size: Int64
    package var modified: Int64

    package init(size: Int64, modified: Int64) {
      self.size = size
      self.modified = modified
    }
  }

  package init(path: String, kind: LogKind, identity: FileIdentity, offset: Int64 = 0) {
    self.path = path
    self.kind = kind
    device = identity.device
    inode = identity.inode
    self.offset = offset
    tail = Fingerprint.empty
    headLength = 0
    head = Fingerprint.empty
    trail = []
    isGone = false
  }

  var mark: Mark { Mark(offset: offset, tail: tail) }

  package var identity: FileIdentity { FileIdentity(device: device, inode: inode) }

  /// What stands before the offset was not kept: the file is known by its identity and its beginning alone.
  var isTailUnknown: Bool { offset > 0 && tail == Fingerprint.empty }
}

extension FilePosition {
  /// How many earlier places are kept.
  static let trailLength = 8

  mutating func extendHead(with bytes: UnsafeRawBufferPointer) {
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(max(0, Fingerprint.headSize - headLength)))
    head = Fingerprint.extend(head, with: part)
    headLength += part.count
  }
}
