import CZstd

/// The content of a Zstandard file (RFC 8878), any number of frames, with libzstd.
final class ZstdStream: ByteStream {
  private let file: FileStream
  private let state: OpaquePointer
  private let input: UnsafeMutableRawBufferPointer
  private var unread: Range<Int> = 0..<0
  private var isBetweenFrames = true
  /// The decoder stopped for want of room and may hold more.
  private var holdsMore = false
  /// What is wrong with the data stays wrong.
  private var failure: IngestError?
  private(set) var isCut = false

  var position: Int64 { file.position }

  /// Reads on from the descriptor's place, which is to be the file's start.
  init(_ file: FileStream) throws(IngestError) {
    self.file = file
    guard let state = ZSTD_createDStream() else {
      throw IngestError.damagedArchive(file.path, "libzstd cannot start")
    }
    self.state = state
    input = .allocate(byteCount: max(1 << 12, ZSTD_DStreamInSize()), alignment: 16)
  }

  deinit {
    ZSTD_freeDStream(state)
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    if let failure { throw failure }
    isCut = false
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos < output.size {
      if unread.isEmpty, !holdsMore {
        let count = try file.read(into: input)
        if count == 0 {
          if !isBetweenFrames, output.pos == 0 {
            isCut = true
            throw IngestError.cutArchive(file.path)
          }
          break
        }
        unread = 0..<count
      }
      var source = ZSTD_inBuffer(src: input.baseAddress, size: unread.upperBound, pos: unread.lowerBound)
      let code = ZSTD_decompressStream(state, &output, &source)
      if ZSTD_isError(code) != 0 {
        let reason = ZSTD_getErrorName(code).map { String(cString: $0) } ?? "code \(code)"
        failure = IngestError.damagedArchive(file.path, "is not valid zstd: \(reason)")
        if output.pos > 0 { break }
        throw failure ?? IngestError.cutArchive(file.path)
      }
      unread = source.pos..<source.size
      isBetweenFrames = code == 0
      holdsMore = code != 0 && output.pos == output.size
    }
    return output.pos
  }
}
