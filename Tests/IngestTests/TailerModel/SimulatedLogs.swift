import Foundation

/// The logs of a simulated machine on disk, and which numbered lines are in which of its files.
///
/// Log 0 and 1 are plain names in a folder, log 2 is a link that leads into another one. Every line is unique.
final class SimulatedLogs {
  /// A file on disk, whatever its names.
  final class Stored {
    var lines: [Int] = []
    var bytes: [UInt8] = []
    /// The last line is not complete.
    var isOpen = false
    /// Can be found by a pattern, or by the reader after a restart in the folder where it was.
    var isFindable = true
    /// Has a name that a pattern matches.
    var isMatched = true
    var isDeleted = false
    /// Nothing is written to it any more.
    var isAbandoned = false
    /// A look has been taken since it has content under a name that matches, and so at the last checkpoint.
    var isSeen = false
    var isOnRecord = false
  }

  let folder: String
  private(set) var texts: [String] = []
  /// Lines of which only the beginning was written.
  private(set) var incomplete: Set<Int> = []
  private(set) var stored: [Stored] = []
  private var current: [Stored?] = [nil, nil, nil]
  private var behind: [(file: Stored, path: String)?] = [nil, nil, nil]
  private var pending: [[UInt8]] = [[], [], []]
  private var serial = 0
  private var random: SplitMix

  init(folder: String, seed: UInt64) {
    self.folder = folder
    random = SplitMix(state: seed)
    mkdir(folder, 0o755)
    mkdir(folder + "/logs", 0o755)
    mkdir(folder + "/data", 0o755)
  }

  var patterns: [String] { ["\(folder)/logs/[ab].jsonl*", "\(folder)/l*/c.jsonl"] }

  func path(_ log: Int) -> String { folder + "/logs/" + ["a.jsonl", "b.jsonl", "c.jsonl"][log] }

  /// The files that hold a line.
  func holders(of line: Int) -> [Stored] { stored.filter { $0.lines.contains(line) } }

  func write(log: Int, lines: Int, cut: Int) {
    let file = open(log)
    var bytes = pending[log]
    if !bytes.isEmpty, file.isOpen {
      file.isOpen = false
      file.lines.last.map { _ = incomplete.remove($0) }
    } else {
      bytes = []
    }
    pending[log] = []
    for _ in 0..<lines { bytes += newLine(in: file) }
    if cut > 0 {
      let line = newLine(in: file)
      let length = min(cut, line.count - 1)
      bytes += line[0..<length]
      pending[log] = Array(line[length...])
      file.isOpen = true
      file.lines.last.map { _ = incomplete.insert($0) }
    }
    append(bytes, to: path(log), file)
  }

  func writeBehind(log: Int, lines: Int) -> [Int] {
    guard let (file, path) = behind[log], !file.isOpen, !file.isAbandoned else { return [] }
    append((0..<lines).flatMap { _ in newLine(in: file) }, to: path, file)
    return file.lines
  }

  func rename(log: Int, matches: Bool) -> [Int] {
    guard log < 2, let file = current[log] else { return [] }
    serial += 1
    let name = matches ? path(log) + ".\(serial)" : "\(folder)/logs/old-\(log)-\(serial)"
    Foundation.rename(path(log), name)
    file.isMatched = matches
    behind[log] = (file, name)
    drop(log)
    return file.lines
  }

  /// A copy as it is now; its name.
  func copy(log: Int, matches: Bool) {
    guard let file = current[log] else { return }
    serial += 1
    let copy = Stored()
    (copy.lines, copy.bytes, copy.isOpen) = (file.lines, file.bytes, file.isOpen)
    if file.isOpen { copy.lines.removeLast() }
    copy.isMatched = matches && log < 2
    copy.isFindable = copy.isMatched
    stored.append(copy)
    let name = copy.isMatched ? path(log) + "-\(serial)" : "\(folder)/logs/copy-\(log)-\(serial)"
    Self.write(file.bytes, to: name, flags: O_CREAT | O_WRONLY)
  }

  /// The lines that were in the file before.
  func truncate(log: Int, regrow: Int) -> [Int] {
    guard let file = current[log] else { return [] }
    let lines = file.lines
    (file.lines, file.bytes, file.isOpen, pending[log]) = ([], [], false, [])
    (file.isSeen, file.isOnRecord) = (false, false)
    let bytes = (0..<regrow).flatMap { _ in newLine(in: file) }
    Foundation.truncate(path(log), 0)
    append(bytes, to: path(log), file)
    return lines
  }

  func delete(log: Int) -> [Int] {
    guard let file = current[log] else { return [] }
    unlink(log == 2 ? String(cString: realpath(path(2), nil)) : path(log))
    return forget(file, log)
  }

  private func forget(_ file: Stored, _ log: Int) -> [Int] {
    file.isDeleted = true
    if current[log] === file { drop(log) }
    if behind[log]?.file === file { behind[log] = nil }
    return file.lines
  }

  /// Packs the file that was rotated away last; `pause` is called when half of the archive is there.
  func compress(log: Int, zstd: Bool, matches: Bool, pause: (() -> Void)?) throws -> [Int] {
    guard let (file, path) = behind[log] else { return [] }
    serial += 1
    let archive = Stored()
    archive.isMatched = matches
    archive.isFindable = matches
    let name = (matches ? self.path(log) + ".\(serial)" : "\(folder)/logs/packed-\(serial)") + (zstd ? ".zst" : ".gz")
    let bytes = zstd ? try zstdFrame(file.bytes) : try gzipMember(file.bytes)
    if let pause {
      Self.write(Array(bytes[0..<bytes.count / 2]), to: name, flags: O_CREAT | O_WRONLY)
      pause()
      Self.write(Array(bytes[(bytes.count / 2)...]), to: name, flags: O_WRONLY | O_APPEND)
    } else {
      Self.write(bytes, to: name, flags: O_CREAT | O_WRONLY)
    }
    (archive.lines, archive.bytes, archive.isOpen) = (file.lines, file.bytes, file.isOpen)
    stored.append(archive)
    unlink(path)
    return forget(file, log)
  }

  func switchLink() -> [Int] {
    let lines = current[2]?.lines ?? []
    current[2].map { _ in drop(2) }
    _ = open(2)
    return lines
  }

  func hardLink(log: Int) {
    guard log < 2, current[log] != nil else { return }
    serial += 1
    link(path(log), path(log) + "=\(serial)")
  }

  /// The whole folder goes, or comes back.
  func vanish(_ isAway: Bool) {
    self.isAway = isAway
    let (here, away) = (folder + "/logs", folder + "/away")
    _ = isAway ? Foundation.rename(here, away) : Foundation.rename(away, here)
  }

  private func drop(_ log: Int) {
    current[log] = nil
    pending[log] = []
  }

  private func open(_ log: Int) -> Stored {
    if let file = current[log] { return file }
    let file = Stored()
    stored.append(file)
    current[log] = file
    if log == 2 {
      serial += 1
      let target = "\(folder)/data/\(serial)"
      Self.write([], to: target, flags: O_CREAT | O_WRONLY)
      unlink(path(2))
      symlink(target, path(2))
      // The former target stays where it is, and the reader finds it there.
      for other in stored where other !== file { other.isMatched = other.isMatched && !links.contains { $0 === other } }
      links.append(file)
    } else {
      // Never over a file that is there under this name.
      Self.write([], to: path(log), flags: O_CREAT | O_WRONLY)
    }
    return file
  }

  private(set) var isAway = false
  private var links: [Stored] = []

  private func newLine(in file: Stored) -> [UInt8] {
    let number = texts.count
    let filler = ["", "x", "é", "→", "🙂", String(repeating: "y", count: random.below(50))][random.below(6)]
    let text = "{\"n\":\(number),\"s\":\"\(random.next() % 1000)\(filler)\"}"
    texts.append(text)
    file.lines.append(number)
    return Array(text.utf8) + [UInt8(ascii: "\n")]
  }

  private func append(_ bytes: [UInt8], to path: String, _ file: Stored) {
    file.bytes += bytes
    Self.write(bytes, to: path, flags: O_WRONLY | O_APPEND)
  }

  private static func write(_ bytes: [UInt8], to path: String, flags: Int32) {
    let descriptor = Foundation.open(path, flags, 0o644)
    guard descriptor >= 0 else { return }
    if !bytes.isEmpty { _ = Foundation.write(descriptor, bytes, bytes.count) }
    close(descriptor)
  }

  func removeAll() { try? FileManager.default.removeItem(atPath: folder) }
}
