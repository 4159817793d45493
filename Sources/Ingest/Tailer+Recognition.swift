import Notation

/// Whether a file that has appeared holds what was read from another one.
extension Tailer {
  enum Verdict {
    case new
    case hold(Hold.Reason)
    /// It continues a file that is no longer there, which may still be open: then that one is done.
    case goesOn(FilePosition, instead: TailedFile?)
  }

  /// - Parameters:
  ///   - original: what it was a version of when it was last looked at, if it has not changed since.
  ///   - copied: where the file was left that it was a copy of in the last run, if it has not changed since.
  ///   - isOverdue: it has been the same for a while.
  func recognise(
    _ content: StoredContent, _ entry: FileListing.Entry, original: TailedFile?, copied: FilePosition.Mark?,
    isOverdue: Bool
  ) throws(IngestError) -> Verdict {
    let identity = entry.status.identity
    let active = files.filter { file in
      file.kind == entry.kind && file.format != .stream && file.identity != identity && mayBeginLike(content, file)
    }
    let originals = active.compactMap { file in file.stored.map { (file: file, content: $0) } }
      .filter { $0.content.beginsLike(content) }
    let reachable = Set(originals.map { ObjectIdentifier($0.file) })
    // One that began like this when it was counted, and does not any more, was truncated a moment ago: what it was can be
    // told when the next look has noticed that.
    let changed = active.first { file in
      file.format == .plain && !reachable.contains(ObjectIdentifier(file)) && hasBegunLike(content, file.position)
    }
    if let changed, !isOverdue { return .hold(.rest(of: changed, isCertain: false)) }
    // An archive that was deleted can no longer be looked into; what was read of it is known all the same.
    let lost = active.filter {
      $0.status.links == 0 && !reachable.contains(ObjectIdentifier($0)) && $0.format.isArchive
    }
    let past = remembered.filter { $0.position.kind == entry.kind && ($0.position.offset > 0 || $0.unsettled != nil) }
      .filter { known in
        guard let file = known.unsettled else { return mayBegin(content, as: known.position) }
        guard !file.firstBytes.isEmpty else { return beginsLike(content, known.position) }
        return zip(content.head, file.firstBytes).allSatisfy { $0 == $1 }
      }
    if content.isCut, content.head.count < Fingerprint.headSize, !isOverdue {
      return .hold(.incomplete)
    }
    let lostPast = lost.filter { mayBegin(content, as: $0.position) }
    guard !originals.isEmpty || !past.isEmpty || !lostPast.isEmpty else { return .new }
    for original in originals where original.content.format.isArchive { try original.content.load(marks: []) }
    let positions = past.map(\.position) + lostPast.map(\.position)
    try content.load(
      marks: positions.flatMap { [$0.offset] + $0.trail.map(\.offset) } + past.compactMap { $0.unsettled?.taken }
        + originals.flatMap { [$0.content.length, $0.file.position.offset] + $0.file.position.trail.map(\.offset) })
    for (file, stored) in originals {
      if let verdict = try compare(content, with: file, stored) { return verdict }
    }
    return match(content, past: past, lost: lostPast, original: original, copied: copied, identity: identity)
      ?? .new
  }

  /// By what is in memory, so that not every file has to be opened for each new one. The beginning of a file of which
  /// nothing was counted may have changed since it was opened.
  private func mayBeginLike(_ content: StoredContent, _ file: TailedFile) -> Bool {
    let position = file.position
    return position.offset == 0 && file.openedAt != looks || beginsLike(content, position)
  }

  /// For certain, by what was counted of a file.
  private func hasBegunLike(_ content: StoredContent, _ position: FilePosition) -> Bool {
    position.offset > 0 && position.headLength > 0
      && content.headFingerprint(length: position.headLength) == position.head
  }

  /// With a whole line at least that was counted.
  private func mayBegin(_ content: StoredContent, as position: FilePosition) -> Bool {
    guard content.length <= position.offset || content.hasLine(before: position.offset) else { return false }
    return beginsLike(content, position)
  }

  /// A content that is too short for the whole head may still begin like it.
  private func beginsLike(_ content: StoredContent, _ position: FilePosition) -> Bool {
    guard let head = content.headFingerprint(length: position.headLength) else { return true }
    return head == position.head
  }

  /// Against a file that is still there, or deleted and still open. If one of both begins with all that the other one
  /// holds, they are versions of the same.
  private func compare(
    _ content: StoredContent, with file: TailedFile, _ original: StoredContent
  ) throws(IngestError) -> Verdict? {
    let isDeleted = file.status.links == 0
    let common = min(content.length, original.length)
    if original.format.isArchive { try original.load(marks: [common]) }
    guard common > 0, content.tail(at: common) == original.tail(at: common) else { return nil }
    guard content.length <= original.length || original.hasLine() else { return nil }
    guard content.length > original.length || isDeleted else {
      return .hold(.version(of: file, as: file.status, isRead: file.taken > 0))
    }
    guard file.isSettled, !content.isCut else { return .hold(.rest(of: file, isCertain: true)) }
    // It holds nothing that cannot still be read from the original.
    guard content.length >= original.length else { return .hold(.known(from: file.position.mark)) }
    let position = file.position
    let start: Int64? = isDeleted ? 0 : nil
    guard let place = position.offset > 0 ? place(behind: position, in: content) : start else { return nil }
    return .goesOn(continuation(of: position, at: place, content), instead: file)
  }

  /// Against files of which only fingerprints are left: those that were read furthest come first.
  private func match(
    _ content: StoredContent, past: [KnownFile], lost: [TailedFile], original: TailedFile?, copied: FilePosition.Mark?,
    identity: FileIdentity
  ) -> Verdict? {
    let known = past.map { (known: $0, file: TailedFile?.none) } + lost.map { (KnownFile($0, isGone: false), $0) }
    let ranked = known.enumerated().sorted { a, b in
      (b.element.known.position.offset, a.offset) < (a.element.known.position.offset, b.offset)
    }
    for (_, candidate) in ranked {
      let position = candidate.known.position
      if let file = candidate.known.unsettled {
        // How far it goes on is known when the last blocks have been counted.
        let isCertain = file === original
        guard isCertain || mayGoOn(content, from: file, candidate.known) else { continue }
        return .hold(.rest(of: file, isCertain: isCertain))
      }
      let offset: Int64
      if position.offset <= content.length {
        guard goesOn(content, from: position, identity: identity) else { continue }
        let isSameFile = position.identity == identity
        guard let place = isSameFile ? position.offset : place(behind: position, in: content) else { continue }
        offset = place
      } else if content.isCut {
        guard content.head.count >= position.headLength else { continue }
        return .hold(.incomplete)
      } else {
        guard copied == position.mark || candidate.known.isOf(original) || isContained(content, in: candidate.known)
        else { continue }
        // A new file may begin like this one and not have got further yet. The same file was cut there.
        guard position.identity == identity, content.format == .plain, content.endsLine(at: content.length) else {
          return .hold(.known(from: position.mark))
        }
        offset = content.length
      }
      if offset == position.offset, candidate.file == nil {
        remembered.removeAll { $0.position == position }
      }
      return .goesOn(
        continuation(of: position, at: offset, content), instead: candidate.file)
    }
    return nil
  }

  /// Whether a content may be that of a file of which not every block has been counted.
  private func mayGoOn(_ content: StoredContent, from file: TailedFile, _ known: KnownFile) -> Bool {
    let position = known.position
    if content.length >= file.taken { return content.tail(at: file.taken) == file.takenTail }
    if !file.firstBytes.isEmpty { return true }
    if content.length >= position.offset { return content.tail(at: position.offset) == position.tail }
    return isContained(content, in: known)
  }

  /// Whether a content holds what was read of a file. If that is not known to its end, its beginning has to do, or that
  /// it is in the same file.
  private func goesOn(_ content: StoredContent, from position: FilePosition, identity: FileIdentity) -> Bool {
    guard let tail = content.tail(at: position.offset) else { return false }
    guard position.isTailUnknown else { return tail == position.tail }
    let hasBeginning = position.headLength > 0 && content.head.count >= position.headLength
    return hasBeginning || position.identity == identity
  }

  /// Whether a content that is shorter than what was read of a file is the beginning of it: by the bytes at its end if
  /// those are still kept, else by the last place before its end that has a fingerprint, if that is near.
  private func isContained(_ content: StoredContent, in known: KnownFile) -> Bool {
    let position = known.position
    if let recent = known.recent {
      let behind = Int(clamping: position.offset - content.length)
      let size = Int(min(content.length, Int64(Fingerprint.tailSize)))
      if recent.bytes.count >= behind + size {
        return Fingerprint.of(Array(recent.bytes.dropLast(behind).suffix(size))) == content.tail(at: content.length)
      }
    }
    guard let mark = position.trail.last(where: { $0.offset <= content.length }) else { return false }
    let isNear = mark.offset >= Int64(Fingerprint.tailSize) && content.length - mark.offset <= mark.offset
    return (isNear || mark.offset == content.length) && content.tail(at: mark.offset) == mark.tail
  }

  /// Where to go on in a version of a file: where that was left, or before an unfinished line that was given up then.
  private func place(behind position: FilePosition, in content: StoredContent) -> Int64? {
    guard position.offset != content.length else { return position.offset }
    return (position.trail.map(\.offset) + [position.offset]).last { content.endsLine(at: $0) }
  }

  private func continuation(
    of position: FilePosition, at offset: Int64, _ content: StoredContent
  ) -> FilePosition {
    var next = position
    next.offset = offset
    next.tail = content.tail(at: offset) ?? position.tail
    next.headLength = Int(min(Int64(content.head.count), offset))
    next.head = content.headFingerprint(length: next.headLength) ?? Fingerprint.empty
    next.trail.removeAll { $0.offset >= offset }
    next.isGone = false
    next.finished = nil
    return next
  }
}
