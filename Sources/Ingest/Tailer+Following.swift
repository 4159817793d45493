import Notation

/// The files under way.
extension Tailer {
  /// Gives every file its present name, and ends those whose content is no longer what was read.
  func follow(_ listing: FileListing, _ changes: inout Changes) {
    for file in files where file.format != .stream || file.path != "-" {
      let entry = listing[file.identity]
      let isWatched = entry?.kind == file.kind
      if let entry, isWatched {
        if !file.isNamed || !entry.paths.contains(file.path) { rename(file, to: entry.paths[0]) }
        (file.isNamed, file.quietSince, file.isEnding) = (true, nil, options.endOfInput)
      }
      guard let status = file.currentStatus(listed: entry?.status) else {
        if let name = file.findName() {
          rename(file, to: name)
          file.isNamed = false
        } else {
          // It may have been renamed, into a directory that cannot be read now.
          unsought.insert(file.identity)
          retire(file, isGone: false, &changes)
        }
        continue
      }
      guard file.isIntact(status) else {
        retire(file, isGone: true, &changes)
        continue
      }
      if !status.isUnchanged(since: file.status) { file.noteBeginning() }
      file.note(status)
      if !isWatched { loseName(file) }
    }
  }

  private func rename(_ file: TailedFile, to path: String) {
    formerNames[file.path] = file
    file.rename(to: path, target: FileListing.target(of: path))
  }

  func loseName(_ file: TailedFile) {
    if file.isNamed { formerNames[file.path] = file }
    file.isNamed = false
    guard FileIdentity(path: file.path) != file.identity, let name = file.findName() else { return }
    rename(file, to: name)
  }

  /// Wakes what has grown, lets go what has been quiet for long, and keeps the number of open files in bounds.
  func finishLook(now: Instant, _ changes: inout Changes) {
    for file in files {
      if file.format != .stream, let status = file.currentStatus(listed: nil) {
        // What is written from here on is seen by the next look, so the state must not pass for the one looked at.
        var unsettled = status
        if status != file.status { unsettled.isSettled = false }
        file.note(unsettled)
      }
      if let (forerunner, size) = file.forerunner {
        let isThere = files.contains { $0 === forerunner }
        if isThere, !forerunner.isRead(to: size) {
          changes.isWaiting = true
          continue
        }
        file.forerunner = nil
      }
      file.wake()
      if !file.isDrained { file.wokenAt = looks }
      if !file.isNamed, isLetGo(file, now: now) { retire(file, isGone: false, &changes) }
    }
    parkFiles()
  }

  /// Follows a file that has lost its name. True when all of it has been read and nothing has come for a while; what
  /// stands behind its last line end is then given up as a line, too.
  private func isLetGo(_ file: TailedFile, now: Instant) -> Bool {
    guard file.isDrained, let since = file.quietSince else {
      file.quietSince = file.isDrained ? now : nil
      return false
    }
    guard now - since >= options.patience else { return false }
    if file.isEnding { return true }
    (file.isEnding, file.isDrained) = (true, false)
    file.quietSince = since
    return false
  }

  private func parkFiles() {
    let open = files.filter { $0.file != nil && $0.format != .stream }
    let idle = open.filter(\.isDrained).sorted { ($0.wokenAt, $0.path) < ($1.wokenAt, $1.path) }
    let fresh = open.filter { !$0.isDrained && $0.taken == 0 }
    for file in (idle + fresh).prefix(max(0, open.count - options.openLimit)) { file.park() }
    let isCrowded = files.count { $0.finish == nil } > options.openLimit
    for file in files where file.format != .stream { file.isTransient = isCrowded && file.file == nil }
  }
}
