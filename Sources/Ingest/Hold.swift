import Notation

/// A file that was found and is not opened yet, and why.
struct Hold {
  enum Reason {
    /// It is a copy or a compressed version of a file that is still there, which was like this then, with something read
    /// of it or not.
    case version(of: TailedFile, as: FileStatus, isRead: Bool)
    /// It goes on where another one ends, of which not everything is counted yet. That is certain if both were compared.
    case rest(of: TailedFile, isCertain: Bool)
    /// As long as it does not grow it holds nothing that was not counted.
    case known(from: FilePosition.Mark)
    /// An archive that is still being written and may be a version of a known file.
    case incomplete

    /// It will be read for certain.
    var isTransient: Bool {
      if case .rest = self { true } else { false }
    }
  }

  var reason: Reason
  let path: String
  let kind: LogKind
  /// What it was when that was found.
  var status: FileStatus
  let sample: FileSample
  /// Since when it has been like that.
  var since: Instant
  /// What the content begins with.
  let head: [UInt8]
  /// Kept open if it holds something that is to be read, or is so short that it may only begin like another file: it may
  /// lose its name meanwhile.
  let file: FileStream?

  /// Bytes.
  static let shortLimit: Int64 = 256
  /// How many files are kept open.
  static let openLimit = 64

  /// What it holds is for certain a part of this file, or was when they were compared. Of a file of which nothing was read
  /// then, something else may have been read since.
  var original: TailedFile? {
    switch reason {
    case .version(let file, _, _), .rest(let file, isCertain: true):
      zip(head, file.firstBytes).allSatisfy { $0 == $1 } ? file : nil
    case .rest, .known, .incomplete: nil
    }
  }

  /// As the state keeps it: a copy as that, and a file without a whole line as one of which nothing was counted.
  var position: FilePosition? {
    var position = FilePosition(path: path, kind: kind, identity: status.identity)
    guard FileFormat(path: path).isArchive || StoredContent.hasLine(head) else {
      (position.headLength, position.head) = (Int(clamping: sample.size), sample.head)
      return position
    }
    if case .known(let mark) = reason { position.original = mark } else { position.original = original?.position.mark }
    guard position.original != nil else { return nil }
    (position.head, position.tail) = (sample.head, sample.tail)
    position.finished = FilePosition.Finish(size: status.size, modified: status.modified)
    return position
  }
}
