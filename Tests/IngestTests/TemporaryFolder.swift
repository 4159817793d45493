import Foundation

/// A folder that goes when the test is over.
final class TemporaryFolder {
  let path: String

  init(inMemory: Bool = false) throws {
    let isMemory = inMemory && FileManager.default.isWritableFile(atPath: "/dev/shm")
    path = (isMemory ? "/dev/shm/" : NSTemporaryDirectory()) + "leeway ingest \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func file(_ name: String, _ content: [UInt8] = []) throws -> String {
    let path = self.path + "/" + name
    try Data(content).write(to: URL(fileURLWithPath: path))
    return path
  }

  @discardableResult
  func file(_ name: String, _ content: String) throws -> String { try file(name, Array(content.utf8)) }

  func folder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  func append(_ content: String, to name: String) throws {
    let path = name.hasPrefix("/") ? name : self.path + "/" + name
    guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(content.utf8))
  }

  func rename(_ name: String, _ other: String) throws {
    guard Foundation.rename(path + "/" + name, path + "/" + other) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  func copy(_ name: String, _ other: String) throws {
    try FileManager.default.copyItem(atPath: path + "/" + name, toPath: path + "/" + other)
  }

  /// Cuts the file off in place and writes new content to it.
  func truncate(_ name: String, to size: Int = 0, then content: String = "") throws {
    guard Foundation.truncate(path + "/" + name, off_t(size)) == 0 else { throw CocoaError(.fileWriteUnknown) }
    if !content.isEmpty { try append(content, to: name) }
  }

  func link(_ name: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: path + "/" + name)
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }

  func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path + "/" + name))) }
}
