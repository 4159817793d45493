import CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is written from start to end, plain or as gzip. The same lines give the same bytes: the gzip header
/// carries no time and no name.
struct LogFile: ~Copyable {
  private enum Handle {
    case plain(Int32)
    case gzip(gzFile)
  }

  private static let bufferSize = 1 << 16

  let path: String
  private var handle: Handle?
  private var buffer: [UInt8] = []

  /// Creates the file, or empties it.
  init(path: String, gzip: Bool) throws(SimulationError) {
    self.path = path
    if gzip {
      guard let file = gzopen(path, "wb9") else { throw .system(.open, path) }
      handle = .gzip(file)
    } else {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw .system(.open, path) }
      handle = .plain(descriptor)
    }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    switch handle {
    case .plain(let descriptor): _ = Self.closeDescriptor(descriptor)
    case .gzip(let file): gzclose(file)
    case nil: break
    }
  }

  mutating func write(_ line: [UInt8]) throws(SimulationError) {
    buffer.append(contentsOf: line)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what is left. Without this call the last lines are lost.
  mutating func finish() throws(SimulationError) {
    try flush()
    let last = handle
    handle = nil
    switch last {
    case .plain(let descriptor):
      guard Self.closeDescriptor(descriptor) == 0 else { throw .system(.close, path) }
    case .gzip(let file):
      guard gzclose(file) == Z_OK else { throw .system(.close, path) }
    case nil: break
    }
  }

  private mutating func flush() throws(SimulationError) {
    guard !buffer.isEmpty else { return }
    switch handle {
    case .plain(let descriptor): try writeAll(buffer, to: descriptor, path: path)
    case .gzip(let file):
      let count = buffer.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) }
      guard Int(count) == buffer.count else { throw .system(.write, path) }
    case nil: break
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
}

/// One `write` call if the system takes all at once, as it does on a file with room; the rest is sent after it
/// otherwise.
func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(SimulationError) {
  var sent = 0
  while sent < bytes.count {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
    if count > 0 {
      sent += count
    } else if count == 0 || errno != EINTR {
      throw .system(.write, path)
    }
  }
}

/// Creates a directory and its parents, unless it is there.
func makeDirectory(_ path: String) throws(SimulationError) {
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += (made.isEmpty || made == "/" ? "" : "/") + part
    if mkdir(made, 0o755) != 0, errno != EEXIST { throw .system(.createDirectory, made) }
  }
}
