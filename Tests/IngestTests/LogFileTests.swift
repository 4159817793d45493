import Foundation
import Ingest
import Records
import Testing

@Suite("Log files")
struct LogFileTests {
  @Test("Line ends, byte order mark and blank lines", arguments: ["\n", "\r\n"])
  func lineEnds(end: String) throws {
    let folder = try TemporaryFolder()
    let text = "\u{FEFF}" + LabelLog.lines(0..<3, end: end) + end + "  \t" + end + LabelLog.lines(3..<5, end: end)
    let reader = try LabelLog(folder.file("a b.jsonl", text))
    #expect(try reader.read() == 5)
    #expect(reader.letters.isEmpty)
    #expect(reader.log.lines == 5)
    #expect(reader.log.offset == Int64(text.utf8.count))
    #expect(reader.ids == (0..<5).map { IdentifierHash("\($0)") })
  }

  @Test("A last line without its end waits for the rest of it")
  func partialLine() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", LabelLog.lines(0..<2) + "{\"id\":\"2\",")
    let reader = try LabelLog(path)
    #expect(try reader.read() == 2)
    #expect(reader.log.offset == Int64(LabelLog.lines(0..<2).utf8.count))
    try folder.append("\"y\":1}", to: path)
    #expect(try reader.read() == 2)
    try folder.append("\n" + LabelLog.line(3), to: path)
    #expect(try reader.read() == 3)
    #expect(try reader.read(endOfInput: true) == 4)
    #expect(try reader.read(endOfInput: true) == 4)
    #expect(reader.letters.isEmpty)
    #expect(reader.ids == (0..<4).map { IdentifierHash("\($0)") })
  }

  @Test("Every line comes once, however the file grows and is read", arguments: [1, 2, 3, 4] as [UInt64])
  func growth(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", "")
    let all = Array(
      (0..<300).map { index in
        index % 40 == 7
          ? String(repeating: "x", count: 300 + Int(random.next() % 900)) + "\n" : LabelLog.line(index) + "\n"
      }.joined())
    var reader = try LabelLog(path, lineLimit: 200, chunk: 64)
    var count = 0
    var letters: [Int64] = []
    var written = 0
    while true {
      if written < all.count {
        let end = min(all.count, written + Int(random.next() % 400))
        try folder.append(String(all[written..<end]), to: path)
        written = end
      }
      let isDrained = try reader.step(limit: 1 + Int(random.next() % 5))
      if random.next() % 4 == 0 {
        // As after a restart.
        count += reader.count
        letters += reader.letters.map(\.offset)
        reader = try LabelLog(path, offset: reader.log.offset, lineLimit: 200, chunk: 64)
      } else if isDrained, written == all.count {
        break
      }
    }
    count += reader.count
    letters += reader.letters.map(\.offset)
    #expect(count == 292, "seed \(seed)")
    #expect(letters.count == 8 && Set(letters).count == 8, "seed \(seed)")
    for offset in letters { #expect(all[Int(offset)] == "x" && all[Int(offset) - 1] == "\n", "seed \(seed)") }
    #expect(reader.log.offset == Int64(all.count), "seed \(seed)")
  }

  @Test("An overlong line is set aside once, with its beginning and its place", arguments: [64, 1 << 18])
  func overlong(chunk: Int) throws {
    let folder = try TemporaryFolder()
    let long = "{\"id\":\"" + String(repeating: "é", count: 10_000_000 / 2) + "\",\"y\":1}"
    let path = try folder.file("a.jsonl", LabelLog.lines(0..<1) + long + "\n" + LabelLog.lines(1..<3))
    let reader = try LabelLog(path, lineLimit: 5000, chunk: chunk)
    #expect(try reader.read() == 3)
    #expect(reader.log.lines == 4)
    #expect(reader.letters.map(\.defect) == [LineDefect(.lineTooLong)])
    #expect(reader.letters.first?.offset == Int64(LabelLog.lines(0..<1).utf8.count))
    #expect(reader.letters.first?.head.hasPrefix("{\"id\":\"ééé") == true)
    #expect((reader.letters.first?.head.utf8.count ?? 0) < 300)
  }

  @Test("An overlong line that has not ended yet is not counted, and not twice after a restart")
  func overlongInParts() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", LabelLog.lines(0..<1) + String(repeating: "x", count: 5000))
    let first = try LabelLog(path, lineLimit: 100, chunk: 64)
    #expect(try first.read() == 1)
    #expect(first.letters.isEmpty)
    try folder.append(String(repeating: "x", count: 50) + "\n" + LabelLog.lines(1..<2), to: path)
    let second = try LabelLog(path, offset: first.log.offset, lineLimit: 100, chunk: 64)
    #expect(try second.read() == 1)
    #expect(second.letters.count == 1)
    #expect(try first.read() == 2)
    #expect(first.letters.count == 1)
    #expect(first.log.offset == second.log.offset)
  }

  @Test("A line just within the limit is read, one byte more is not")
  func limit() throws {
    let folder = try TemporaryFolder()
    let line = LabelLog.line(1)
    let reader = try LabelLog(folder.file("a.jsonl", line + "\n " + line + "\n"), lineLimit: line.utf8.count)
    #expect(try reader.read() == 1)
    #expect(reader.letters.map(\.defect.reason) == [.lineTooLong])
  }

  @Test("The limit on lines is kept, overlong ones included")
  func stops() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 500) + "\n"
    let reader = try LabelLog(folder.file("a.jsonl", long + long + LabelLog.lines(0..<2)), lineLimit: 100, chunk: 64)
    #expect(try reader.step(limit: 1) == false)
    #expect(reader.log.lines == 1)
    #expect(reader.log.offset == 501)
    #expect(try reader.read() == 2)
    #expect(reader.letters.count == 2)
  }

  @Test("An empty file has no lines", arguments: ["a.jsonl", "a.jsonl.gz"])
  func empty(name: String) throws {
    let folder = try TemporaryFolder()
    let reader = try LabelLog(folder.file(name))
    #expect(try reader.read(endOfInput: true) == 0)
    #expect(reader.letters.isEmpty)
  }

  @Test("A missing file, a directory and a forbidden file are errors that name the file")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    func code(_ path: String) -> IngestError.Code? {
      do {
        _ = try LogFile(path: path, kind: .labels)
        return nil
      } catch {
        #expect(error.path == path)
        #expect(error.description.hasPrefix(path + ": "))
        return error.code
      }
    }
    #expect(code(folder.path + "/none.jsonl") == .missing)
    #expect(code(folder.path + "/none.jsonl.gz") == .missing)
    #expect(code(folder.path) == .isDirectory)
    guard geteuid() != 0 else { return }
    let path = try folder.file("secret.jsonl", "x")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(code(path) == .noPermission)
  }

  @Test("Truncation and replacement are noticed; a renamed file is read on")
  func changes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", LabelLog.lines(0..<3))
    let reader = try LabelLog(path)
    try reader.read()
    #expect(try reader.log.checkForChange() == .none)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    #expect(try reader.log.checkForChange() == .replaced)
    try folder.append(LabelLog.lines(3..<4), to: path + ".1")
    #expect(try reader.read() == 4)
    _ = try folder.file("a.jsonl", LabelLog.lines(0..<1))
    #expect(try reader.log.checkForChange() == .replaced)

    let other = try LabelLog(path + ".1")
    try other.read()
    let handle = try #require(FileHandle(forWritingAtPath: path + ".1"))
    try handle.truncate(atOffset: 5)
    #expect(try other.log.checkForChange() == .truncated)
  }

  @Test("Truncation is noticed even where only a held-back part is gone")
  func truncationOfPart() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", LabelLog.lines(0..<1) + "{\"id\":\"9\"")
    let reader = try LabelLog(path)
    try reader.read()
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: UInt64(reader.log.offset))
    #expect(try reader.log.checkForChange() == .truncated)
  }

  @Test("A pattern gives the files that match, in order of name; a literal path itself")
  func patterns() throws {
    let folder = try TemporaryFolder()
    for name in ["b-2.jsonl", "B-1.jsonl", "b-1.jsonl", "c.txt"] { _ = try folder.file(name) }
    let names = FilePattern(folder.path + "/*.jsonl").matches().map { String($0.dropFirst(folder.path.count + 1)) }
    #expect(names == ["B-1.jsonl", "b-1.jsonl", "b-2.jsonl"])
    #expect(FilePattern(folder.path + "/none*").matches() == [])
    #expect(FilePattern("/no/such/file").matches() == ["/no/such/file"])
  }

  @Test("Sampling visits every field of the first lines and counts what is not JSON")
  func sampling() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.jsonl", "{\"a\":{\"b\":1.5},\"c\":[1],\"d\":null}\nnot json\n{\"e\":\"x\",\"f\":true}")
    var seen: [String] = []
    let counts = try FieldSampler.visit(paths: [path]) { seen.append("\($0)=\($1)") }
    #expect(counts == (2, 1))
    #expect(seen == ["a.b=number(1.5)", "c=array", "d=null", "e=text(\"x\")", "f=boolean(true)"])
    #expect(try FieldSampler.visit(paths: [path], limit: 1) { _, _ in } == (1, 0))
  }
}

/// Steele, Lea & Flood's SplitMix64.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
