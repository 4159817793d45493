import Notation
import Records

/// The files that are not under way yet.
extension Tailer {
  /// Opens what has appeared.
  func find(_ listing: FileListing, now: Instant, _ changes: inout Changes) {
    let active = Set(files.map(\.identity))
    let fresh = listing.order.filter { !active.contains($0) }.compactMap { listing[$0] }
    // Files that are known by identity come first. A copy is no longer than its original, and an archive is made of a
    // plain file.
    let ranked = fresh.enumerated().map { (entry: $0.element, rank: rank($0.element), place: $0.offset) }
    let sorted = ranked.sorted { a, b in a.rank == b.rank ? a.place < b.place : a.rank < b.rank }
    // What has gone may come back, with its directory.
    if held.count > Self.rememberedLimit {
      let present = Set(listing.order)
      held = held.filter { present.contains($0.key) }
    }
    for (entry, _, _) in sorted {
      do throws(IngestError) {
        try admit(entry, now: now, &changes)
      } catch {
        report(error)
      }
    }
    admitNameless(listing, now: now, &changes)
  }

  private func rank(_ entry: FileListing.Entry) -> (Int, Int64) {
    let identity = entry.status.identity
    let known = remembered.last { !$0.position.isGone && $0.position.identity == identity }?.position
    if let known, known.offset > 0, let file = try? FileStream(path: entry.paths[0]),
      (try? isSame(known, file, format: FileFormat(path: entry.paths[0]), entry.status)) == true
    {
      return (-1, 0)
    }
    return FileFormat(path: entry.paths[0]).isArchive ? (1, 0) : (0, -entry.status.size)
  }

  /// What was held and has lost its name since is as good as any other file when it is its turn, or if it has grown or
  /// will not come back.
  private func admitNameless(_ listing: FileListing, now: Instant, _ changes: inout Changes) {
    let nameless = held.filter { listing[$0.key] == nil && $0.value.file != nil }.values
    for hold in nameless.sorted(by: { $0.path < $1.path }) {
      let clock = options.fileClock()
      guard let file = hold.file, let status = (try? file.status())?.settled(at: clock) else { continue }
      guard hold.reason.isTransient || status.links == 0 || FileSample(file, size: status.size) != hold.sample
      else { continue }
      let entry = FileListing.Entry(kind: hold.kind, paths: [hold.path], status: status)
      try? admit(entry, through: file, now: now, &changes)
      if let file = files.last, file.identity == status.identity { loseName(file) }
      if case .known? = held[status.identity]?.reason, status.links == 0 { held[status.identity] = nil }
    }
  }

  /// - Parameter file: if it is open already.
  private func admit(
    _ entry: FileListing.Entry, through file: FileStream? = nil, now: Instant, _ changes: inout Changes
  ) throws(IngestError) {
    let identity = entry.status.identity
    let hold = held[identity]
    if let hold, isHeld(hold, entry.status, now: now) {
      note(hold, entry, now: now, &changes)
      return
    }
    held[identity] = nil
    let path = entry.paths[0]
    let file = if let file { file } else { try FileStream(path: path, waits: options.endOfInput) }
    let clock = options.fileClock()
    let status = try file.status().settled(at: clock)
    // Another file has taken the name since the listing: the next look knows more.
    guard status.identity == identity else { return }
    if status.type == .stream {
      open(FilePosition(path: path, kind: entry.kind, identity: identity), .stream, entry, status, file, &changes)
      return
    }
    guard status.size > 0 else { return }
    let sample = FileSample(file, size: status.size)
    if var hold, case .known = hold.reason, hold.sample == sample {
      hold.status = status
      held[identity] = hold
      return
    }
    let format = FileFormat(path: path)
    if let index = remembered.lastIndex(where: { !$0.position.isGone && $0.position.identity == identity }) {
      let position = remembered[index].position
      if position.offset == 0 {
        // Nothing was counted: the file, or whatever has its inode now, is as good as new.
        remembered.remove(at: index)
      } else if position.kind == entry.kind, remembered[index].unsettled == nil,
        try isSame(position, file, format: format, status)
      {
        remembered.remove(at: index)
        open(position, format, entry, status, file, &changes)
        return
      } else if position.kind == entry.kind {
        remembered[index].markGone()
      }
    }
    let content = try StoredContent(file, format: format)
    let since = hold.flatMap { $0.status.size == status.size ? $0.since : nil } ?? now
    let isOverdue = isOverdue(since: since, now: now)
    let original = hold?.sample == sample ? hold?.original : nil
    let copied = copied(entry, sample)
    switch try recognise(content, entry, original: original, copied: copied, isOverdue: isOverdue) {
    case .hold(let reason):
      let isOpen = held.values.count { $0.file != nil } < Hold.openLimit
      let hold = Hold(
        reason: reason, path: path, kind: entry.kind, status: status, sample: sample, since: since,
        head: content.head, file: isOpen && (reason.isTransient || status.size < Hold.shortLimit) ? file : nil)
      held[identity] = hold
      note(hold, entry, now: now, &changes)
    case .new:
      var position = FilePosition(path: path, kind: entry.kind, identity: identity)
      // What is new in a file that was truncated goes on in time where the old content stopped.
      position.newest = remembered.last { $0.position.isGone && $0.position.identity == identity }?.position.newest
      content.head.withUnsafeBytes { position.extendHead(with: $0) }
      open(position, format, entry, status, file, &changes)
      queue(files.last, behind: entry.paths)
    case .goesOn(let position, let active):
      if let active { retire(active, isGone: true, isForgotten: active.taken <= position.offset, &changes) }
      open(position, format, entry, status, file, &changes)
    }
  }

  /// Whether the reason to wait still stands.
  private func isHeld(_ hold: Hold, _ status: FileStatus, now: Instant) -> Bool {
    guard status.isUnchanged(since: hold.status) else { return false }
    switch hold.reason {
    // Of a file of which nothing was read yet, a change of its content shows in nothing else.
    case .version(let file, let status, let isRead):
      return file.status.links > 0 && files.contains { $0 === file }
        && (isRead || file.status.isUnchanged(since: status))
    case .rest(let file, _): return !file.isSettled && (file.hasOutstanding || files.contains { $0 === file })
    case .known: return true
    case .incomplete: return !isOverdue(since: hold.since, now: now)
    }
  }

  /// Lets a file wait for the one that had its name, until what that one holds now has been read.
  private func queue(_ file: TailedFile?, behind names: [String]) {
    let forerunner = names.lazy.compactMap { self.formerNames[$0] }.first { former in
      former !== file && self.files.contains { $0 === former }
    }
    guard let file, let forerunner, !forerunner.isRead(to: forerunner.status.size) else { return }
    file.forerunner = (forerunner, forerunner.status.size)
  }

  private func note(_ hold: Hold, _ entry: FileListing.Entry, now: Instant, _ changes: inout Changes) {
    switch hold.reason {
    case .rest: changes.isWaiting = true
    case .incomplete where isOverdue(since: hold.since, now: now): report(.cutArchive(entry.paths[0]))
    case .incomplete, .known, .version: break
    }
  }

  /// Where the file was left that this one was a copy of in the last run, if it is the same still.
  private func copied(_ entry: FileListing.Entry, _ sample: FileSample) -> FilePosition.Mark? {
    guard let copy = copies[entry.status.identity], copy.kind == entry.kind else { return nil }
    return FileSample(copy) == sample ? copy.original : nil
  }

  /// Nobody seems to be writing the archive any more.
  private func isOverdue(since: Instant, now: Instant) -> Bool {
    options.endOfInput || now - since >= Self.archivePatience
  }

  /// Whether a file found under a remembered identity still begins with what was read of it.
  private func isSame(
    _ position: FilePosition, _ file: FileStream, format: FileFormat, _ status: FileStatus, byHead: Bool = false
  ) throws(IngestError) -> Bool {
    if let finish = position.finished, finish.size == status.size, finish.modified == status.modified { return true }
    guard position.offset > 0 || byHead else { return true }
    guard position.headLength > 0 || position.offset > 0 else { return false }
    let content = try StoredContent(file, format: format)
    guard content.headFingerprint(length: position.headLength) == position.head else { return false }
    guard content.length <= position.offset || content.hasLine(before: position.offset) || position.offset == 0
    else { return false }
    try content.load(marks: [position.offset])
    guard let tail = content.tail(at: position.offset) else { return false }
    return tail == position.tail || position.isTailUnknown
  }

  private func open(
    _ position: FilePosition, _ format: FileFormat, _ entry: FileListing.Entry, _ status: FileStatus,
    _ file: FileStream, _ changes: inout Changes
  ) {
    var position = position
    position.isCSV = isCSV(position)
    position.path = entry.paths[0]
    position.target = FileListing.target(of: entry.paths[0])
    copies[status.identity] = nil
    if let finish = position.finished, finish.size != status.size || finish.modified != status.modified {
      position.finished = nil
    }
    if position.isTailUnknown, let content = try? StoredContent(file, format: format) {
      try? content.load(marks: [position.offset])
      position.tail = content.tail(at: position.offset) ?? position.tail
    }
    let isRoom = status.links == 0 || files.count { $0.file != nil } < options.openLimit
    let isOpen = position.finished == nil && isRoom
    let tailed = TailedFile(
      position: position, format: format, status: status, file: isOpen ? file : nil,
      options: options)
    tailed.openedAt = looks
    files.append(tailed)
    changes.opened.append(tailed)
  }

  /// After a restart: files that were under way and have since been renamed to names that no pattern matches. The rest of
  /// them still counts, and it comes before that of their successors.
  func adoptRenamed(_ listing: FileListing, now: Instant, _ changes: inout Changes) {
    var directories: [String: [FileIdentity: String]?] = [:]
    for index in remembered.indices.reversed() where unsought.contains(remembered[index].position.identity) {
      let position = remembered[index].position
      guard !position.isGone else { continue }
      guard listing[position.identity] == nil else {
        unsought.remove(position.identity)
        continue
      }
      let places = [position.target, position.path].compactMap { $0 }.map { FileListing.directory(of: $0) }
      for place in places where directories[place] == nil { directories[place] = FileListing.names(in: place) }
      // A directory that cannot be read now is looked into again.
      if places.allSatisfy({ directories[$0].flatMap { $0 } != nil }) { unsought.remove(position.identity) }
      let found = places.lazy.compactMap { directories[$0]??[position.identity] }.first
      guard let path = found, let file = try? FileStream(path: path), let status = try? file.status(),
        status.identity == position.identity, status.type == .regular,
        (try? isSame(position, file, format: FileFormat(path: position.path), status, byHead: true)) == true
      else { continue }
      remembered.remove(at: index)
      let entry = FileListing.Entry(kind: position.kind, paths: [path], status: status)
      open(position, FileFormat(path: position.path), entry, status, file, &changes)
      files.last?.isNamed = false
      files.last.map { formerNames[position.path] = $0 }
    }
  }

  /// Standard input is opened once, as predictions if both are asked for.
  func openStandardInput(_ changes: inout Changes) {
    let wanted = inputs.filter { $0.pattern == "-" }
    guard let input = wanted.first(where: { $0.kind == .predictions }) ?? wanted.first else { return }
    if wanted.contains(where: { $0.kind != input.kind }) {
      report(
        IngestError(
          .twoKinds, path: "-",
          detail: "standard input cannot be predictions and labels both; it is read as predictions")
      )
    }
    guard looks == 0 else { return }
    let file = FileStream(standardInput: options.standardInput, waits: options.endOfInput)
    guard file.isReadable, let status = try? file.status() else {
      report(IngestError(.io, path: "-", detail: "standard input is closed"))
      return
    }
    var position = FilePosition(path: "-", kind: input.kind, identity: status.identity)
    position.isCSV = isCSV(position)
    let tailed = TailedFile(
      position: position, format: .stream, status: status, file: file, options: options)
    files.append(tailed)
    changes.opened.append(tailed)
  }
}
