/// The last bytes that were read, as many as a fingerprint is made of, or more.
struct RecentBytes {
  private(set) var bytes: [UInt8] = []
  private let limit: Int

  init(_ bytes: [UInt8] = [], limit: Int = Fingerprint.tailSize) {
    self.bytes = bytes.suffix(limit)
    self.limit = limit
  }

  mutating func append(_ more: UnsafeRawBufferPointer) {
    if more.count >= limit {
      bytes = Array(more.suffix(limit))
    } else {
      bytes.removeFirst(max(0, bytes.count + more.count - limit))
      bytes.append(contentsOf: more)
    }
  }

  var fingerprint: UInt64 { Fingerprint.of(bytes) }
}
