import CZlib

/// The content of a gzip file (RFC 1952), any number of members, with zlib.
final class GzipStream: ByteStream {
  let file: FileStream
  /// At a fixed address, as zlib asks.
  private let state: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isBetweenMembers = true
  private var members = 0

  var position: Int64 { file.position }

  init(path: String) throws(IngestError) {
    file = try FileStream(path: path, offset: 0)
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    input = .allocate(byteCount: 1 << 16, alignment: 16)
    // 15 window bits, plus 16 for the gzip wrapper.
    let code = inflateInit2_(state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw damaged("zlib cannot start (code \(code))") }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    state.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(buffer.count)
    while state.pointee.avail_out > 0 {
      skipPadding()
      if state.pointee.avail_in == 0 {
        if try refill() { continue }
        if !isBetweenMembers, state.pointee.avail_out == UInt32(buffer.count) {
          throw damaged("ends in the middle of its data; copy it again")
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
        throw damaged("is not valid gzip: \(state.pointee.msg.map { String(cString: $0) } ?? "code \(code)")")
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

  /// Reads and drops `count` bytes of content. Cost: inflating them.
  func skip(_ count: Int64) throws(IngestError) {
    guard count > 0 else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { scratch.deallocate() }
    var rest = count
    while rest > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: scratch[0..<Int(min(rest, 1 << 16))])
      let read = try self.read(into: part)
      if read == 0 { throw damaged("is shorter than when it was last read; it was replaced") }
      rest -= Int64(read)
    }
  }

  private func refill() throws(IngestError) -> Bool {
    let count = try file.read(into: input)
    state.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func damaged(_ detail: String) -> IngestError {
    IngestError(.damagedArchive, path: file.path, detail: detail)
  }
}
