#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A source of bytes that may grow.
protocol ByteStream: AnyObject {
  /// How far the file on disk has been read, in bytes.
  var position: Int64 { get }

  /// Fills the buffer from the front; 0 when there is nothing (more) at the moment.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int
}

/// A plain file from an offset on.
final class FileStream: ByteStream {
  let path: String
  let descriptor: Int32
  private var offset: Int64

  var position: Int64 { offset }

  init(path: String, offset: Int64) throws(IngestError) {
    self.path = path
    self.offset = offset
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw IngestError.system(errno, path: path) }
    let status = try self.status()
    guard status.st_mode & S_IFMT != S_IFDIR else { throw IngestError.system(EISDIR, path: path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 {
        offset += Int64(count)
        return count
      }
      if errno != EINTR { throw IngestError.system(errno, path: path) }
    }
  }

  func status() throws(IngestError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw IngestError.system(errno, path: path) }
    return status
  }
}
