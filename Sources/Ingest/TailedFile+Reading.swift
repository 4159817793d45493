import Records

extension TailedFile {
  /// The next whole lines; nil when there is nothing (more) at the moment. Waits for a pipe if `Options.endOfInput`, and
  /// then nil is its end.
  package func nextBlock() throws(IngestError) -> LineBlock? {
    guard finish == nil, !isClosed, forerunner == nil else { return nil }
    isCut = false
    do {
      let reader = try openReader()
      let before = (offset: reader.readOffset, tail: reader.readTail)
      let size = expected(file?.position ?? 0)
      let isEnd = format == .stream ? hasHungUp : isEnding || format.isArchive
      var block = try reader.next(expected: size, endOfInput: isEnd)
      if block == nil, !isEnd, hasHungUp { block = try reader.next(expected: size, endOfInput: true) }
      noteReading()
      guard let block else {
        try pause()
        return nil
      }
      if format == .plain, before.offset > 0, file?.tail(at: before.offset) != before.tail {
        // Truncated and grown again since the last look: what was read is not what follows.
        self.reader = nil
        (stalledSize, isSuspect) = (nil, true)
        return nil
      }
      if preamble.isEmpty { preamble = reader.preamble }
      if taken == 0 { firstBytes = Array((reader.preamble + block.content).prefix(Fingerprint.headSize)) }
      (taken, stalledSize) = (block.end, nil)
      takenTail = block.tail
      if isTransient { park() }
      return block
    } catch {
      noteReading()
      stalledSize = currentSize
      isCut = content?.isCut ?? false
      throw error
    }
  }

  /// A pipe's other end was closed when it was last read, and that is its end: always so with standard input, with a
  /// named pipe where no other writer is waited for.
  private var hasHungUp: Bool {
    guard format == .stream, let file else { return false }
    return file.isHungUp && (file.path == "-" || options.endOfInput)
  }

  private func expected(_ position: Int64) -> Int64 {
    format == .plain ? max(0, status.size - position) : .max
  }

  private var currentSize: Int64? {
    guard let file, format != .stream else { return nil }
    return (try? file.status())?.size
  }

  /// Nothing more at the moment. An archive has been read to its end: it is closed and taken up again if it grows.
  private func pause() throws(IngestError) {
    guard let file else { return }
    switch format {
    case .plain:
      stalledSize = file.position
      if isTransient { park() }
    case .gzip, .zstd:
      let status = try file.status()
      stalledSize = status.size
      finish = FilePosition.Finish(size: status.size, modified: status.modified)
      close()
    case .stream:
      if hasHungUp { noteEnd() }
    }
  }

  /// Opens the file at the place where it was left.
  private func openReader() throws(IngestError) -> BlockReader {
    if let reader { return reader }
    let file = try openFile()
    let content: any ByteStream
    var header: BlockReader?
    if isCSV, taken > 0 { header = try readHeader(file) }
    var recent: [UInt8] = []
    switch format {
    case .plain:
      guard let tail = file.tail(at: taken) else { throw IngestError.changed(path) }
      recent = tail
      try file.seek(to: taken)
      content = file
    case .gzip, .zstd:
      content = try format.content(of: file)
      var bytes = RecentBytes()
      guard try content.skip(taken, { bytes.append($0) }) else { throw IngestError.changed(path) }
      recent = bytes.bytes
    case .stream: content = file
    }
    guard format == .stream || Fingerprint.of(recent) == takenTail else { throw IngestError.changed(path) }
    let reader = BlockReader(
      stream: content, offset: format == .stream ? 0 : taken, recent: recent, lineLimit: options.lineLimit,
      blockSize: options.blockSize, isCSV: isCSV, header: header)
    (self.reader, self.content) = (reader, content)
    return reader
  }

  private func openFile() throws(IngestError) -> FileStream {
    if let file { return file }
    let file = try FileStream(path: path)
    guard try file.status().identity == identity else { throw IngestError.changed(path) }
    self.file = file
    return file
  }

  /// The first record of a CSV file, however far the file was read.
  private func readHeader(_ file: FileStream) throws(IngestError) -> BlockReader {
    let reader = BlockReader(
      stream: try format.content(of: file), offset: 0, recent: [], lineLimit: options.lineLimit,
      blockSize: 1 << 14, isCSV: true)
    _ = try reader.next(expected: 1 << 14, endOfInput: true)
    return reader
  }

  /// Gives up descriptor and buffers; the next read opens the file again. Costs an archive that is under way its place,
  /// so that it has to be unpacked from the start: only its beginning is worth that.
  func park() {
    guard format == .plain || finish != nil || (format.isArchive && taken <= 1 << 16) else { return }
    close()
  }

  func close() {
    reader = nil
    content = nil
    file = nil
  }
}
