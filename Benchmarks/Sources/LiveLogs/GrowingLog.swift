import Foundation
import Measuring

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A log that is appended to and rotated by renaming.
package struct GrowingLog {
  /// What was written in one go: it ends at `end` of the file with that inode.
  package struct Mark {
    package var inode: UInt64
    package var end: Int
    package var time: ContinuousClock.Instant
  }

  package let path: String
  private var descriptor: Int32 = -1
  package private(set) var inode: UInt64 = 0
  package private(set) var size = 0
  private var rotations = 0

  package init(path: String) throws {
    self.path = path
    try open()
  }

  private mutating func open() throws {
    descriptor = path.withCString { openFile($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) }
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      throw BenchmarkError("\(path): \(String(cString: strerror(errno)))")
    }
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
  }

  package mutating func append(_ bytes: [UInt8]) throws -> Mark {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      guard count > 0 else { throw BenchmarkError("\(path): \(String(cString: strerror(errno)))") }
      done += count
    }
    size += done
    return Mark(inode: inode, end: size, time: .now)
  }

  package mutating func rotate() throws {
    close(descriptor)
    rotations += 1
    guard rename(path, "\(path).\(rotations)") == 0 else {
      throw BenchmarkError("\(path): \(String(cString: strerror(errno)))")
    }
    try open()
  }
}

func openFile(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
  open(path, flags, mode)
}
