import CZlib

/// The content of a gzip file (RFC 1952), any number of members, with zlib.
final class GzipStream: ByteStream {
  private let file: FileStream
  /// At a fixed address, as zlib asks.
  private let state: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isBetweenMembers = true
  private var members = 0
  private(set) var isCut = false

  var position: Int64 { file.position }

  /// Reads on from the descriptor's place, which is to be the file's start.
  init(_ file: FileStream) throws(IngestError) {
    self.file = file
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    input = .allocate(byteCount: 1 << 16, alignment: 16)
    // 15 window bits, plus 16 for the gzip wrapper.
    let code = inflateInit2_(state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw IngestError.damagedArchive(file.path, "zlib cannot start (code \(code))") }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    isCut = false
    state.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(buffer.count)
    while state.pointee.avail_out > 0 {
      skipPadding()
      if state.pointee.avail_in == 0 {
        if try refill() { continue }
        if !isBetweenMembers, state.pointee.avail_out == UInt32(buffer.count) {
          isCut = true
          throw IngestError.cutArchive(file.path)
        }
        break
      }
      isBetweenMembers = false
      let code = inflate(state, Z_NO_FLUSH)
      if code == Z_STREAM_END {
        isBetweenMembers = true
        members += 1
        inflateReset(state)
      } else if code != Z_OK, code != Z_BUF_ERROR {
        if state.pointee.avail_out < UInt32(buffer.count) { break }
        let reason = state.pointee.msg.map { String(cString: $0) } ?? "code \(code)"
        throw IngestError.damagedArchive(file.path, "is not valid gzip: \(reason)")
      }
    }
    return buffer.count - Int(state.pointee.avail_out)
  }

  /// Passes over the zeros that some tools fill the last block with, as gzip does.
  private func skipPadding() {
    guard isBetweenMembers, members > 0 else { return }
    while state.pointee.avail_in > 0, let next = state.pointee.next_in, next.pointee == 0 {
      state.pointee.next_in = next + 1
      state.pointee.avail_in -= 1
    }
  }

  private func refill() throws(IngestError) -> Bool {
    let count = try file.read(into: input)
    state.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(count)
    return count > 0
  }
}
