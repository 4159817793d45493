/// A few bytes of a file as it is on disk, packed or not: tells whether it is still the same whatever its times say.
///
/// Times alone do not: they move in ticks of some milliseconds, and a change of mode or owner moves them, too.
struct FileSample: Equatable {
  let size: Int64
  /// Fingerprints of the first and the last bytes.
  let head: UInt64
  let tail: UInt64

  /// Cost: two small reads.
  init(_ file: FileStream, size: Int64) {
    self.size = size
    head = Fingerprint.of(file.bytes(at: 0, count: Int(min(size, Int64(Fingerprint.headSize)))))
    tail = file.tail(at: size).map { Fingerprint.of($0) } ?? Fingerprint.empty
  }

  /// As the state keeps it of a copy; `nil` if it keeps none.
  init?(_ position: FilePosition) {
    guard position.original != nil, let finish = position.finished else { return nil }
    (size, head, tail) = (finish.size, position.head, position.tail)
  }
}
