import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Cuts a stream of bytes into blocks of whole lines (of whole records, if it is CSV).
///
/// Bytes are read straight into a block; what stands behind its last line end is carried over into the next one and held
/// there until the rest of it comes, or until `endOfInput` says that nothing will. A block is no longer than a line may
/// be, so a line over the limit always stands alone; of it only the beginning is kept, whatever its length.
final class BlockReader {
  /// The offset behind what was handed over (or passed over: a byte order mark, a CSV header).
  private(set) var offset: Int64
  /// The names in the header, once it has been read; always `nil` for JSON lines.
  private(set) var header: [String]?
  private(set) var separator = UInt8(ascii: ",")
  /// What stands before the first line: a byte order mark, a CSV header.
  private(set) var preamble: [UInt8] = []

  private let stream: any ByteStream
  private let lineLimit: Int
  private let isCSV: Bool
  /// Content bytes that blocks aim at.
  private var target: Int
  private let fullTarget: Int
  private var recent: RecentBytes
  private var block: LineBlock?
  private var filled = 0
  /// So much of the block is known to hold no line end.
  private var scanned = 0
  /// The beginning of an overlong line whose end is being looked for; `offset` stays at its start.
  private var overlong: LineBlock?
  private var dropped: Int64 = 0

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  static let overlongHead = 256
  /// Bytes after which a CSV record whose quotes do not pair is taken for one with a stray quote.
  private static let recordLimit = 1 << 16
  private static let firstTarget = 1 << 14

  /// - Parameters:
  ///   - stream: stands at `offset`.
  ///   - recent: the bytes before it.
  ///   - header: for a CSV file that is not read from its start, one that has read its header.
  init(
    stream: any ByteStream, offset: Int64, recent: [UInt8], lineLimit: Int, blockSize: Int, isCSV: Bool,
    header: BlockReader? = nil
  ) {
    self.stream = stream
    self.offset = offset
    self.recent = RecentBytes(recent)
    self.lineLimit = max(1, min(lineLimit, Int.max / 4))
    self.isCSV = isCSV
    if let header { (self.header, separator) = (header.header ?? [], header.separator) }
    fullTarget = max(1, min(blockSize, self.lineLimit + 1))
    target = min(fullTarget, Self.firstTarget)
  }

  /// How far the content has been read, what is held included.
  var readOffset: Int64 { offset + dropped + Int64(filled) }

  /// The last bytes before ``readOffset``.
  var readTail: [UInt8] {
    var copy = recent
    if let block { copy.append(UnsafeRawBufferPointer(rebasing: block.memory[0..<filled])) }
    return copy.bytes
  }

  /// The next block; `nil` when there is nothing more at the moment.
  ///
  /// - Parameter expected: how many bytes are likely to come, so that a few need no large block.
  func next(expected: Int64, endOfInput: Bool) throws(IngestError) -> LineBlock? {
    while true {
      if overlong != nil {
        if let block = try finishOverlong(endOfInput: endOfInput) { return block }
        return nil
      }
      if let block, filled == block.capacity {
        if let cut = cut() { return emit(cut) }
        if filled > lineLimit {
          setAside()
          continue
        }
      }
      let room = makeRoom(expected: expected)
      var count = 0
      do {
        count = try stream.read(into: room)
      } catch {
        if let cut = cut() { return emit(cut) }
        throw error
      }
      filled += count
      if count < room.count {
        if let cut = cut() { return emit(cut) }
        if count == 0 {
          if endOfInput, let block = rest() { return block }
          release()
          return nil
        }
      }
    }
  }

  /// Where the last whole line in the block ends. Takes a byte order mark and a header off its front.
  private func cut() -> Int? {
    guard let block else { return nil }
    if offset == 0, filled >= 3, block.memory.starts(with: Self.byteOrderMark) {
      pass(over: Self.byteOrderMark.count)
    }
    guard isCSV else {
      var index = filled
      while index > scanned {
        index -= 1
        if block.memory[index] == UInt8(ascii: "\n") { return index + 1 }
      }
      scanned = filled
      return nil
    }
    if header == nil {
      guard let end = headerLength(in: block) else { return nil }
      readHeader(of: end, in: block)
    }
    let bytes = UnsafeRawBufferPointer(rebasing: block.memory[0..<filled])
    let length = CSVText.wholeRecords(in: bytes, separator: separator, limit: min(lineLimit, Self.recordLimit))
    return length > 0 ? length : nil
  }

  /// Where the header ends: at the first newline outside of quotes, or at the first one of all if that is too far.
  private func headerLength(in block: LineBlock) -> Int? {
    var isQuoted = false
    var first: Int?
    for (index, byte) in block.memory[0..<filled].enumerated() {
      if byte == CSVText.quote { isQuoted.toggle() }
      guard byte == CSVText.lineFeed else { continue }
      if !isQuoted { return index + 1 }
      first = first ?? index + 1
    }
    return filled > lineLimit ? first : nil
  }

  private func readHeader(of length: Int, in block: LineBlock) {
    let record = UnsafeRawBufferPointer(rebasing: block.memory[0..<length])
    separator = CSVText.separator(ofHeader: record)
    header = CSVText.fields(of: record, separator: separator)
    pass(over: length)
  }

  /// Drops bytes at the front of the block that are no lines.
  private func pass(over count: Int) {
    guard let block, let base = block.memory.baseAddress else { return }
    let front = UnsafeRawBufferPointer(rebasing: block.memory[0..<count])
    recent.append(front)
    preamble.append(contentsOf: front.prefix(max(0, Fingerprint.headSize - preamble.count)))
    memmove(base, base + count, filled - count)
    filled -= count
    offset += Int64(count)
    scanned = 0
  }

  /// Hands over the first `length` bytes and carries over the others.
  private func emit(_ length: Int) -> LineBlock? {
    guard let full = block else { return nil }
    let rest = filled - length
    block = nil
    filled = 0
    scanned = 0
    target = fullTarget
    if rest > 0 {
      let next = LineBlock(capacity: rest)
      next.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: full.memory[length..<length + rest]))
      block = next
      filled = rest
      // What is carried over holds no line end.
      scanned = rest
    }
    full.count = length
    full.start = offset
    full.end = offset + Int64(length)
    (full.header, full.separator) = (header, separator)
    recent.append(full.content)
    full.tail = recent.fingerprint
    offset = full.end
    return full
  }

  /// What is left when nothing will come any more.
  private func rest() -> LineBlock? {
    guard filled > 0, let block else { return nil }
    if isCSV, header == nil {
      readHeader(of: filled, in: block)
      return nil
    }
    return emit(filled)
  }

  /// The block is full and holds no line end: its end is looked for from now on.
  private func setAside() {
    guard let full = block else { return }
    if isCSV, header == nil { header = [] }
    let head = LineBlock(capacity: Self.overlongHead)
    head.count = min(filled, Self.overlongHead)
    head.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: full.memory[0..<head.count]))
    overlong = head
    drop(filled)
  }

  private func drop(_ count: Int) {
    guard let block else { return }
    recent.append(UnsafeRawBufferPointer(rebasing: block.memory[0..<count]))
    dropped += Int64(count)
    filled = 0
    scanned = 0
  }

  /// Reads to the end of the overlong line.
  private func finishOverlong(endOfInput: Bool) throws(IngestError) -> LineBlock? {
    while true {
      let room = makeRoom(expected: .max)
      let count = try stream.read(into: room)
      guard count > 0, let block else {
        release()
        return endOfInput ? emitOverlong() : nil
      }
      filled = count
      guard let base = block.memory.baseAddress,
        let newline = memchr(base, Int32(UInt8(ascii: "\n")), count)
      else {
        drop(count)
        continue
      }
      let length = newline - base + 1
      recent.append(UnsafeRawBufferPointer(rebasing: block.memory[0..<length]))
      dropped += Int64(length)
      memmove(base, base + length, count - length)
      filled = count - length
      scanned = 0
      return emitOverlong()
    }
  }

  private func emitOverlong() -> LineBlock? {
    guard let line = overlong else { return nil }
    overlong = nil
    line.isOverlong = true
    line.start = offset
    line.end = offset + dropped
    line.tail = recent.fingerprint
    (line.header, line.separator) = (header, separator)
    offset = line.end
    dropped = 0
    return line
  }

  /// The free part of the block; makes it, or makes it larger, if there is none.
  private func makeRoom(expected: Int64) -> UnsafeMutableRawBufferPointer {
    if let block, filled < block.capacity { return free(in: block) }
    let wanted = max(filled + Int(clamping: max(0, min(expected, Int64(target)))) + 1, 1 << 12)
    let capacity = filled < target ? min(target, wanted) : min(2 * filled, lineLimit + 1)
    let larger = LineBlock(capacity: max(filled + 1, capacity))
    if let block { larger.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.memory[0..<filled])) }
    block = larger
    return free(in: larger)
  }

  private func free(in block: LineBlock) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: block.memory[filled..<block.capacity])
  }

  /// Keeps no more memory than what is held takes.
  private func release() {
    guard let current = block else { return }
    if filled == 0 {
      block = nil
    } else if current.capacity > 2 * filled + (1 << 12) {
      let smaller = LineBlock(capacity: filled)
      smaller.memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: current.memory[0..<filled]))
      block = smaller
    }
  }
}
