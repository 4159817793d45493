#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open descriptor: a file on disk, a named pipe, or standard input.
final class FileStream: ByteStream {
  /// For messages; follows renames.
  var path: String
  let descriptor: Int32
  private(set) var position: Int64 = 0
  /// The other end of a pipe was closed when it was last read.
  private(set) var isHungUp = false
  private let isPipe: Bool
  /// Reading a pipe waits for data or its end.
  private let waits: Bool
  private let isOwned: Bool

  var isCut: Bool { false }

  /// - Parameter waits: of a named pipe: reading waits for the first writer, for data, and for the end of the last writer.
  ///   Else it never waits, and the pipe does not end when its writers go, since this end might write to it, too.
  init(path: String, waits: Bool = true) throws(IngestError) {
    self.path = path
    self.waits = waits
    let flags = O_CLOEXEC | O_NONBLOCK
    let kept = !waits && FileStatus(path: path)?.type == .stream ? open(path, O_RDWR | flags) : -1
    descriptor = kept >= 0 ? kept : open(path, O_RDONLY | flags)
    isOwned = true
    guard descriptor >= 0 else {
      isPipe = false
      throw IngestError.system(errno, path: path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      isPipe = false
      throw IngestError.system(errno, path: path)
    }
    let type = status.st_mode & S_IFMT
    isPipe = type != S_IFREG
    guard type != S_IFDIR else { throw IngestError.system(EISDIR, path: path) }
  }

  /// Standard input, or what stands in for it.
  init(standardInput: Int32, waits: Bool) {
    path = "-"
    self.waits = waits
    descriptor = standardInput
    isPipe = true
    isOwned = false
  }

  deinit {
    if isOwned, descriptor >= 0 { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    if isPipe {
      isHungUp = false
      guard hasInput(wait: waits) else { return 0 }
    }
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 {
        position += Int64(count)
        isHungUp = isPipe && count == 0 && buffer.count > 0
        return count
      }
      switch errno {
      case EINTR: continue
      // Somebody else reads the pipe, too, and was quicker.
      case EAGAIN where waits && isPipe: _ = hasInput(wait: true)
      case EAGAIN: return 0
      default: throw IngestError.system(errno, path: path)
      }
    }
  }

  /// Whether a read of a pipe would give data or the news of its end.
  func hasInput(wait: Bool = false) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&request, 1, wait ? -1 : 0)
      if count >= 0 || !wait || errno != EINTR { return count > 0 }
    }
  }

  /// It was opened to be read from.
  var isReadable: Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_WRONLY
  }

  /// Goes to a place in the file, so that the next read begins there.
  func seek(to offset: Int64) throws(IngestError) {
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw IngestError.system(errno, path: path) }
    position = offset
  }

  /// Up to `count` bytes at a place, without moving there; fewer at the end of the file.
  func bytes(at offset: Int64, count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + filled)
        if read > 0 {
          filled += read
        } else if read == 0 || errno != EINTR {
          break
        }
      }
    }
  }

  /// The bytes before a place that its fingerprint is made of; `nil` if the file does not reach so far.
  func tail(at offset: Int64) -> [UInt8]? {
    let count = Int(min(offset, Int64(Fingerprint.tailSize)))
    let bytes = bytes(at: offset - Int64(count), count: count)
    return bytes.count == count ? bytes : nil
  }

  func status() throws(IngestError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw IngestError.system(errno, path: path) }
    return FileStatus(status)
  }
}
