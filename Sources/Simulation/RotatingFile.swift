#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A log that is appended to and rotated by rename: before a write would take it past `maximumSize`, `name` becomes
/// `name.1`, the `name.1` of before becomes `name.2`, and so on. Nothing is ever deleted.
///
/// Lines are handed to the system at once, whole lines in one call, so that a reader never waits for a buffer.
struct RotatingFile: ~Copyable {
  let path: String
  let maximumSize: Int
  private var descriptor: Int32
  private var size: Int

  /// Appends to a file that is there already.
  init(path: String, maximumSize: Int) throws(SimulationError) {
    self.path = path
    self.maximumSize = maximumSize
    (descriptor, size) = try Self.opened(path)
  }

  deinit { close(descriptor) }

  /// - Parameter lines: one or more whole lines.
  mutating func append(_ lines: [UInt8]) throws(SimulationError) {
    guard !lines.isEmpty else { return }
    if size > 0, size + lines.count > maximumSize { try rotate() }
    try writeAll(lines, to: descriptor, path: path)
    size += lines.count
  }

  private mutating func rotate() throws(SimulationError) {
    var last = 1
    while access("\(path).\(last)", F_OK) == 0 { last += 1 }
    for number in stride(from: last, to: 1, by: -1) {
      try Self.move("\(path).\(number - 1)", to: "\(path).\(number)")
    }
    try Self.move(path, to: path + ".1")
    let old = descriptor
    (descriptor, size) = try Self.opened(path)
    close(old)
  }

  private static func move(_ source: String, to target: String) throws(SimulationError) {
    guard rename(source, target) == 0 else { throw .system(.rename, source) }
  }

  private static func opened(_ path: String) throws(SimulationError) -> (Int32, Int) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(.open, path) }
    let end = lseek(descriptor, 0, SEEK_END)
    return (descriptor, max(0, Int(end)))
  }
}
