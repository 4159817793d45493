#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a look does with one file. Nobody reads meanwhile.
extension TailedFile {
  /// How far a plain file has been read, what is held of an unfinished line included.
  var readOffset: Int64 { reader?.readOffset ?? max(taken, stalledSize ?? taken) }

  /// So much of it has been read, or there is no more.
  func isRead(to size: Int64) -> Bool {
    forerunner == nil && (isDrained || (format == .plain && readOffset >= size))
  }

  /// Everything that was there at the last look has been read and counted.
  var isSettled: Bool { isDrained && !hasOutstanding && (format != .plain || status.size <= readOffset) }

  /// What the file system says of it now; `nil` if it is closed and nowhere to be found.
  func currentStatus(listed: FileStatus?) -> FileStatus? {
    let clock = options.fileClock()
    if let file { return (try? file.status())?.settled(at: clock) }
    if let listed { return listed }
    return FileStatus(path: path).flatMap { $0.identity == identity ? $0.settled(at: clock) : nil }
  }

  /// Whether the file still begins with what has been read of it. If only an unfinished line was taken back, reading goes
  /// on behind the last whole one.
  func isIntact(_ new: FileStatus) -> Bool {
    if new.isUnchanged(since: status), !isSuspect { return true }
    isSuspect = false
    switch format {
    case .stream: return true
    case .plain: return isIntactPlain(new)
    case .gzip, .zstd: return isIntactArchive(new)
    }
  }

  private func isIntactPlain(_ new: FileStatus) -> Bool {
    if let reader, let file {
      if new.size >= reader.readOffset, file.tail(at: reader.readOffset) == reader.readTail { return true }
      self.reader = nil
      (stalledSize, isDrained) = (nil, false)
    } else if let stalledSize, new.size < stalledSize {
      self.stalledSize = nil
    }
    guard taken > 0 else {
      preamble = []
      return file != nil || isSame(path)
    }
    guard new.size >= taken else { return false }
    guard let file = readable() else { return true }
    return file.tail(at: taken).map { Fingerprint.of($0) } == takenTail
  }

  private func isIntactArchive(_ new: FileStatus) -> Bool {
    if let finish, finish.size == new.size, finish.modified == new.modified { return true }
    if finish == nil, new.size >= (file?.position ?? 0), stalledSize == nil || stalledSize == new.size || isCut {
      return true
    }
    guard let file = readable(), let content = try? StoredContent(file, format: format) else { return true }
    try? content.load(marks: [taken])
    close()
    (finish, isDrained) = (nil, false)
    return content.tail(at: taken) == takenTail
  }

  /// Its descriptor, or one for a moment; `nil` if it cannot be opened.
  func readable() -> FileStream? {
    if let file { return file }
    guard let file = try? FileStream(path: path), (try? file.status().identity) == identity else { return nil }
    return file
  }

  /// What it holds now, to compare with; of an archive through a descriptor of its own.
  var stored: StoredContent? {
    let opened = format.isArchive ? try? FileStream(path: path) : readable()
    guard let opened, (try? opened.status().identity) == identity else { return nil }
    return try? StoredContent(opened, format: format)
  }

  /// Lets reading go on if there is something new.
  func wake() {
    guard forerunner == nil else { return }
    switch format {
    case .plain:
      if status.size > readOffset { isDrained = false }
    case .gzip, .zstd:
      if finish == nil, status.size != stalledSize { isDrained = false }
    case .stream:
      if isLive, file?.hasInput() == true { isDrained = false }
    }
  }

  /// Whether a file of the same identity is this one and does not only have its inode. Archives tell when they are opened.
  private func isSame(_ path: String) -> Bool {
    guard !format.isArchive else { return true }
    guard let file = try? FileStream(path: path) else { return false }
    if taken > 0 { return file.tail(at: taken).map { Fingerprint.of($0) } == takenTail }
    let head = position.headLength
    return head > 0 && Fingerprint.of(file.bytes(at: 0, count: head)) == position.head
  }

  /// Its present name if it was renamed: by what the system says of the open file, else by a search of the directory.
  func findName() -> String? {
    guard status.links > 0 else { return nil }
    #if os(Linux)
      if let file {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink("/proc/self/fd/\(file.descriptor)", &buffer, buffer.count - 1)
        if length > 0 {
          let name = String(decoding: buffer[0..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
          if FileIdentity(path: name) == identity { return name }
        }
      }
    #endif
    return [target, path].lazy.compactMap { $0 }.compactMap { path in
      FileListing.names(in: FileListing.directory(of: path))?[self.identity]
    }.first { self.isSame($0) }
  }
}
