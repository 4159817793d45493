import Foundation
import Ingest
import Windows

/// Where a file was left, as the state keeps it.
struct SourcePosition: Codable, Equatable {
  var path: String
  var kind: LogKind
  var device: UInt64
  var inode: UInt64
  var offset: Int64
  var clock: SourceClock
  /// The file's first bytes, so that another file with a reused inode is not taken for it.
  var head: Data

  static let headSize = 256

  init(_ source: LogSource) {
    path = source.log.path
    kind = source.log.kind
    device = source.log.identity.device
    inode = source.log.identity.inode
    offset = source.log.offset
    clock = source.clock
    head = source.head
  }

  var identity: FileIdentity { FileIdentity(device: device, inode: inode) }

  /// Whether the file at a path begins as this one did; `nil` if it cannot be read.
  func isSame(path: String) -> Bool? {
    Self.head(of: path, identity: identity)?.starts(with: head)
  }

  /// The file's present path if it is in the same directory under another name.
  func renamedPath() -> String? {
    guard FileIdentity(path: path) != identity else { return nil }
    let directory = (path as NSString).deletingLastPathComponent
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().map { (directory as NSString).appendingPathComponent($0) }
      .first { FileIdentity(path: $0) == identity && isSame(path: $0) == true }
  }

  /// The first bytes of the file at a path; `nil` if it is another file, or cannot be read.
  static func head(of path: String, identity: FileIdentity) -> Data? {
    guard FileIdentity(path: path) == identity, let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    return try? handle.read(upToCount: headSize) ?? Data()
  }
}
